import CarvelCore
import TestSupport
import Testing
import YAMLDocument

@testable import Sandbox

@Suite("Rotating the credentials of a kubeconfig Secret")
struct RotationTests {
    @Test(
        "A new token takes the place of the old one, which is revoked",
        arguments: [AccountKubeconfig.Lifetime.seconds(7200), .unlimited]
    )
    func rotates(_ lifetime: AccountKubeconfig.Lifetime) async throws {
        try await RotatingCluster.with { cluster in
            let made = try await cluster.create(lifetime)
            #expect(made.identity == cluster.identity)
            #expect(made.health == .healthy)
            let old = try await cluster.token()
            #expect(try await cluster.isGood(old))
            let rotated = try await cluster.rotate(accesses: [cluster.access]).get()
            #expect(rotated.old == .revoked)
            #expect(rotated.identity == cluster.identity)
            #expect(rotated.warnings == [])
            #expect((rotated.end == nil) == (lifetime == .unlimited))
            let new = try await cluster.token()
            #expect(new != old)
            #expect(try await cluster.isGood(new))
            #expect(try await !cluster.isGood(old))
            #expect(try await cluster.tokenSecrets().count == 1)
        }
    }

    @Test("From one that holds its own token to one that ends, and back")
    func changesKind() async throws {
        try await RotatingCluster.with { cluster in
            try await cluster.create(.unlimited)
            #expect(try await cluster.rotate(.account(nil, .seconds(3600))).get().end != nil)
            #expect(try await cluster.rotate(.account(nil, .unlimited)).get().end == nil)
            #expect(try await cluster.isGood(try await cluster.token()))
            #expect(try await cluster.tokenSecrets().count == 1)
        }
    }

    @Test("Two at once don't fight: one wins, the other throws its own token away")
    func races() async throws {
        try await RotatingCluster.with { cluster in
            try await cluster.create()
            let outcomes = await KubeconfigRotation(build: cluster.client)
                .run(Array(repeating: cluster.target(), count: 4))
            let rotated = try outcomes.map { try $0.result.get() }
            #expect(rotated.count { !$0.isSuperseded } >= 1)
            #expect(try await cluster.isGood(try await cluster.token()))
            #expect(try await cluster.tokenSecrets().count == 1)
        }
    }

    @Test("A change of its labels meanwhile is no rotation by others")
    func labelled() async throws {
        try await RotatingCluster.with { cluster in
            try await cluster.create()
            let sandbox = try #require(cluster.server.sandbox)
            // The Secret is read first and written last; in between it is labelled.
            sandbox.setFaults(FaultPlan([.init(.delay(.milliseconds(300)), method: "POST", pathPrefix: "/api/v1/")]))
            let rotation = Task { try await cluster.rotate().get().isSuperseded }
            while sandbox.faultMatches.first == 0 { await Task.yield() }
            _ = try await cluster.client.mergePatch(
                .secret,
                namespace: cluster.namespace,
                name: cluster.reference.name,
                ["metadata": ["labels": ["team": "shop"]]]
            )
            #expect(try await rotation.value == false)
            let secret = try await cluster.client.get(
                .secret,
                namespace: cluster.namespace,
                name: cluster.reference.name
            )
            #expect(secret.label("team") == "shop")
            #expect(try await cluster.isGood(try await cluster.token()))
        }
    }

    @Test("What another manager owns is not taken without being asked for, and nothing is left of the new token")
    func owned() async throws {
        try await RotatingCluster.with { cluster in
            try await cluster.create()
            let old = try await cluster.token()
            _ = try await cluster.client.apply(
                cluster.secret(old),
                as: .secret,
                fieldManager: "external-secrets",
                force: true
            )
            guard case .failure(let error) = try await cluster.rotate() else {
                Issue.record("expected a conflict")
                return
            }
            #expect(error.secret == .unchanged)
            #expect("\(error)".contains("--force-conflicts"))
            #expect(try await cluster.token() == old)
            #expect(try await cluster.isGood(old))
            #expect(try await cluster.tokenSecrets().count == 1)
            let forced = KubeconfigRotation(build: cluster.client, force: true)
            #expect(try await forced.run([cluster.target()]).first?.result.get().old == .revoked)
        }
    }

    @Test("Credentials that don't log in never get into the Secret")
    func proven() async throws {
        try await RotatingCluster.with { cluster in
            try await cluster.create()
            let old = try await cluster.token()
            var kubeconfig = Kubeconfig()
            let bad = try #require(
                cluster.secret("wrong").json[path: "data", "value.yaml"]?.string.flatMap(Base64.decode)
            )
            try kubeconfig.merge(String(decoding: bad, as: UTF8.self), file: "new")
            let host = Host(http: cluster.http)
            let source = KubeconfigRotation.Source.kubeconfig(try FluxKubeconfig(kubeconfig, host: host))
            guard case .failure(let error) = try await cluster.rotate(source) else {
                Issue.record("expected a refusal")
                return
            }
            #expect("\(error)".hasPrefix("the new credentials can't be used: "))
            #expect(try await cluster.token() == old)
        }
    }

    @Test("A Secret that is for something else stays, though the old token would end with it")
    func foreignSecret() async throws {
        try await RotatingCluster.with { cluster in
            try await cluster.create()
            let precious = KubernetesObject([
                "apiVersion": "v1", "kind": "Secret", "metadata": ["name": "precious"],
                "data": ["password": "c2VzYW1l"],
            ])
            let made = try await cluster.client.create(precious, as: .secret, namespace: cluster.namespace)
            let token = try await cluster.client.requestToken(
                forServiceAccount: "flux",
                namespace: cluster.namespace,
                boundTo: TokenBinding(type: .secret, name: "precious", uid: made.uid)
            )
            _ = try await cluster.client.apply(cluster.secret(token.token), as: .secret)
            guard case .stay(let end) = try await cluster.rotate().get().old else {
                Issue.record("expected the old token to stay")
                return
            }
            #expect(end != nil)
            let left = try await cluster.client.find(.secret, namespace: cluster.namespace, name: "precious")
            #expect(left != nil)
        }
    }

    @Test("Where the server is out of reach from here, our own way counts if it leads to the same cluster")
    func outOfReach() async throws {
        try await RotatingCluster.with { cluster in
            try await cluster.create()
            let nowhere = "https://127.0.0.1:1"
            let own = cluster.server.certificateAuthorityPEM
            let old = try await cluster.token()
            _ = try await cluster.client.apply(
                cluster.secret(old, server: nowhere, authority: own),
                as: .secret,
                force: true
            )
            #expect(try await cluster.rotate().get().old == .revoked)
            #expect(try await cluster.isGood(try await cluster.token()))
            #expect(try await !cluster.isGood(old))

            let other = try CertificateAuthority(name: "other").certificatePEM
            _ = try await cluster.client.apply(
                cluster.secret("opaque", server: nowhere, authority: other),
                as: .secret,
                force: true
            )
            guard case .failure(let error) = try await cluster.rotate(.account(cluster.account, nil)) else {
                Issue.record("expected a refusal")
                return
            }
            #expect("\(error)".contains("nothing shows that"))
            #expect(try await cluster.token() == "opaque")
        }
    }

    @Test("While Flux has not answered the old token stays good, and a later rotation takes it away")
    func left() async throws {
        try await RotatingCluster.with { cluster in
            try await cluster.create()
            let old = try await cluster.token()
            // No controller runs here.
            try await cluster.applyKustomization()
            guard case .left(let reason) = try await cluster.rotate().get().old else {
                Issue.record("expected the old token to be left")
                return
            }
            #expect(reason.contains("Kustomization/app"))
            #expect(try await cluster.isGood(old))
            #expect(try await cluster.isGood(try await cluster.token()))
            #expect(try await cluster.tokenSecrets().count == 2)

            try await cluster.client.delete(.kustomization, namespace: cluster.namespace, name: "app")
            // What was made a moment ago may be of a rotation that is under way.
            #expect(try await cluster.rotate().get().old == .revoked)
            #expect(try await cluster.isGood(old))
            var target = cluster.target()
            target.run = .success(cluster.client(later: 7200))
            let outcome = await KubeconfigRotation(build: cluster.client).run([target]).first
            #expect(try outcome?.result.get().old == .revoked)
            #expect(try await !cluster.isGood(old))
            #expect(try await cluster.tokenSecrets().count == 1)
        }
    }

    @Test("A token of nobody's can't be made again, which is said")
    func foreign() async throws {
        try await RotatingCluster.with { cluster in
            _ = try await cluster.client.apply(cluster.secret("opaque"), as: .secret)
            guard case .failure(let error) = try await cluster.rotate() else {
                Issue.record("expected a refusal")
                return
            }
            #expect("\(error)".contains("give --from-context, --from-file or --service-account"))
        }
    }
}
