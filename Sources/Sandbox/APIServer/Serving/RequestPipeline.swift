import HTTPTypes
import HummingbirdCore
import NIOCore
import NIOSSL
import YAMLDocument

/// What every request goes through: who are you, whom do you act as, may you, and then the answer.
struct RequestPipeline: Sendable {
    /// The largest body that the real server takes.
    private static let bodyLimit = 3 * 1024 * 1024

    let authenticator: Authenticator
    let authorizer: RBACAuthorizer
    let paths: PathRouter
    let resources: ResourceRouter
    let faults: FaultInjector
    let log: RequestLog
    let connections: ConnectionRegistry
    let stopSignal: StopSignal

    /// Answers one request.
    ///
    /// - Throws: What the connection says when it breaks.
    func respond(to request: Request, writer: consuming ResponseWriter, channel: any Channel) async throws {
        let url = request.head.path ?? "/"
        let method = request.head.method.rawValue
        let target = RequestTarget(method: method, url: url)
        var record = RequestRecord(
            method: method,
            path: url,
            user: "",
            userAgent: request.headers[.userAgent] ?? "",
            status: 0
        )
        let token = Authenticator.bearerToken(request.headers[.authorization])
        let fault = faults.action(
            FaultInjector.Subject(
                method: method,
                path: target.path,
                client: record.userAgent,
                isWatch: target.verb == "watch",
                hasToken: token != nil
            )
        )
        var response: APIResponse
        switch fault {
        case .connectionReset:
            log.add(record)
            ConnectionRegistry.reset(connections.connection(of: channel))
            return
        case .stall:
            log.add(record)
            await ConnectionPause(closed: channel.closeFuture, stopSignal: stopSignal).wait(nil)
            ConnectionRegistry.reset(connections.connection(of: channel))
            return
        case .status(let code, let retryAfter):
            response = Self.failure(code, retryAfter: retryAfter)
        default:
            if case .delay(let duration) = fault {
                await ConnectionPause(closed: channel.closeFuture, stopSignal: stopSignal).wait(duration)
            }
            if fault == .expireToken, let token { authenticator.expire(token) }
            (response, record.user) = await answer(request, target: target, method: method, channel: channel)
        }
        // Neither HTTP/1.1 nor HTTP/2 allows a body here.
        if method == "HEAD" { response.body = .bytes([]) }
        record.status = response.status
        log.add(record)
        try await ResponseSender(connections: connections, stopSignal: stopSignal).send(
            response,
            acceptsGzip: GzipStream.isAccepted(request.headers[.acceptEncoding]),
            fault: fault,
            writer: writer,
            channel: channel
        )
    }

    private func answer(
        _ request: Request,
        target: RequestTarget,
        method: String,
        channel: any Channel
    ) async -> (response: APIResponse, user: String) {
        var name = ""
        do throws(StatusError) {
            let user = try await user(of: request, channel: channel)
            name = user.name
            try authorizer.demand(AccessAttributes(target), of: user)
            let body = try await Self.body(of: request)
            let request = APIRequest(method: method, target: target, headers: request.headers, user: user, body: body)
            let response =
                if let place = target.resource {
                    try resources.answer(request, place)
                } else {
                    try paths.answer(request)
                }
            return (response, name)
        } catch {
            return (.refusal(error), name)
        }
    }

    /// Who asks: the user behind the credentials, or whom that user acts as.
    private func user(of request: Request, channel: any Channel) async throws(StatusError) -> UserInfo {
        let user = try await authenticator.authenticate(
            certificate: await certificate(of: channel),
            authorization: request.headers[.authorization]
        )
        guard let impersonation = try Impersonation(request.headers) else { return user }
        for demand in impersonation.demands {
            try authorizer.demand(demand, of: user)
        }
        return impersonation.impersonated
    }

    /// The client certificate of the connection, DER encoded.
    private func certificate(of channel: any Channel) async -> [UInt8]? {
        let connection = connections.connection(of: channel)
        guard let certificate = try? await connection.nioSSL_peerCertificate().get() else { return nil }
        // One that cannot be read is still one, which the authenticator refuses.
        return (try? certificate.toDERBytes()) ?? []
    }

    private static func body(of request: Request) async throws(StatusError) -> [UInt8] {
        do {
            return Array(buffer: try await request.body.collect(upTo: bodyLimit))
        } catch is NIOTooManyBytesError {
            throw StatusError(
                code: 413,
                reason: "RequestEntityTooLarge",
                message: "Request entity too large: limit is \(bodyLimit)",
                details: nil
            )
        } catch {
            throw .badRequest("the body of the request could not be read: \(error)")
        }
    }

    private static func failure(_ code: Int, retryAfter: Int?) -> APIResponse {
        switch code {
        case 429: return .refusal(.tooManyRequests(retryAfterSeconds: retryAfter ?? 1))
        case 503:
            var details: JSONValue = [:]
            if let retryAfter { details["retryAfterSeconds"] = .int(Int64(retryAfter)) }
            return .refusal(
                StatusError(
                    code: 503,
                    reason: "ServiceUnavailable",
                    message: "the server is currently unable to handle the request",
                    details: details
                )
            )
        default:
            return .refusal(
                StatusError(
                    code: code,
                    reason: "InternalError",
                    message: "Internal error occurred: a failure that the sandbox was asked for",
                    details: nil
                )
            )
        }
    }
}
