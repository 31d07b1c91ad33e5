import CarvelCore
import Foundation
import GitRepository
import YAMLDocument

/// Fetches what one git source names, as vendir does by running git.
///
/// It takes a user name and a password for `http` too, where vendir takes them for `https` alone: the sandbox's git
/// server is on loopback.
struct VendirGit {
    /// Why nothing was fetched.
    struct Failure: Error {
        var reason: String
    }

    private let git: JSONValue
    private let secret: VendirSecret?
    private let url: String

    init(_ git: JSONValue, secret: VendirSecret?) {
        self.git = git
        self.secret = secret
        url = git["url"]?.string ?? ""
    }

    /// - Throws: `Failure`; `GitError` where this machine's disk fails.
    func contents() async throws -> VendirFetch.Contents {
        guard !url.isEmpty else { throw Failure(reason: "Expected non-empty URL") }
        let (credentials, hostKeys) = try login()
        guard let reference = git["ref"]?.string, !reference.isEmpty else {
            throw Failure(
                reason: "Fetching git repository: "
                    + (git["refSelection"] == nil
                        ? "Expected either ref or ref selection to be specified"
                        : "the sandbox knows no refSelection")
            )
        }
        do {
            let remote = try GitRemote(url: url, credentials: credentials).trusting(hostKeys)
            return try await contents(of: remote, at: reference)
        } catch let error as GitError {
            throw Failure(reason: message(error))
        }
    }

    private func contents(of remote: GitRemote, at reference: String) async throws -> VendirFetch.Contents {
        let references = try await remote.references()
        let target = try VendirTarget(reference, depth: depth, in: references)
        guard target.isTip || depth == 0 else { throw Self.notThere(reference) }
        // A branch that has the commit at its head has it for sure; another one may have it among its ancestors.
        let branches = references.filter { $0.key.hasPrefix("refs/heads/") }
            .sorted { ($0.value == target.commit ? 0 : 1, $0.key) < ($1.value == target.commit ? 0 : 1, $1.key) }
        for (name, _) in branches {
            let branch = String(name.dropFirst("refs/heads/".count))
            if let contents = try await contents(of: remote, branch: branch, target) { return contents }
        }
        throw Self.notThere(reference)
    }

    /// How many commits are fetched; 0 for all.
    private var depth: Int { git["depth"]?.int ?? 1 }

    private static func notThere(_ reference: String) -> Failure {
        Failure(
            reason:
                "Fetching git repository: Git [-c advice.detachedHead=false checkout \(reference)]: exit status 128 "
                + "(stderr: fatal: reference is not a tree: \(reference)\n)"
        )
    }

    /// The files of the commit, or `nil` where the branch does not have it.
    private func contents(
        of remote: GitRemote,
        branch: String,
        _ target: VendirTarget
    ) async throws -> VendirFetch.Contents? {
        let parts = (git["subPath"]?.string ?? "").split(separator: "/").filter { $0 != "." }
        let folder = parts.isEmpty ? nil : parts.joined(separator: "/")
        let temporary = FileManager.default.temporaryDirectory.path
        return try await remote.withTemporaryClone(branch: branch, in: temporary) { clone in
            guard let commit = try await clone.history(limit: .max).first(where: { $0.id == target.commit }) else {
                return nil
            }
            let paths = try await clone.files(under: folder, at: target.commit).map(\.path)
            let prefix = folder.map { $0 + "/" } ?? ""
            if let folder, paths.isEmpty {
                throw Failure(reason: "Changing to new root path: lstat \(folder): no such file or directory")
            }
            var files: [String: String] = [:]
            for (path, bytes) in try await clone.read(paths, at: target.commit) {
                files[String(path.dropFirst(prefix.count))] = String(decoding: bytes, as: UTF8.self)
            }
            return VendirFetch.Contents(files: files, lock: Self.lock(commit, target.tags))
        }
    }

    private static func lock(_ commit: GitCommit, _ tags: [String]) -> [String] {
        let lines = commit.message.drop { $0.isWhitespace }.split(
            separator: "\n",
            maxSplits: 1,
            omittingEmptySubsequences: false
        )
        let hasMore = lines.count > 1 && !lines[1].allSatisfy(\.isWhitespace)
        let title = (lines.first.map(String.init) ?? "") + (hasMore ? "..." : "")
        let text = String(decoding: JSONWriter.bytes(.string(title)), as: UTF8.self)
        let tagLines = tags.isEmpty ? [] : ["    tags:"] + tags.map { "    - \($0)" }
        return ["- git:", "    commitTitle: \(text)", "    sha: \(commit.id)"] + tagLines
    }

    /// What the Secret says of us, and of an ssh server.
    private func login() throws(Failure) -> (GitCredentials, [GitHostKey]) {
        guard let secret else { return (.none, []) }
        let known: Set<String> = ["ssh-privatekey", "ssh-knownhosts", "username", "password"]
        if let unknown = secret.entries.keys.sorted().first(where: { !known.contains($0) }) {
            throw Failure(
                reason: "Fetching git repository: Unknown secret field '\(unknown)' in secret '\(secret.name)'"
            )
        }
        if let key = secret["ssh-privatekey"] {
            return (
                .sshKey(privateKey: key, passphrase: nil), secret["ssh-knownhosts"].map { GitHostKey.all(in: $0) } ?? []
            )
        }
        guard let username = secret["username"], let password = secret["password"] else { return (.none, []) }
        return (.password(username: username, password: password), [])
    }

    private func message(_ error: GitError) -> String {
        let fatal =
            switch error {
            case .authenticationRequired: "could not read Username for '\(url)': No such device or address"
            case .authenticationFailed: "Authentication failed for '\(url)/'"
            case .forbidden: "unable to access '\(url)/': The requested URL returned error: 403"
            case .notFound: "repository '\(url)/' not found"
            case .unreachable: "unable to access '\(url)/': Failed to connect"
            default: error.description
            }
        let branch = git["ref"]?.string.flatMap { $0.hasPrefix("origin/") ? " " + $0.dropFirst("origin/".count) : nil }
        return "Fetching git repository: Git [fetch origin\(branch ?? "") --depth \(depth)]: "
            + "exit status 128 (stderr: fatal: \(fatal)\n)"
    }
}
