import GitRepository

extension DeliveryRepository {
    /// Where to work on a branch that need not be there yet: an empty repository gets it with its first commit, another
    /// one on top of the branch that it shows first.
    ///
    /// - Throws: what asking the remote can end in.
    static func placeMaking(branch: String, of remote: GitRemote, host: Host) async throws -> Place {
        let wanted = Place.remote(remote, branch: branch)
        let references = try await DeliveryRepository(wanted, host: host).loggedIn(to: remote) {
            try await $0.references()
        }
        let prefix = "refs/heads/"
        let branches = references.filter { $0.key.hasPrefix(prefix) }
        guard !branches.isEmpty, branches[prefix + branch] == nil else { return wanted }
        let shown = branches.filter { $0.value == references["HEAD"] }.map { String($0.key.dropFirst(prefix.count)) }
        let usual = ["main", "master"].first(where: shown.contains) ?? shown.min()
        guard let base = usual ?? branches.keys.map({ String($0.dropFirst(prefix.count)) }).min() else { return wanted }
        return .review(remote, branch: base, review: branch)
    }
}
