import Synchronization

/// What stays as it is while a delivery is verified again and again, and is asked for once.
final class VerificationMemory: Sendable {
    private struct State {
        var users: [ClusterConnection: String] = [:]
        var uids: [ClusterConnection: String] = [:]
    }

    private let state = Mutex(State())

    /// As whom a server sees us; `nil` where it does not say. Kubernetes before 1.28 does not.
    func user(of client: ClusterClient) async -> String? {
        if let known = state.withLock({ $0.users[client.connection] }) { return known }
        guard let user = try? await client.whoAmI().name else { return nil }
        state.withLock { $0.users[client.connection] = user }
        return user
    }

    /// The UID of a cluster's namespace `kube-system`, which no other cluster has; `nil` where it can't be had.
    func uid(of client: ClusterClient) async -> String? {
        if let known = state.withLock({ $0.uids[client.connection] }) { return known }
        guard let uid = try? await client.get(.namespace, namespace: nil, name: "kube-system").uid else { return nil }
        state.withLock { $0.uids[client.connection] = uid }
        return uid
    }
}
