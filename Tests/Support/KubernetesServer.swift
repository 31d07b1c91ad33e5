import CarvelCore
import HTTPTransport
import NIOCore
import NIOPosix
import Sandbox
import Subprocess
import YAMLDocument

#if canImport(System)
    import System
#else
    import SystemPackage
#endif

/// A real kube-apiserver with its etcd, which end with this process at the latest.
package final class KubernetesServer: Sendable {
    /// How tests reach it.
    package let handle: TestAPIServer
    /// Where its files are, until it is stopped.
    package let folder: String

    private let files: KubernetesFiles
    private let processes: Processes

    private init(_ files: KubernetesFiles, _ processes: Processes, _ handle: TestAPIServer) {
        self.files = files
        folder = files.path
        self.processes = processes
        self.handle = handle
    }

    /// Starts it; it serves the custom resources of Flux 2.9 and kapp-controller when this returns.
    ///
    /// - Parameter patience: How long it may take to become ready.
    /// - Throws: `KubernetesServerError` where it does not become ready; what the cluster says to the definitions.
    package static func start(
        _ assets: KubernetesAssets,
        patience: Duration = .seconds(60)
    ) async throws -> KubernetesServer {
        let files = try KubernetesFiles()
        let processes: Processes
        let handle: TestAPIServer
        do {
            let (etcdPort, port) = (try await freePort(), try await freePort())
            try files.write(files.script(assets, etcdPort: etcdPort, port: port), to: "run.sh")
            let administrator = try files.authority.clientCertificate(user: "test-admin", groups: ["system:masters"])
            handle = TestAPIServer(
                kind: .kubernetes,
                url: "https://127.0.0.1:\(port)",
                certificateAuthorityPEM: files.authority.certificatePEM,
                administrator: (administrator.certificatePEM, administrator.keyPEM)
            )
            processes = Processes(script: files.file("run.sh"))
        } catch {
            try files.remove()
            throw error
        }
        let server = KubernetesServer(files, processes, handle)
        do {
            try await server.becomeReady(patience)
        } catch {
            try await server.stop()
            throw error
        }
        return server
    }

    /// Ends both programs and removes their files; done when this returns.
    package func stop() async throws {
        await processes.end()
        try files.remove()
    }

    // MARK: Readiness

    private func becomeReady(_ patience: Duration) async throws {
        let http = CurlClient()
        defer { http.shutdown() }
        let deadline = ContinuousClock.now + patience
        try await wait(until: deadline, for: "to be ready") {
            var request = HTTPRequest(method: "GET", url: handle.url + "/readyz")
            request.tls = handle.connection.tls
            request.timeout = .seconds(5)
            // Whatever else it says, or that nothing listens yet, means to ask again.
            guard let response = try? await http.send(request) else { return false }
            return response.status == 200
        }
        let client = handle.client(http: http)
        let type = ResourceType(
            group: "apiextensions.k8s.io",
            version: "v1",
            kind: "CustomResourceDefinition",
            plural: "customresourcedefinitions",
            isNamespaced: false
        )
        for definition in try CustomResourceDefinitions.bundled(flux: .v2_9, hasKappController: true) {
            let applied = try await client.apply(KubernetesObject(definition), as: type, force: true)
            try await wait(until: deadline, for: "to serve \(applied.name)") {
                let current = try await client.get(type, namespace: nil, name: applied.name)
                return current.status?["conditions"]?.array?.contains {
                    $0["type"] == "Established" && $0["status"] == "True"
                } ?? false
            }
        }
    }

    /// Asks again and again, since nothing tells when a program that starts is ready.
    private func wait(
        until deadline: ContinuousClock.Instant,
        for purpose: String,
        _ isDone: () async throws -> Bool
    ) async throws {
        while try await !isDone() {
            let hasEnded = files.tellOfEnd
            guard !hasEnded, ContinuousClock.now < deadline else {
                throw KubernetesServerError(
                    purpose: purpose,
                    hasEnded: hasEnded,
                    apiServerLog: files.endOfLog("apiserver.log"),
                    etcdLog: files.endOfLog("etcd.log")
                )
            }
            try await Task.sleep(for: .milliseconds(100))
        }
    }

    private static func freePort() async throws -> Int {
        let socket = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .bind(host: "127.0.0.1", port: 0).get()
        let port = socket.localAddress?.port ?? 0
        try await socket.close()
        return port
    }
}

/// The shell that runs both programs for as long as somebody holds its input.
private final class Processes: Sendable {
    private let release: AsyncStream<Void>.Continuation
    private let running: Task<Void, Never>

    init(script: String) {
        let (releases, release) = AsyncStream.makeStream(of: Void.self)
        self.release = release
        running = Task {
            // How it ended shows in the programs' logs.
            _ = try? await Subprocess.run(
                .path("/bin/sh"),
                arguments: [script],
                input: .inputWriter,
                output: .discarded,
                error: .discarded
            ) { execution in
                for await _ in releases {}
                try await execution.standardInputWriter.finish()
            }
        }
    }

    func end() async {
        release.finish()
        await running.value
    }
}

/// The one real server that all tests of a process share, for it takes its time to start.
actor SharedKubernetesServer {
    static let instance = SharedKubernetesServer()

    private var starting: Task<KubernetesServer, any Error>?

    func handle() async throws -> TestAPIServer {
        let task = starting ?? Task { try await KubernetesServer.start(try KubernetesAssets()) }
        starting = task
        return try await task.value.handle
    }
}

/// A real API server that does not come to work.
package struct KubernetesServerError: Error, Sendable, CustomStringConvertible {
    /// What was waited for.
    package var purpose: String
    /// Whether the programs have ended by themselves.
    package var hasEnded: Bool
    package var apiServerLog: String
    package var etcdLog: String

    package var description: String {
        """
        kube-apiserver \(hasEnded ? "ended" : "took too long") \(purpose). It said at last:
        \(apiServerLog)
        and etcd:
        \(etcdLog)
        """
    }
}
