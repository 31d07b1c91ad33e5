import HummingbirdCore
import Logging
import NIOCore
import NIOHTTP2
import NIOHTTPTypes
import NIOHTTPTypesHTTP2
import NIOSSL

/// A connection to a server: HTTP/2 or HTTP/1.1 over TLS, as the client prefers.
///
/// Hummingbird's own would take two hundred quick requests over one connection of HTTP/2 for an attack, and end it with
/// the word that none of them was carried out. A real API server lets its clients work.
struct SecureChannel: HTTPChannelHandler {
    typealias Stream = NIOAsyncChannel<HTTPRequestPart, HTTPResponsePart>
    typealias Streams = NIOHTTP2Handler.AsyncStreamMultiplexer<Stream>

    struct Value: ServerChildChannelValue {
        let negotiated: EventLoopFuture<NIONegotiatedHTTPVersion<Stream, Streams>>
        let channel: any Channel
    }

    let responder: Responder
    private let context: NIOSSLContext
    private let http1: HTTP1Channel

    /// - Parameter tls: whom the client is to believe, and what is asked of it; whatever certificate it shows is taken.
    /// - Throws: if the certificate or its key can't be used.
    init(tls: TLSConfiguration, responder: @escaping Responder) throws {
        var tls = tls
        tls.applicationProtocols = NIOHTTP2SupportedALPNProtocols
        context = try NIOSSLContext(configuration: tls)
        http1 = HTTP1Channel(responder: responder)
        self.responder = responder
    }

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Value> {
        channel.eventLoop.makeCompletedFuture {
            // A stranger's certificate is no reason to refuse the connection: its request gets a 401, as on the real
            // server, from the authenticator, which does verify it.
            let handler = NIOSSLServerHandler(
                context: context,
                customVerificationCallback: { _, promise in promise.succeed(.certificateVerified) },
                configuration: .init()
            )
            try channel.pipeline.syncOperations.addHandler(handler)
        }
        .flatMap {
            channel.configureHTTP2AsyncSecureUpgrade { channel in
                http1.setup(channel: channel, logger: logger)
            } http2ConnectionInitializer: { channel in
                channel.eventLoop.makeCompletedFuture { try Self.streams(of: channel, logger) }
            }
        }
        .map { Value(negotiated: $0, channel: channel) }
    }

    func handle(value: Value, logger: Logger) async {
        do {
            switch try await value.negotiated.get() {
            case .http1_1(let connection): await http1.handle(value: connection, logger: logger)
            case .http2(let streams):
                try await withThrowingDiscardingTaskGroup { group in
                    for try await stream in streams.inbound {
                        group.addTask { await handleHTTP(asyncChannel: stream, logger: logger) }
                    }
                }
            }
        } catch {
            logger.debug("a connection broke: \(error)")
        }
    }

    private static func streams(of channel: any Channel, _ logger: Logger) throws -> Streams {
        // Ends the connection in good order when the server stops.
        let manager = NIOHTTP2ServerConnectionManagementHandler(
            eventLoop: channel.eventLoop,
            configuration: .init(maxIdleTime: nil, maxAge: nil, maxGraceTime: nil, keepalive: nil)
        )
        let streams = try channel.pipeline.syncOperations.configureAsyncHTTP2Pipeline(
            mode: .server,
            streamDelegate: manager.http2StreamDelegate,
            configuration: trusting
        ) { stream in
            stream.eventLoop.makeCompletedFuture {
                try stream.pipeline.syncOperations.addHandler(HTTP2FramePayloadToHTTPServerCodec())
                try stream.pipeline.syncOperations.addHandler(HTTPConnectionStateHandler(logger: logger))
                return try Stream(wrappingChannelSynchronously: stream)
            }
        }
        try channel.pipeline.syncOperations.addHandler(manager)
        return streams
    }

    /// More than a client on this machine comes to in the half-minute that the limits are counted over.
    private static let trusting: NIOHTTP2Handler.Configuration = {
        // Room is kept for each event that is counted, so that this is not the largest number that there is.
        let many = 100_000
        var configuration = NIOHTTP2Handler.Configuration()
        configuration.connection.controlFrameRateLimit.maximumCount = many
        configuration.connection.maximumConnectionGlitches = many
        configuration.stream.streamResetFrameRateLimit.maximumCount = many
        configuration.stream.streamErrorRateLimit.maximumCount = many
        return configuration
    }()
}
