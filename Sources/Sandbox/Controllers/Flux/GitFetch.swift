import CarvelCore
import Foundation
import GitRepository
import YAMLDocument

/// Fetches what one GitRepository names.
struct GitFetch: Sendable {
    let client: ClusterClient
    let object: KubernetesObject
    let release: FluxRelease

    private var url: String { object.spec?["url"]?.string ?? "" }

    /// The artifact of the branch's head.
    ///
    /// - Parameter present: is given back where it is still the head.
    /// - Throws: `FluxFailure` with what stands in the way, or `ClusterError` where the build cluster does not answer.
    func artifact(keeping present: Artifact?) async throws -> Artifact {
        let reference = object.spec?["ref"]
        for member in ["tag", "semver", "commit", "name"] where reference?[member] != nil {
            throw FluxFailure(
                reason: "GitOperationFailed",
                message: "failed to checkout and determine revision: the sandbox fetches branches only, found ref."
                    + member
            )
        }
        let branch = reference?["branch"]?.string ?? "master"
        let (credentials, hostKeys) = try await login()
        do {
            let timeout = object.spec?["timeout"]?.string.flatMap(GoDuration.parse) ?? .seconds(60)
            let remote = try GitRemote(url: url, credentials: credentials, timeout: timeout).trusting(hostKeys)
            return try await artifact(of: remote, branch: branch, keeping: present)
        } catch let error as GitError {
            throw FluxFailure(
                reason: "GitOperationFailed",
                message: "failed to checkout and determine revision: \(message(error, branch: branch))"
            )
        }
    }

    private func artifact(of remote: GitRemote, branch: String, keeping present: Artifact?) async throws -> Artifact {
        if let present, let head = try await remote.head(ofBranch: branch),
            release.revision(branch: branch, commit: head) == present.revision
        {
            return present
        }
        let folder = FileManager.default.temporaryDirectory.path
        return try await remote.withTemporaryClone(branch: branch, in: folder) { clone in
            guard let commit = try await clone.headCommit() else {
                throw GitError.branchNotFound(branch: branch, url: remote.url)
            }
            let files = try await clone.read(try await clone.files(at: commit).map(\.path), at: commit)
            return Artifact(revision: release.revision(branch: branch, commit: commit), files: files)
        }
    }

    /// What the Secret says of us, and of an ssh server.
    private func login() async throws -> (GitCredentials, [GitHostKey]) {
        guard let name = object.spec?["secretRef"]?["name"]?.string else { return (.none, []) }
        let key = ObjectKey(namespace: object.namespace ?? "", name: name)
        guard let object = try await client.find(.secret, namespace: key.namespace, name: name) else {
            throw FluxFailure(
                reason: "AuthenticationFailed",
                message: "failed to get secret '\(key)': secrets \"\(name)\" not found"
            )
        }
        let secret = try SecretData(object)
        if url.hasPrefix("ssh://") {
            guard let identity = secret["identity"], let knownHosts = secret["known_hosts"] else {
                throw FluxFailure(
                    reason: "AuthenticationFailed",
                    message: "failed to configure authentication options: secret '\(key)': "
                        + "'identity' and 'known_hosts' are required"
                )
            }
            return (.sshKey(privateKey: identity, passphrase: secret["password"]), GitHostKey.all(in: knownHosts))
        }
        if let token = secret["bearerToken"] { return (.token(token), []) }
        switch (secret["username"], secret["password"]) {
        case (let username?, let password?): return (.password(username: username, password: password), [])
        case (nil, nil): return (.none, [])
        default:
            throw FluxFailure(
                reason: "AuthenticationFailed",
                message: "failed to configure authentication options: secret '\(key)': "
                    + "username and password must be given together"
            )
        }
    }

    private func message(_ error: GitError, branch: String) -> String {
        let clone = "unable to clone '\(url)': "
        switch error {
        case .authenticationRequired, .authenticationFailed: return clone + "authentication required"
        case .forbidden: return clone + "authorization failed"
        case .notFound: return clone + "repository not found"
        case .branchNotFound: return clone + "couldn't find remote ref \"refs/heads/\(branch)\""
        case .timedOut: return clone + "context deadline exceeded"
        case .unreachable:
            let host = URL(string: url).flatMap { url in url.host().map { "\($0):\(url.port ?? 443)" } } ?? url
            return clone + "Get \"\(url)/info/refs?service=git-upload-pack\": dial tcp \(host): "
                + "connect: connection refused"
        default: return clone + error.description
        }
    }
}
