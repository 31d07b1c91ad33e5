internal import CCurl

extension EasyHandle {
    /// Sets everything that a request says.
    func apply(_ request: PreparedRequest) throws(SetupFailure) {
        try set(CURLOPT_URL, request.url)
        try set(CURLOPT_PROTOCOLS_STR, "http,https")
        try set(CURLOPT_PATH_AS_IS, true)
        try set(CURLOPT_FOLLOWLOCATION, false)
        try set(CURLOPT_NOSIGNAL, true)
        // A name lookup that hangs must not hold up the other transfers when its own is given up.
        try set(CURLOPT_QUICK_EXIT, true)
        try applyConnection(request)
        try applyTLS(request.tls)
        try applyMethod(request)
        try set(CURLOPT_HTTPHEADER, list: request.headerLines)
    }

    private func applyConnection(_ request: PreparedRequest) throws(SetupFailure) {
        try set(CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_2TLS))
        // Rather wait until the TLS handshake tells whether a connection can be shared than open one for each request.
        // Without TLS only an answer would tell, and they can't.
        try set(CURLOPT_PIPEWAIT, request.server.scheme == "https")
        // A watch may be silent for long.
        try set(CURLOPT_TCP_KEEPALIVE, true)
        try set(CURLOPT_TCP_KEEPIDLE, DeadPeer.silence)
        try set(CURLOPT_TCP_KEEPINTVL, DeadPeer.repetition)
        if let connectTo = request.connectTo { try set(CURLOPT_CONNECT_TO, list: [connectTo]) }
        // The environment was read already: neither of its variables counts again.
        try set(CURLOPT_PROXY, request.proxy?.url ?? "")
        try set(CURLOPT_NOPROXY, "")
        try set(CURLOPT_SUPPRESS_CONNECT_HEADERS, true)
        try set(CURLOPT_CONNECTTIMEOUT_MS, request.connectTimeout.curlMilliseconds)
        if let timeout = request.timeout { try set(CURLOPT_TIMEOUT_MS, timeout.curlMilliseconds) }
    }

    private func applyTLS(_ tls: TLSOptions) throws(SetupFailure) {
        try set(CURLOPT_SSL_VERIFYPEER, tls.verifiesServer)
        try set(CURLOPT_SSL_VERIFYHOST, tls.verifiesServer ? 2 : 0)
        if let authority = tls.certificateAuthority {
            try set(CURLOPT_CAINFO_BLOB, blob: authority)
            // The blob replaces libcurl's file of authorities, but not its folder.
            try set(CURLOPT_CAPATH, nil)
        }
        if let certificate = tls.clientCertificate, let key = tls.clientKey {
            // libcurl shares a connection between requests whose certificates are equal, and doesn't look at their
            // keys. So the key goes along with the certificate, where readers of PEM skip it.
            try set(CURLOPT_SSLCERT_BLOB, blob: certificate + [UInt8(ascii: "\n")] + key)
            try set(CURLOPT_SSLKEY_BLOB, blob: key)
        }
    }

    /// In bytes; libcurl takes no less.
    private static let leastUploadBuffer = 16 * 1024

    private func applyMethod(_ request: PreparedRequest) throws(SetupFailure) {
        if request.method == "HEAD" {
            try set(CURLOPT_NOBODY, true)
        } else if request.hasBody {
            try set(CURLOPT_UPLOAD, true)
            try set(CURLOPT_INFILESIZE_LARGE, size: request.bodySize ?? -1)
            // Four times as much by default, for each of perhaps hundreds of requests whose bodies are small.
            if let size = request.bodySize, size <= Self.leastUploadBuffer {
                try set(CURLOPT_UPLOAD_BUFFERSIZE, Self.leastUploadBuffer)
            }
            try set(CURLOPT_CUSTOMREQUEST, request.method)
        } else {
            try set(CURLOPT_HTTPGET, true)
            try set(CURLOPT_CUSTOMREQUEST, request.method)
        }
    }
}

extension Duration {
    /// For libcurl, to which 0 would mean no limit and which counts in 32 bits.
    fileprivate var curlMilliseconds: Int {
        let (seconds, attoseconds) = components
        guard seconds < Int64(Int32.max) / 1000 else { return Int(Int32.max) }
        return max(1, Int(seconds * 1000 + attoseconds / 1_000_000_000_000_000))
    }
}
