import HTTPTransport

/// Whether a kubeconfig takes Flux, or kapp-controller, to the very cluster that a run cluster's context names.
///
/// Servers may well differ by their addresses: Flux may use an internal name, and people a load balancer. So this asks
/// for proof, the strongest first:
///
/// 1. The same address, with no other certificate authority, is the same cluster.
/// 2. The UID of the namespace `kube-system`, read both ways, is the same on one cluster alone.
/// 3. The UID of the service account whose token the Secret holds is known to one cluster alone.
/// 4. The same certificate authority, where no cluster of another address in the kubeconfig has it too: most clusters
///    have one of their own.
///
/// Where Flux asks a cloud for the address, the name that the cloud's command gave the cluster in the kubeconfig tells.
///
/// Where none of them can be had, it is not known, and nobody says yes.
enum DestinationProof: Sendable, Hashable {
    /// It is the same cluster; the note says by what, where the addresses differ.
    case same(note: String?)
    /// It is another cluster.
    case other(String)
    /// There is no telling, for a reason.
    case untold(String)
}

/// Looks for that proof.
struct DestinationProver: Sendable {
    let clusters: ClusterDirectory
    let cluster: Delivery.RunCluster
    let memory: VerificationMemory
    /// What the Secret takes there.
    var deliverer = "Flux"

    /// The longest time for a question to a server that perhaps only Flux can reach.
    private static let patience = Duration.seconds(5)

    func proof(of destination: Destination) async -> DestinationProof {
        switch destination.way {
        case .kubeconfig(let reading):
            await memory.proof(from: cluster.context, to: reading.connection) {
                await find(reading.connection, logsIn: true)
            }
        case .address(let connection):
            await memory.proof(from: cluster.context, to: connection) { await find(connection, logsIn: false) }
        case .name(let name): proof(byName: name)
        }
    }

    /// - Parameter logsIn: whether the connection has the credentials with which Flux logs in.
    private func find(_ theirs: ClusterConnection, logsIn: Bool) async -> DestinationProof {
        let own: ClusterClient
        do {
            own = try clusters.client(context: cluster.context, calledName: cluster.name)
        } catch {
            return .untold("the cluster of context \(cluster.context) is not known: \(error)")
        }
        let address = ServerAddress(theirs.server)
        let ownAddress = ServerAddress(own.connection.server)
        let authority = Self.sharesAuthority(own.connection, theirs)
        if address == ownAddress, authority != false { return .same(note: nil) }

        let places = "\(address), while context \(cluster.context) is at \(ownAddress)"
        if let ours = await memory.uid(of: own), let other = await uid(of: theirs, at: address, logsIn: logsIn) {
            return ours == other
                ? .same(note: "takes \(deliverer) to \(places): the same cluster, by the UID of its kube-system")
                : .other("takes \(deliverer) to another cluster: \(places)")
        }
        if let proof = await proofByAccount(theirs, own, places) { return proof }
        if authority == true, isOnlyAuthority(of: own.connection, at: ownAddress) {
            return .same(
                note: "takes \(deliverer) to \(places): taken for the same cluster by its certificate authority"
            )
        }
        return .untold("takes \(deliverer) to \(places); whether that is the same cluster could not be told")
    }

    // MARK: By the name in a cloud

    /// The cloud alone could tell the address; but its own command has named the cluster in the kubeconfig.
    private func proof(byName name: CloudClusterName) -> DestinationProof {
        let entry = clusters.kubeconfig.clusterName(ofContext: cluster.context)
        switch entry.flatMap(name.isEntry) {
        case true?:
            return .same(note: "taken for the cluster of context \(cluster.context) by its name in the kubeconfig")
        case false?:
            return .other("takes \(deliverer) to another cluster: context \(cluster.context) is of \(entry ?? "")")
        case nil:
            return .untold(
                "takes \(deliverer) to \(name.name); whether that is the cluster of context \(cluster.context) could not be told"
            )
        }
    }

    // MARK: By kube-system

    /// Another context of the same address has rights that Flux may lack.
    private func uid(of theirs: ClusterConnection, at address: ServerAddress, logsIn: Bool) async -> String? {
        for name in clusters.kubeconfig.contextNames {
            guard let client = try? clusters.client(context: name, calledName: name),
                ServerAddress(client.connection.server) == address,
                Self.sharesAuthority(client.connection, theirs) != false
            else { continue }
            if let uid = await memory.uid(of: client) { return uid }
        }
        guard logsIn else { return nil }
        let limit = min(clusters.requestTimeout ?? Self.patience, Self.patience)
        return await memory.uid(
            of: ClusterClient(theirs, host: clusters.host, requestTimeout: limit)
        )
    }

    // MARK: By the service account

    private func proofByAccount(
        _ theirs: ClusterConnection,
        _ own: ClusterClient,
        _ places: String
    ) async -> DestinationProof? {
        guard case .token(let text) = theirs.credentials, let token = WebToken(text),
            let claimed = token.serviceAccount, let namespace = claimed.namespace, let uid = token.serviceAccountUID
        else { return nil }
        do {
            let account = try await own.find(.serviceAccount, namespace: namespace, name: claimed.name)
            let who = "service account \(namespace)/\(claimed.name)"
            return account?.uid == uid
                ? .same(note: "takes \(deliverer) to \(places): the same cluster, by the UID of its \(who)")
                : .other("takes \(deliverer) to \(places), as \(who), which that cluster does not have")
        } catch {
            return nil
        }
    }

    // MARK: By the certificate authority

    /// Whether both trust the same authority; `nil` where one of them does not say.
    private static func sharesAuthority(_ left: ClusterConnection, _ right: ClusterConnection) -> Bool? {
        guard let left = left.tls.certificateAuthority, let right = right.tls.certificateAuthority else { return nil }
        let text: ([UInt8]) -> [UInt8] = { $0.filter { $0 > 0x20 } }
        return text(left) == text(right)
    }

    /// Whether no other server in the kubeconfig has the same authority, as those of one company may.
    private func isOnlyAuthority(of own: ClusterConnection, at address: ServerAddress) -> Bool {
        clusters.kubeconfig.contextNames.allSatisfy { name in
            guard let other = try? clusters.client(context: name, calledName: name).connection else { return true }
            return ServerAddress(other.server) == address || Self.sharesAuthority(other, own) != true
        }
    }
}
