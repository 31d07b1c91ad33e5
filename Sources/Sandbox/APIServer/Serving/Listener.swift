import HummingbirdCore
import Logging
import NIOCore
import NIOPosix
import NIOSSL

/// The socket of a server: HTTP/1.1 and HTTP/2 over TLS.
final class Listener: Sendable {
    private typealias HTTPServer = Server<RegisteredChannel<SecureChannel>>

    /// How long requests that are under way get to finish when the server stops.
    private static let grace = Duration.seconds(1)

    /// Host and port.
    let address: String
    let port: Int
    private let server: HTTPServer
    private let running: Task<Void, any Error>
    private let core: ServerCore

    private init(address: String, port: Int, server: HTTPServer, running: Task<Void, any Error>, core: ServerCore) {
        self.address = address
        self.port = port
        self.server = server
        self.running = running
        self.core = core
    }

    /// Listens.
    ///
    /// - Parameter port: 0 takes a free one.
    /// - Throws: If the address cannot be bound, or the certificate cannot be used.
    static func start(_ core: ServerCore, port: Int) async throws -> Listener {
        let configuration = core.configuration
        core.stopSignal.rearm()
        core.connections.reopen()
        let pipeline = core.pipeline
        let channel = try SecureChannel(tls: try tls(core)) { request, writer, channel in
            try await pipeline.respond(to: request, writer: writer, channel: channel)
        }
        // Clients that break off are no matter for a log.
        var logger = Logger(label: "sandbox.\(configuration.name)")
        logger.logLevel = .critical
        let (ports, continuation) = AsyncThrowingStream.makeStream(of: Int.self)
        let server = HTTPServer(
            childChannelSetup: RegisteredChannel(base: channel, registry: core.connections),
            configuration: ServerConfiguration(address: .hostname(configuration.host, port: port)),
            onServerRunning: { channel in
                continuation.yield(channel.localAddress?.port ?? port)
                continuation.finish()
            },
            eventLoopGroup: MultiThreadedEventLoopGroup.singleton,
            logger: logger
        )
        let running = Task {
            do {
                try await server.run()
            } catch {
                continuation.finish(throwing: error)
                throw error
            }
        }
        var port = port
        for try await bound in ports { port = bound }
        let address =
            configuration.host.contains(":") ? "[\(configuration.host)]:\(port)" : "\(configuration.host):\(port)"
        core.address.set(address)
        return Listener(address: address, port: port, server: server, running: running, core: core)
    }

    /// Ends watches, closes the port and every connection.
    func stop() async {
        core.stopSignal.fire()
        let deadline = Task { [connections = core.connections] in
            try await Task.sleep(for: Self.grace)
            connections.closeAll()
        }
        do {
            try await server.shutdownGracefully()
        } catch {
            // The socket had failed before, and there is nothing left to shut down but what is still connected.
            core.connections.closeAll()
        }
        deadline.cancel()
        // How the server ended no longer matters; only that it did.
        _ = await running.result
    }

    private static func tls(_ core: ServerCore) throws -> TLSConfiguration {
        let certificate = try NIOSSLCertificate(bytes: Array(core.certificate.certificatePEM.utf8), format: .pem)
        let root = try NIOSSLCertificate(bytes: Array(core.authority.certificatePEM.utf8), format: .pem)
        var tls = TLSConfiguration.makeServerConfiguration(
            certificateChain: [.certificate(certificate)],
            privateKey: .privateKey(try NIOSSLPrivateKey(bytes: Array(core.certificate.keyPEM.utf8), format: .pem))
        )
        tls.minimumTLSVersion = .tlsv12
        tls.certificateVerification = .optionalVerification
        tls.trustRoots = .certificates([root])
        tls.sendCANameList = true
        return tls
    }
}
