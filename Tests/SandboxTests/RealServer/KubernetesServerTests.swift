import CarvelCore
import FoundationEssentials
import Glibc
import HTTPTransport
import TestSupport
import Testing
import YAMLDocument

/// The launcher of real API servers, with programs that stand in for them.
@Suite("A real API server is launched", .serialized)
struct KubernetesServerTests {
    private static func assets(_ name: String) throws -> KubernetesAssets {
        let tests = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        return try KubernetesAssets(folder: tests.appending(path: "Fixtures/kubebuilder/\(name)").path())
    }

    /// The processes that the programs say they are.
    private static func processes(_ folder: String) throws -> [pid_t] {
        try ["etcd/pid", "apiserver.pid"].map { name in
            let text = String(decoding: try Data(contentsOf: URL(filePath: "\(folder)/\(name)")), as: UTF8.self)
            return try #require(pid_t(text.filter(\.isNumber)))
        }
    }

    private static func isRunning(_ process: pid_t) -> Bool { kill(process, 0) == 0 }

    @Test("with flags that it takes, an administrator and the custom resources, and ends without a trace")
    func launch() async throws {
        let server = try await KubernetesServer.start(try Self.assets("works"))
        let processes = try Self.processes(server.folder)
        #expect(processes.allSatisfy(Self.isRunning))
        let attributes = try FileManager.default.attributesOfItem(atPath: server.folder)
        #expect(attributes[.posixPermissions] as? Int == 0o700)

        let http = CurlClient()
        var request = HTTPRequest(method: "GET", url: server.handle.url + "/objects")
        request.tls = server.handle.connection.tls
        let answer = try await http.send(request)
        let paths = try JSONReader.value(try await answer.body.collect())["paths"]?.array?.compactMap(\.string) ?? []
        http.shutdown()
        let prefix = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions"
        #expect(paths.contains("\(prefix)/gitrepositories.source.toolkit.fluxcd.io"))
        #expect(paths.contains("\(prefix)/kustomizations.kustomize.toolkit.fluxcd.io"))
        #expect(paths.contains("\(prefix)/packageinstalls.packaging.carvel.dev"))
        #expect(server.handle.kind == .kubernetes)

        try await server.stop()
        #expect(!processes.contains(where: Self.isRunning))
        #expect(!FileManager.default.fileExists(atPath: server.folder))
    }

    @Test("and where it does not start, the error tells what it said", .timeLimit(.minutes(4)))
    func broken() async throws {
        let error = try await #require(throws: KubernetesServerError.self) {
            try await KubernetesServer.start(try Self.assets("breaks"))
        }
        #expect(error.hasEnded)
        #expect("\(error)".contains("unknown flag: --authorization-mode"))
    }

    @Test("from a folder that has both programs")
    func incomplete() throws {
        let error = try #require(throws: KubernetesAssetsError.self) { try Self.assets("incomplete") }
        #expect(error.program.hasSuffix("incomplete/kube-apiserver"))
        #expect("\(error)".contains("KUBEBUILDER_ASSETS"))
    }
}

/// What both servers must do for the tests that take a `TestAPIServer`.
@Suite("A server for tests")
struct TestAPIServerTests {
    private func check(_ kind: TestAPIServer.Kind) async throws {
        let http = CurlClient()
        defer { http.shutdown() }
        try await TestAPIServer.with(kind) { server in
            #expect(server.kind == kind)
            #expect((server.sandbox == nil) == (kind == .kubernetes))
            let client = server.client(http: http)
            let namespace = try await server.makeNamespace(http: http)
            let object = KubernetesObject([
                "apiVersion": "source.toolkit.fluxcd.io/v1", "kind": "GitRepository",
                "metadata": ["name": "app", "namespace": .string(namespace)],
                "spec": ["url": "https://git.example.com/app.git", "interval": "1m"],
            ])
            _ = try await client.apply(object, as: .gitRepository)
            #expect(try await client.list(.gitRepository, namespace: namespace).map(\.name) == ["app"])
            #expect(try await client.list(.packageInstall, namespace: namespace).isEmpty)
        }
    }

    @Test("the sandbox's: has an administrator, namespaces and custom resources")
    func sandbox() async throws { try await check(.sandbox) }

    @Test(
        "a real one: has an administrator, namespaces and custom resources",
        .enabled(if: KubernetesAssets.isSet, Comment(rawValue: KubernetesAssets.absence))
    )
    func kubernetes() async throws { try await check(.kubernetes) }
}
