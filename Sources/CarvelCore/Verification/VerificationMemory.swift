import Synchronization

/// What stays as it is while a delivery is verified again and again, and is asked for once.
final class VerificationMemory: Sendable {
    private struct State {
        var users: [ClusterConnection: String] = [:]
        var askedUsers: [ClusterConnection: SharedWork<String?>] = [:]
        var uids: [ClusterConnection: String] = [:]
        var proofs: [Way: DestinationProof] = [:]
        var values: [String: WantedValues] = [:]
        var versions: [Choice: String] = [:]
    }

    /// A selection, and what it selects from.
    private struct Choice: Hashable {
        let selection: VersionSelection
        let versions: [String]
    }

    /// From a run cluster's context to where a kubeconfig Secret leads.
    private struct Way: Hashable {
        let context: String
        let connection: ClusterConnection
    }

    private let state = Mutex(State())
    /// The turns of those run clusters that are looked at.
    let looks: ClusterTurns
    /// The turns of those clusters that are got through to.
    let greetings: ClusterTurns

    /// - Parameter processors: how many the machine has, which work on so much at a time.
    init(processors: Int = 2) {
        // Where one of two lists has to be waited for, there is another one.
        looks = ClusterTurns(limit: max(4, 2 * processors))
        // Handshakes take little time of ours each, and several ways there and back.
        greetings = ClusterTurns(limit: max(16, 8 * processors))
    }

    /// As whom a server sees us; `nil` where it does not say. Kubernetes before 1.28 does not.
    func user(of client: ClusterClient) async -> String? {
        let connection = client.connection
        if let known = state.withLock({ $0.users[connection] }) { return known }
        let asked = state.withLock { state in
            let asked = state.askedUsers[connection] ?? SharedWork()
            state.askedUsers[connection] = asked
            return asked
        }
        guard let user = await asked.result(of: { try? await client.whoAmI().name }) ?? nil else { return nil }
        state.withLock { state in
            state.users[connection] = user
            state.askedUsers[connection] = nil
        }
        return user
    }

    /// Whether a Secret leads to the cluster of a context. What is proven stays so until the Secret changes; what could not
    /// be told is asked for again.
    func proof(
        from context: String,
        to connection: ClusterConnection,
        _ find: () async -> DestinationProof
    ) async -> DestinationProof {
        let way = Way(context: context, connection: connection)
        if let known = state.withLock({ $0.proofs[way] }) { return known }
        let proof = await find()
        if case .untold = proof { return proof }
        state.withLock { $0.proofs[way] = proof }
        return proof
    }

    /// What a folder's values Secrets hold, which is the same for as long as the commit is.
    func values(of folder: String, _ find: () async -> WantedValues) async -> WantedValues {
        if let known = state.withLock({ $0.values[folder] }) { return known }
        let values = await find()
        state.withLock { $0.values[folder] = values }
        return values
    }

    /// The version that is due, which is the same on many clusters.
    ///
    /// - Throws: `VersionSelectionError` where none is.
    func version(_ selection: VersionSelection, from versions: [String]) throws(VersionSelectionError) -> String {
        let choice = Choice(selection: selection, versions: versions)
        if let known = state.withLock({ $0.versions[choice] }) { return known }
        let version = try selection.selectForPackageInstall(from: versions)
        state.withLock { $0.versions[choice] = version }
        return version
    }

    /// The UID of a cluster's namespace `kube-system`, which no other cluster has; `nil` where it can't be had.
    func uid(of client: ClusterClient) async -> String? {
        if let known = state.withLock({ $0.uids[client.connection] }) { return known }
        guard let uid = try? await client.get(.namespace, namespace: nil, name: "kube-system").uid else { return nil }
        state.withLock { $0.uids[client.connection] = uid }
        return uid
    }
}
