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
