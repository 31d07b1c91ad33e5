import CarvelCore
import TestSupport
import Testing
import YAMLDocument

@testable import Sandbox

@Suite("Looking at a kubeconfig Secret")
struct InspectionTests {
    private func inspect(
        _ cluster: RotatingCluster,
        warnBefore: Duration = .seconds(60)
    ) async -> KubeconfigInspection {
        await KubeconfigInspector(build: cluster.client, warnBefore: warnBefore)
            .inspect(cluster.reference, accesses: [cluster.access])
    }

    private func reasons(_ inspection: KubeconfigInspection) -> [KubeconfigFinding.Reason] {
        inspection.findings.map(\.reason).filter { $0 != .loopback }
    }

    @Test("One that works, with its rights, and as whom")
    func works() async throws {
        try await RotatingCluster.with { cluster in
            try await cluster.create()
            let inspection = await inspect(cluster)
            #expect(inspection.health == .healthy)
            #expect(reasons(inspection) == [])
            #expect(inspection.identity == cluster.identity)
            #expect(inspection.rights.count == 16)
            #expect(inspection.rights.filter { !$0.isAllowed } == [])
            #expect(inspection.firstEnd?.kind == .token)
            #expect(await inspect(cluster, warnBefore: .seconds(7200)).health == .ending)
        }
    }

    @Test("One that is revoked, or not there")
    func refused() async throws {
        try await RotatingCluster.with { cluster in
            #expect(reasons(await inspect(cluster)) == [.missing])
            try await cluster.create()
            for name in try await cluster.tokenSecrets() {
                try await cluster.client.delete(.secret, namespace: cluster.namespace, name: name)
            }
            let inspection = await inspect(cluster)
            #expect(reasons(inspection) == [.refused])
            #expect(inspection.health == .failed)
        }
    }

    @Test("One that may not act as the account, or whose account may not apply")
    func rights() async throws {
        try await RotatingCluster.with { cluster in
            try await cluster.create()
            let role = "app-package-and-pkgi-install-role"
            _ = try await cluster.client.mergePatch(
                .role,
                namespace: cluster.namespace,
                name: role,
                ["rules": [["apiGroups": [""], "resources": ["secrets"], "verbs": ["*"]]]]
            )
            let some = await inspect(cluster)
            #expect(reasons(some) == [.lacksRight])
            #expect(some.findings.contains { $0.message.contains("patch, delete packages.data.packaging.carvel.dev") })
            #expect(some.rights.count { !$0.isAllowed } == 10)
            _ = try await cluster.client.delete(
                .role,
                namespace: cluster.namespace,
                name: "flux-impersonate-shop-sa"
            )
            let none = await inspect(cluster)
            #expect(reasons(none) == [.lacksRight])
            #expect(none.rights.count == 1)
        }
    }

    /// Changes the kubeconfig of the Secret, but for its token.
    private func replace(_ old: String, with new: String, in cluster: RotatingCluster) async throws {
        var secret = cluster.secret(try await cluster.token())
        let text = try #require(secret.json[path: "data", "value.yaml"]?.string.flatMap(Base64.decode))
        let changed = String(decoding: text, as: UTF8.self).replacing(old, with: new)
        secret.json["data"]?["value.yaml"] = .string(Base64.encode(changed.utf8))
        _ = try await cluster.client.apply(secret, as: .secret, force: true)
    }

    @Test("One of another cluster's authority, and one whose server does not answer")
    func unreachable() async throws {
        try await RotatingCluster.with { cluster in
            try await cluster.create()
            let other = try CertificateAuthority(name: "other").certificatePEM
            let authority = Base64.encode(cluster.server.certificateAuthorityPEM.utf8)
            try await replace(authority, with: Base64.encode(other.utf8), in: cluster)
            #expect(reasons(await inspect(cluster)) == [.notTrusted])
            try await replace(cluster.server.url, with: "https://127.0.0.1:1", in: cluster)
            let inspection = await inspect(cluster)
            #expect(reasons(inspection) == [.unreachable])
            #expect(inspection.health == .unknown)
        }
    }

    @Test("The list knows who uses what, and tells of a Secret that keeps Flux from its other key")
    func list() async throws {
        try await RotatingCluster.with { cluster in
            try await cluster.create()
            try await cluster.applyKustomization()
            let inspector = KubeconfigInspector(build: cluster.client, warnBefore: .seconds(60), connects: false)
            let list = try await KubeconfigSecretList.all(inspector, namespace: cluster.namespace)
            #expect(list.health == .healthy)
            #expect(list.items.map { $0.users.map(\.title) } == [["Kustomization/app"]])
            #expect(list.items.first?.identity == nil)

            let error = await #expect(throws: KubeconfigSecretError.self) {
                try await cluster.reference.delete(from: cluster.client, force: false, dryRun: false)
            }
            #expect(error?.description.contains("is used by Kustomization/app") == true)

            _ = try await cluster.client.mergePatch(
                .secret,
                namespace: cluster.namespace,
                name: "staging-kubeconfig",
                ["data": ["value": ""]]
            )
            let shadowed = try await KubeconfigSecretList.check(inspector, [cluster.reference])
            #expect(shadowed.items.flatMap(\.findings).map(\.reason) == [.unusable])
            #expect(try await cluster.reference.delete(from: cluster.client, force: true, dryRun: false).count == 1)
        }
    }
}
