import CGit2

// Who we are to an ssh server, and who it is to us.

extension TransferSession {
    /// Who logs in where the URL names nobody, as on most git servers.
    private static let usualUser = "git"

    /// Shows an ssh server the key, or those of the agent, once: asked again, it did not take it.
    func answer(
        _ result: UnsafeMutablePointer<UnsafeMutablePointer<git_credential>?>?,
        _ user: UnsafePointer<CChar>?,
        allowed: UInt32
    ) -> Int32 {
        guard address.kind == .ssh, !hasShownKey else { return refuseToAnswer() }
        if allowed & GIT_CREDENTIAL_USERNAME.rawValue != 0 {
            return git_credential_username_new(result, Self.usualUser)
        }
        hasShownKey = true
        let user = user.map { String(cString: $0) } ?? Self.usualUser
        guard case .sshKey(let key, let passphrase) = credentials else {
            return git_credential_ssh_key_from_agent(result, user)
        }
        return git_credential_ssh_key_memory_new(result, user, nil, key, passphrase)
    }

    /// Whether the server's key is one that it is known by. What libgit2 itself thinks of it does not matter: it knows
    /// one file alone.
    func check(_ key: UnsafeMutablePointer<git_cert>?) -> Int32 {
        guard let key, key.pointee.cert_type == GIT_CERT_HOSTKEY_LIBSSH2 else { return GIT_ECERTIFICATE.rawValue }
        let shown = key.withMemoryRebound(to: git_cert_hostkey.self, capacity: 1) { ShownHostKey($0.pointee) }
        guard let refusal = shown.refusal(knowing: hostKeys) else { return 0 }
        refusedKey = (shown, refusal)
        return GIT_ECERTIFICATE.rawValue
    }
}
