import CGit2

/// An open conversation with a remote repository, on one thread.
final class RemoteConnection {
    private let remote: OpaquePointer
    private let session: TransferSession

    /// Connects and reads the remote's list of references.
    ///
    /// - Parameters:
    ///   - repository: where fetched objects go and pushed ones come from; its configuration applies.
    ///   - direction: for fetching or pushing.
    init(
        _ remote: GitRemote,
        repository: OpaquePointer,
        direction: git_direction,
        stop: StopFlag
    ) throws(GitError) {
        let session = TransferSession(of: remote, stop: stop)
        var pointer: OpaquePointer?
        // An anonymous remote: its URL is written into no file.
        try LibGit2.check(
            git_remote_create_anonymous(&pointer, repository, remote.address.url),
            "use the git URL \(remote.address.display)"
        )
        self.remote = try LibGit2.require(pointer, "use the git URL \(remote.address.display)")
        self.session = session

        var options = git_remote_connect_options()
        git_remote_connect_options_init(&options, UInt32(GIT_REMOTE_CONNECT_OPTIONS_VERSION))
        options.callbacks = try session.callbacks()
        options.custom_headers = session.customHeaders
        options.follow_redirects = session.redirects
        options.proxy_opts.type = GIT_PROXY_AUTO
        try session.check(
            git_remote_connect_ext(self.remote, direction, &options),
            "connect to \(remote.address.display)"
        )
    }

    deinit {
        git_remote_disconnect(remote)
        git_remote_free(remote)
    }

    /// The remote's references and what they point to, as it listed them on connecting.
    func references() throws(GitError) -> [String: String] {
        var list: UnsafeMutablePointer<UnsafePointer<git_remote_head>?>?
        var count = 0
        try session.check(
            git_remote_ls(&list, &count, remote),
            "list the branches of \(session.address.display)"
        )
        var references: [String: String] = [:]
        for head in UnsafeBufferPointer(start: list, count: count) {
            guard let head, let name = head.pointee.name else { continue }
            references[String(cString: name)] = head.pointee.oid.hex
        }
        return references
    }

    /// Downloads what a reference specification such as `+refs/heads/main:refs/remotes/origin/main` asks for.
    func fetch(_ specification: String) throws(GitError) {
        let operation = "fetch from \(session.address.display)"
        var options = git_fetch_options()
        try LibGit2.check(git_fetch_options_init(&options, UInt32(GIT_FETCH_OPTIONS_VERSION)), operation)
        options.callbacks = try session.callbacks()
        options.custom_headers = session.customHeaders
        options.follow_redirects = session.redirects
        options.proxy_opts.type = GIT_PROXY_AUTO
        options.download_tags = GIT_REMOTE_DOWNLOAD_TAGS_NONE
        // FETCH_HEAD would hold the URL.
        options.update_fetchhead = 0
        let code = withStringList([specification]) { list in
            var list = list
            return git_remote_fetch(remote, &list, &options, nil)
        }
        try session.check(code, operation)
    }

    /// How much has been fetched to have a commit.
    func download(of head: String) -> GitDownload {
        guard let progress = git_remote_stats(remote)?.pointee else { return GitDownload(head: head) }
        return GitDownload(head: head, objects: Int(progress.received_objects), bytes: progress.received_bytes)
    }

    /// Uploads a local branch to a branch of the remote.
    func push(_ source: String, to target: String) throws(GitError) {
        let operation = "push to \(session.address.display)"
        var options = git_push_options()
        try LibGit2.check(git_push_options_init(&options, UInt32(GIT_PUSH_OPTIONS_VERSION)), operation)
        options.callbacks = try session.callbacks()
        options.custom_headers = session.customHeaders
        options.follow_redirects = session.redirects
        options.proxy_opts.type = GIT_PROXY_AUTO
        let specification = "refs/heads/\(source):refs/heads/\(target)"
        let code = withStringList([specification]) { list in
            var list = list
            return git_remote_push(remote, &list, &options)
        }
        if let reason = session.rejections["refs/heads/\(target)"] {
            throw GitError.pushRejected(branch: target, url: session.address.display, reason: reason)
        }
        try session.check(code, operation, branch: target)
    }
}
