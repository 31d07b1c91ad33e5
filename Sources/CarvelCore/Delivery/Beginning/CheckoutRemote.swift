import GitRepository

/// Where a checkout comes from.
public enum CheckoutRemote {
    /// The URL of the remote `origin`, without user name and password.
    ///
    /// - Parameter folder: a folder of the checkout; by default the current one.
    /// - Throws: `DeliveryError` where the folder is in no checkout, or that has no such remote; `GitError` for a URL of a
    ///   kind that Flux does not take.
    public static func url(of folder: String?, host: Host) async throws -> String {
        let path = folder.map { host.absolutePath($0) } ?? host.currentDirectory
        guard let checkout = try await checkout(path) else {
            throw DeliveryError(
                at: path,
                "is in no checkout that would tell the GitOps repository",
                hint: "name that with --url"
            )
        }
        let url = try await checkout.remoteURL(named: "origin")
        guard let url else {
            throw DeliveryError(
                at: path,
                "is in a checkout without the remote \"origin\"",
                hint: "name the GitOps repository with --url"
            )
        }
        return url
    }

    private static func checkout(_ path: String) async throws(GitError) -> GitClone? {
        do throws(GitError) {
            return try await GitClone.open(path: path)
        } catch {
            if case .notARepository = error { return nil }
            throw error
        }
    }
}
