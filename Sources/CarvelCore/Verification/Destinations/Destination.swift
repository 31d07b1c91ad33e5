import HTTPTransport

/// Where a kubeconfig of the build cluster leads Flux.
struct Destination: Sendable {
    /// By what it is known.
    enum Way: Sendable {
        /// A kubeconfig in a Secret, which anyone may log in by who may read it.
        case kubeconfig(FluxReading)
        /// The address of the API server, to which Flux alone may log in.
        case address(ClusterConnection)
        /// The cluster's name in the API of a cloud, which Flux asks for the address.
        case name(CloudClusterName)
    }

    let way: Way

    /// - Parameter reference: how Kustomizations name the object.
    /// - Throws: `DeliveryError` where Flux could not log in by it.
    init(_ object: KubernetesObject, named reference: KubeconfigReference) throws(DeliveryError) {
        switch reference.kind {
        case .secret:
            do {
                let name = "Secret \"\(object.name)\""
                way = .kubeconfig(try FluxReading(object, key: reference.key, calledName: name))
            } catch {
                throw DeliveryError(error.description)
            }
        case .configMap:
            do {
                way = Self.way(of: try WorkloadIdentity(object), named: object.name)
            } catch {
                throw DeliveryError(error.description)
            }
        }
    }

    /// An address that is given wins over that which the cloud would tell.
    private static func way(of identity: WorkloadIdentity, named name: String) -> Way {
        if let address = identity.address {
            let server = address.hasPrefix("https://") ? address : "https://\(address)"
            var connection = ClusterConnection(name: name, server: server)
            connection.tls.certificateAuthority = identity.certificateAuthority.map { Array($0.utf8) }
            return .address(connection)
        }
        return .name(CloudClusterName(provider: identity.provider, name: identity.cluster ?? ""))
    }

    /// The server that Flux talks to, where that is known.
    var server: String? { connection?.server }

    /// How Flux reaches the server, where that is known; without credentials where they are Flux's own.
    var connection: ClusterConnection? {
        switch way {
        case .kubeconfig(let reading): reading.connection
        case .address(let connection): connection
        case .name: nil
        }
    }

    /// What stands in the kubeconfig, and counts for nothing.
    var dropped: [String] {
        if case .kubeconfig(let reading) = way { reading.dropped.map(\.description) } else { [] }
    }

    /// The server's address, or the cluster's name in the cloud.
    var description: String {
        if case .name(let cluster) = way { cluster.name } else { ServerAddress(server ?? "").description }
    }

    /// How a person can tell whether it is a run cluster, where we can't.
    func advice(_ cluster: Delivery.RunCluster) -> String {
        switch way {
        case .kubeconfig:
            "compare kubectl --context \(cluster.context) get namespace kube-system -o jsonpath={.metadata.uid} with the"
                + " same by the Secret's kubeconfig"
        case .address:
            "give the ConfigMap the address and the ca.crt that context \(cluster.context) has"
        case .name(let name) where name.provider == .azure:
            "give the ConfigMap the address and the ca.crt that context \(cluster.context) has"
        case .name(let name):
            "make context \(cluster.context) with \(name.kubeconfigCommand), or add address and ca.crt to the ConfigMap"
        }
    }
}
