import HTTPTransport

// Whom to trust, and the PEM texts of both sides.

extension Kubeconfig {
    /// How the server of a cluster proves who it is.
    func trust(
        _ cluster: Entry?,
        _ overrides: ConnectionOverrides,
        _ host: Host
    ) throws(KubeconfigError) -> TLSOptions {
        var tls = TLSOptions()
        // Another server has another certificate, so the name that the kubeconfig expects counts no more.
        let serverName = overrides.server == nil ? try cluster?.text("tls-server-name") : nil
        tls.serverName = overrides.tlsServerName ?? serverName
        // A flag about trust takes the place of all that the kubeconfig says about it.
        switch (overrides.certificateAuthority, overrides.skipsTLSVerification) {
        case (_?, true?):
            throw KubeconfigError(
                "--certificate-authority and --insecure-skip-tls-verify contradict each other; give one of them"
            )
        case (let path?, _):
            tls.certificateAuthority = try material(nil, "certificate-authority", .certificate, flag: path, host)
        case (nil, true?):
            tls.verifiesServer = false
        case (nil, let flag):
            tls.certificateAuthority = try material(cluster, "certificate-authority", .certificate, flag: nil, host)
            let skips = try cluster?.fields.truth("insecure-skip-tls-verify") ?? false
            tls.verifiesServer = flag == false || !skips
            if let cluster, !tls.verifiesServer, tls.certificateAuthority != nil {
                throw KubeconfigError(
                    "\(cluster.place): insecure-skip-tls-verify and certificate-authority contradict each other; remove"
                        + " one of them"
                )
            }
        }
        return tls
    }

    /// The bytes of `<member>-data`, or else of the file that `<member>` names; a flag's file wins over both.
    ///
    /// - Parameter kind: what the bytes must hold.
    func material(
        _ entry: Entry?,
        _ member: String,
        _ kind: PEMText,
        flag: String?,
        _ host: Host
    ) throws(KubeconfigError) -> [UInt8]? {
        if let flag { return try contents(of: host.absolutePath(flag), kind, "--\(member)", host) }
        guard let entry else { return nil }
        if let data = try entry.text("\(member)-data") {
            guard let bytes = Base64.decode(data) else {
                throw KubeconfigError("\(entry.place): \(member)-data is no base64")
            }
            if let problem = kind.problem(of: bytes) {
                throw KubeconfigError("\(entry.place): \(member)-data: \(problem)")
            }
            return bytes
        }
        guard let path = try entry.text(member) else { return nil }
        return try contents(of: host.absolutePath(path, from: entry.folder), kind, "\(entry.place): \(member)", host)
    }

    private func contents(
        of path: String,
        _ kind: PEMText,
        _ place: String,
        _ host: Host
    ) throws(KubeconfigError) -> [UInt8] {
        let bytes: [UInt8]
        do {
            bytes = try host.files.read(path)
        } catch {
            throw KubeconfigError("\(place): \(error)")
        }
        if let problem = kind.problem(of: bytes) { throw KubeconfigError("\(place): \(path): \(problem)") }
        return bytes
    }
}
