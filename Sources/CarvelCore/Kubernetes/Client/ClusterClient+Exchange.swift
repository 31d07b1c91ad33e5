import HTTPTransport
import YAMLDocument

// How a call becomes an exchange: credentials, the limit of requests at a time, repetitions, and errors.

extension ClusterClient {
    /// The answer to a call as a JSON value.
    func value(_ call: ClusterCall) async throws(ClusterError) -> JSONValue {
        try await exchange(call, timeout: requestTimeout) { response async throws(ClusterError) in
            try json(try await body(of: response, call), call)
        }
    }

    private func json(_ bytes: [UInt8], _ call: ClusterCall) throws(ClusterError) -> JSONValue {
        do {
            return try JSONReader.value(bytes)
        } catch {
            throw self.error(call, .malformed("the server's answer is no JSON (\(error.message))"))
        }
    }

    /// The answer to a call once it is known to be a success; its body is still to be read.
    ///
    /// - Parameter timeout: for the whole answer; `nil` for no limit.
    func response(_ call: ClusterCall, timeout: Duration?) async throws(ClusterError) -> HTTPResponse {
        try await exchange(call, timeout: timeout) { response in response }
    }

    /// An error of this cluster, about a call.
    func error(_ call: ClusterCall, _ cause: ClusterError.Cause) -> ClusterError {
        ClusterError(cluster: connection.name, request: call.description, cause: cause, action: call.action)
    }

    /// Sends a call until it succeeds or is not worth repeating, and reads its answer.
    private func exchange<Answer: Sendable>(
        _ call: ClusterCall,
        timeout: Duration?,
        _ read: @Sendable (HTTPResponse) async throws(ClusterError) -> Answer
    ) async throws(ClusterError) -> Answer {
        try await exchange(call, timeout: timeout, on: session.host.clock, read)
    }

    private func exchange<Answer: Sendable, C: Clock>(
        _ call: ClusterCall,
        timeout: Duration?,
        on clock: C,
        _ read: @Sendable (HTTPResponse) async throws(ClusterError) -> Answer
    ) async throws(ClusterError) -> Answer where C.Duration == Duration {
        let start = clock.now
        var attempt = 0
        var hasRenewedCredentials = false
        while true {
            attempt += 1
            let credentials: PresentedCredentials
            do {
                credentials = try await session.credentials.credentials()
            } catch {
                throw self.error(call, .credentials(error))
            }
            let left = attempt == 1 ? timeout : timeout.map { $0 - start.duration(to: clock.now) }
            do {
                return try await read(try await send(call, credentials, timeout: left))
            } catch {
                var error = error
                error.attempts = attempt
                if error.status?.code == 401, !hasRenewedCredentials, await session.credentials.discard(credentials) {
                    // Nothing was done, so that any request may be repeated.
                    hasRenewedCredentials = true
                    continue
                }
                let pause = session.retries.pause(
                    after: error.cause,
                    attempt: attempt,
                    method: call.method,
                    repetition: call.effectiveRepetition
                )
                guard let pause, !Task.isCancelled else { throw error }
                // Rather the server's own words now than a pause for which there is no time.
                if let timeout, start.duration(to: clock.now) + pause >= timeout { throw error }
                do {
                    try await clock.sleep(for: pause)
                } catch {
                    throw self.error(call, .transport(.cancelled(connection.server)))
                }
            }
        }
    }

    /// Sends a call once.
    private func send(
        _ call: ClusterCall,
        _ credentials: PresentedCredentials,
        timeout: Duration?
    ) async throws(ClusterError) -> HTTPResponse {
        let request = request(call, credentials, timeout: timeout)
        let response: HTTPResponse
        let isInside = await session.gate.enter()
        do {
            response = try await session.host.http.send(request)
            if isInside { await session.gate.leave() }
        } catch {
            if isInside { await session.gate.leave() }
            throw self.error(call, .transport(error))
        }
        for text in ServerWarning.texts(in: response.headers) {
            session.host.warn(ServerWarning(cluster: connection.name, text: text))
        }
        guard (200..<300).contains(response.status) else {
            var status = APIStatus(code: response.status, body: try await body(of: response, call))
            if let seconds = response.headers["Retry-After"].flatMap({ Int($0) }), seconds >= 0 {
                status.retryAfterSeconds = seconds
            }
            throw self.error(call, .status(status))
        }
        return response
    }

    private func request(_ call: ClusterCall, _ credentials: PresentedCredentials, timeout: Duration?) -> HTTPRequest {
        var request = HTTPRequest(
            method: call.method,
            url: connection.server + call.path,
            headers: connection.impersonationHeaders
        )
        request.headers["Authorization"] = credentials.authorization
        request.headers["Accept"] = call.accept
        if !connection.acceptsCompression { request.headers["Accept-Encoding"] = "identity" }
        request.headers["User-Agent"] = "kubectl-carvel/\(Version.current)"
        request.headers["Content-Type"] = call.contentType
        if let body = call.body { request.body = .bytes(body) }
        request.tls = connection.tls
        if let own = credentials.certificate {
            request.tls.clientCertificate = own.certificate
            request.tls.clientKey = own.key
        }
        if let proxy = connection.proxy { request.proxy = .url(proxy) }
        request.timeout = timeout
        if let timeout { request.connectTimeout = min(request.connectTimeout, timeout) }
        return request
    }

    private func body(of response: HTTPResponse, _ call: ClusterCall) async throws(ClusterError) -> [UInt8] {
        do {
            return try await response.body.collect()
        } catch {
            throw self.error(call, .transport(error))
        }
    }
}

extension HTTPTransportError {
    /// What a request ends with whose task was cancelled between two attempts.
    fileprivate static func cancelled(_ server: String) -> HTTPTransportError {
        HTTPTransportError(reason: .cancelled, message: "\(server): the request was cancelled")
    }
}
