import CarvelCore
import Foundation
import HTTPTransport
import Testing
import YAMLDocument

@testable import Sandbox

@Suite("A control plane", .serialized)
struct ControlPlaneTests {
    @Test("writes a kubeconfig for this user alone, whose contexts work, and removes it in the end")
    func kubeconfig() async throws {
        let plane = try await ControlPlane.start()
        let attributes = try FileManager.default.attributesOfItem(atPath: plane.kubeconfigPath)
        #expect(attributes[.posixPermissions] as? Int == 0o600)

        let host = Host(
            variables: [:],
            currentDirectory: "/",
            files: .local,
            http: plane.http
        )
        let kubeconfig = try Kubeconfig.load(explicitPath: plane.kubeconfigPath, host: host)
        #expect(kubeconfig.contextNames == ["build", "staging", "prod"])
        #expect(kubeconfig.currentContext == "build")
        for name in kubeconfig.contextNames {
            let connection = try kubeconfig.connection(.init(context: name), host: host)
            let client = ClusterClient(connection, http: plane.http)
            let namespaces = try await client.list(.namespace, namespace: nil).map(\.name)
            let expected = name == "build" ? ["flux-system"] : ["kapp-controller", "kapp-controller-packaging-global"]
            #expect(Set(expected).isSubset(of: namespaces))
        }
        let folder = plane.stateDirectory
        try await plane.stop()
        #expect(!FileManager.default.fileExists(atPath: folder))
    }

    @Test("leaves a folder that was there before, without its own files")
    func givenFolder() async throws {
        let folder = FileManager.default.temporaryDirectory.path + "/state-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try Data("mine".utf8).write(to: URL(filePath: folder + "/mine"))
        var configuration = ControlPlane.Configuration()
        configuration.stateDirectory = folder
        configuration.runClusters = []
        let plane = try await ControlPlane.start(configuration)
        #expect(plane.kubeconfigPath == folder + "/kubeconfig")
        try await plane.stop()
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["mine"])
    }

    @Test("refuses two clusters of one name")
    func duplicateNames() async throws {
        var configuration = ControlPlane.Configuration()
        configuration.runClusters = ["prod", "build"]
        await #expect(throws: ControlPlaneError.duplicateCluster("build")) {
            try await ControlPlane.start(configuration)
        }
    }

    @Test("fills run clusters with a fleet, which the controllers leave alone")
    func fleet() async throws {
        try await Landscape.with({ $0.fleet = PackageInstallFleet(count: 30, namespaces: 2) }) { landscape in
            let server = try #require(landscape.plane.servers["staging"])
            let type = try #require(server.catalog.stored(groupResource: FleetObjects.groupResource))
            let before = server.store.list(type, namespace: nil).items
            #expect(before.count == 30)
            // An install of somebody's own is worked on all the same.
            try await landscape.prepareRunCluster()
            try await landscape.applyInShop(
                """
                apiVersion: packaging.carvel.dev/v1alpha1
                kind: PackageInstall
                metadata: {name: absent}
                spec:
                  serviceAccountName: shop-sa
                  packageRef: {refName: absent.default.tap, versionSelection: {constraints: 1.0.0}}
                """
            )
            try await landscape.staging.wait(for: .packageInstall, "absent") { $0.condition("ReconcileFailed") != nil }
            let after = server.store.list(type, namespace: nil).items.filter {
                $0[path: "metadata", "namespace"] != "shop"
            }
            #expect(after == before)
        }
    }

    @Test("refuses failures of a cluster that it does not have")
    func unknownCluster() async throws {
        var configuration = ControlPlane.Configuration()
        configuration.faults = ["test": FaultPlan([.init(.stall)])]
        await #expect(throws: ControlPlaneError.unknownCluster("test")) {
            try await ControlPlane.start(configuration)
        }
    }

    @Test("makes a cluster unreachable and reachable again, with what it has stored")
    func stoppedCluster() async throws {
        try await Landscape.with { landscape in
            try await landscape.prepareRunCluster()
            await landscape.plane.stopCluster("staging")
            let error = await #expect(throws: ClusterError.self) {
                try await landscape.staging.get(.namespace, namespace: nil, name: "shop")
            }
            #expect(error?.isUnreachable == true)
            try await landscape.plane.startCluster("staging")
            #expect(try await landscape.staging.get(.namespace, namespace: nil, name: "shop").name == "shop")
        }
    }
}
