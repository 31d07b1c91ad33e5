import Foundation
import Hummingbird
import Logging
import NIOCore
import Synchronization

/// A git remote over http on the loopback interface, as one would have it on a git host: bare repositories behind a
/// user name and a password, served by git's own `http-backend`.
///
/// The repositories live in a folder that only this user may enter, and that goes when the server stops.
public final class GitServer: Sendable {
    /// The address that all repositories are below, such as `http://127.0.0.1:40321`.
    public let url: String
    private let folder: String
    private let state: Mutex<State>
    private let server: Task<Void, any Error>

    private struct State {
        var credentials: Credentials
        var listeners: [UUID: AsyncStream<String>.Continuation] = [:]
    }

    struct Credentials: Sendable, Equatable {
        var username: String
        var password: String
    }

    private init(url: String, folder: String, state: consuming Mutex<State>, server: Task<Void, any Error>) {
        self.url = url
        self.folder = folder
        self.state = state
        self.server = server
    }

    /// Starts a server with no repository yet; it is listening when this returns.
    ///
    /// - Parameters:
    ///   - host: the address to listen on.
    ///   - port: the port to listen on; 0 for a free one.
    ///   - directory: an existing folder to make the repositories' folder in; `nil` for the system's temporary one.
    /// - Throws: what the file system or the socket says.
    public static func start(
        host: String = "127.0.0.1",
        port: Int = 0,
        directory: String? = nil
    ) async throws -> GitServer {
        let parent = directory ?? FileManager.default.temporaryDirectory.path
        let folder = parent + "/git-" + UUID().uuidString.lowercased()
        try FileManager.default.createDirectory(
            atPath: folder,
            withIntermediateDirectories: false,
            attributes: [.posixPermissions: 0o700]
        )
        do {
            return try await serve(host: host, port: port, folder: folder)
        } catch {
            try FileManager.default.removeItem(atPath: folder)
            throw error
        }
    }

    private static func serve(host: String, port: Int, folder: String) async throws -> GitServer {
        let (ports, portIsKnown) = AsyncStream.makeStream(of: Int.self)
        let (servers, serverIsKnown) = AsyncStream.makeStream(of: GitServer.self)
        // Requests can come before the server value is complete; they wait for it.
        let complete = Task { () -> GitServer? in
            for await server in servers { return server }
            return nil
        }
        let application = Application(
            responder: CallbackResponder { (request: Request, _: BasicRequestContext) in
                guard let server = await complete.value else { throw CancellationError() }
                return try await server.respond(to: request)
            },
            configuration: ApplicationConfiguration(address: .hostname(host, port: port), serverName: "git"),
            onServerRunning: { channel in
                portIsKnown.yield(channel.localAddress?.port ?? port)
                portIsKnown.finish()
            },
            logger: Logger(label: "git", factory: { _ in SwiftLogNoOpLogHandler() })
        )
        let running = Task {
            defer { portIsKnown.finish() }
            try await application.run()
        }
        guard let port = await ports.first(where: { _ in true }) else {
            serverIsKnown.finish()
            try await running.value
            throw CancellationError()
        }
        let credentials = Credentials(username: "gitops", password: UUID().uuidString.lowercased())
        let server = GitServer(
            url: "http://\(host):\(port)",
            folder: folder,
            state: Mutex(State(credentials: credentials)),
            server: running
        )
        serverIsKnown.yield(server)
        serverIsKnown.finish()
        return server
    }

    /// Closes all connections, and removes the repositories.
    ///
    /// - Throws: what the file system says, where the folder can't be removed.
    public func stop() async throws {
        server.cancel()
        // How the server ends after it was told to is of no interest; that it has ended is.
        _ = await server.result
        let listeners = state.withLock { state in
            defer { state.listeners = [:] }
            return state.listeners
        }
        for listener in listeners.values { listener.finish() }
        try FileManager.default.removeItem(atPath: folder)
    }
}

// MARK: Repositories

extension GitServer {
    /// Makes an empty repository.
    ///
    /// - Parameters:
    ///   - name: its name, without `.git`.
    ///   - branch: the branch that its HEAD points to.
    /// - Returns: the URL to clone it from and push it to, without credentials.
    /// - Throws: `GitCommandError` where git can't be run, or refuses.
    public func createRepository(_ name: String, branch: String = "main") async throws -> String {
        let path = path(of: name)
        try await GitCommand.run(["init", "--quiet", "--bare", "--initial-branch", branch, path], home: folder)
        try await GitCommand.run(["--git-dir", path, "config", "http.receivepack", "true"], home: folder)
        return "\(url)/\(name).git"
    }

    /// The folder of a repository on this machine.
    public func path(of name: String) -> String {
        "\(folder)/\(name).git"
    }

    /// Tells the name of a repository each time somebody has pushed to it, from now on.
    func pushes() -> AsyncStream<String> {
        let id = UUID()
        let (stream, continuation) = AsyncStream.makeStream(of: String.self)
        continuation.onTermination = { [weak self] _ in
            self?.state.withLock { _ = $0.listeners.removeValue(forKey: id) }
        }
        state.withLock { $0.listeners[id] = continuation }
        return stream
    }
}

// MARK: Who may enter

extension GitServer {
    /// The user name that the server accepts.
    public var username: String {
        get { state.withLock { $0.credentials.username } }
        set { state.withLock { $0.credentials.username = newValue } }
    }

    /// The password that the server accepts; set it to change it, as for a rotation.
    public var password: String {
        get { state.withLock { $0.credentials.password } }
        set { state.withLock { $0.credentials.password = newValue } }
    }

    private func respond(to request: Request) async throws -> Response {
        let credentials = state.withLock { $0.credentials }
        guard BasicAuthentication.credentials(of: request) == credentials else {
            return Response(
                status: .unauthorized,
                headers: [.wwwAuthenticate: "Basic realm=\"git\", charset=\"UTF-8\""],
                body: ResponseBody(byteBuffer: ByteBuffer(string: "authentication required\n"))
            )
        }
        let backend = GitHTTPBackend(folder: folder, user: credentials.username)
        return await backend.respond(to: request) { [weak self] repository in
            self?.tellPush(to: repository)
        }
    }

    private func tellPush(to repository: String) {
        let listeners = state.withLock { Array($0.listeners.values) }
        for listener in listeners { listener.yield(repository) }
    }
}
