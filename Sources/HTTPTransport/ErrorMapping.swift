internal import CCurl
internal import Glibc

/// A transfer that failed, as libcurl left it, put into our words.
struct TransferFailure {
    var code: CURLcode
    var easy: EasyHandle
    var alert: TLSAlert?
    var request: PreparedRequest

    var error: HTTPTransportError {
        let (reason, text) = explanation
        return HTTPTransportError(reason: reason, message: "\(request.server): \(text)")
    }

    private var explanation: (HTTPTransportError.Reason, String) {
        if let refusal = proxyRefusal { return (.proxyFailed, refusal) }
        switch code {
        case CURLE_COULDNT_RESOLVE_HOST: return (.nameNotResolved, "no address for this name")
        case CURLE_COULDNT_RESOLVE_PROXY: return (.nameNotResolved, "no address for the name of the proxy\(proxyName)")
        case CURLE_COULDNT_CONNECT: return (.connectionFailed, connectProblem + throughProxy)
        case CURLE_OPERATION_TIMEDOUT: return (.timedOut, timeout)
        case CURLE_PROXY: return (.proxyFailed, "the proxy\(proxyName) refused: \(details)")
        case CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_ISSUER_ERROR, CURLE_SSL_INVALIDCERTSTATUS:
            return (.serverNotTrusted, distrust)
        case CURLE_SSL_CERTPROBLEM:
            return (.badCredentials, "the client certificate or its key can't be used: \(details)")
        case CURLE_SSL_CACERT_BADFILE:
            return (.badCredentials, "the certificate authority can't be used: \(details)")
        default: break
        }
        if let alert { return (.tlsFailed, alert.meaning) }
        switch code {
        case CURLE_SSL_CONNECT_ERROR, CURLE_SSL_CIPHER, CURLE_SSL_CLIENTCERT, CURLE_USE_SSL_FAILED:
            return (.tlsFailed, "the TLS handshake failed: \(details)")
        case CURLE_GOT_NOTHING: return (.connectionLost, "the server closed the connection without an answer")
        case CURLE_PARTIAL_FILE: return (.connectionLost, "the connection ended in the middle of the answer")
        case CURLE_RECV_ERROR, CURLE_SEND_ERROR, CURLE_HTTP2, CURLE_HTTP2_STREAM, CURLE_SEND_FAIL_REWIND:
            return (.connectionLost, "the connection was lost: \(details)")
        case CURLE_URL_MALFORMAT: return (.invalidURL, "the address can't be used: \(details)")
        case CURLE_UNSUPPORTED_PROTOCOL, CURLE_WEIRD_SERVER_REPLY:
            return (.other, "what answers there is no HTTP server: \(details)")
        default: return (.other, details)
        }
    }

    /// What libcurl wrote about it, or else what the code stands for.
    private var details: String {
        let text = easy.failureText
        return text.isEmpty ? String(cString: curl_easy_strerror(code)) : text
    }

    private var connectProblem: String {
        switch Int32(easy.number(CURLINFO_OS_ERRNO)) {
        case ECONNREFUSED: "connection refused"
        case ETIMEDOUT: "the host does not answer"
        case EHOSTUNREACH, ENETUNREACH: "no route to the host"
        default: details
        }
    }

    // MARK: Proxies

    private var proxyName: String {
        request.proxy.map { " " + $0.server.description } ?? ""
    }

    private var throughProxy: String {
        request.proxy.map { " (through the proxy \($0.server))" } ?? ""
    }

    /// The status by which a proxy refused to make a tunnel.
    private var proxyRefusal: String? {
        let status = easy.number(CURLINFO_HTTP_CONNECTCODE)
        guard status >= 300 else { return nil }
        return "the proxy\(proxyName) refused the connection with status \(status)"
    }

    // MARK: Time

    private var timeout: String {
        let wasConnected = easy.microseconds(CURLINFO_PRETRANSFER_TIME_T) > 0
        if wasConnected, let timeout = request.timeout { return "no complete answer within \(timeout)" }
        return
            "no connection within \(min(request.connectTimeout, request.timeout ?? request.connectTimeout))\(throughProxy)"
    }

    // MARK: Trust

    /// OpenSSL's result of the chain's check (`X509_V_ERR_…`), in plain words.
    private var distrust: String {
        switch easy.number(CURLINFO_SSL_VERIFYRESULT) {
        // The name is checked before libcurl asks for the chain's result, which is 1 until then.
        case 0, 1: "the server's certificate is not for the name \(request.tls.serverName ?? request.server.bareHost)"
        case 9: "the server's certificate is not valid yet"
        case 10: "the server's certificate has expired"
        case 2, 18, 19, 20, 21: "the server's certificate is signed by an unknown authority"
        case 23: "the server's certificate was revoked"
        default: "the server's certificate is not trusted: \(details)"
        }
    }
}

extension HTTPTransportError {
    static func cancelled(_ server: ServerAddress) -> Self {
        Self(reason: .cancelled, message: "\(server): the exchange was cancelled")
    }

    static func shutDown(_ server: ServerAddress) -> Self {
        Self(reason: .cancelled, message: "\(server): the client was shut down")
    }

    static func other(_ server: ServerAddress, _ text: String) -> Self {
        Self(reason: .other, message: "\(server): \(text)")
    }

    static func invalidRequest(_ server: ServerAddress, _ text: String) -> Self {
        Self(reason: .invalidRequest, message: "\(server): \(text)")
    }

    static func badCredentials(_ server: ServerAddress, _ text: String) -> Self {
        Self(reason: .badCredentials, message: "\(server): \(text)")
    }

    static func unpacking(_ server: ServerAddress, _ failure: GzipUnpacker.Failure) -> Self {
        switch failure {
        case .damaged: other(server, "the compressed answer is damaged")
        case .cut: Self(reason: .connectionLost, message: "\(server): the compressed answer ends in its midst")
        case .outOfMemory: other(server, "there is no memory to unpack the compressed answer in")
        }
    }

    static func bodyFailed(_ server: ServerAddress, _ error: any Error) -> Self {
        Self(reason: .bodyFailed, message: "\(server): the body of the request could not be read: \(error)")
    }
}
