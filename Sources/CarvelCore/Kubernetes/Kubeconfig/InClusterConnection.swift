import Algorithms
import HTTPTransport

extension Kubeconfig {
    /// The cluster in which this process runs as a pod, with the pod's own service account.
    ///
    /// - Returns: `nil` where this is no pod, or flags name another server.
    /// - Throws: `KubeconfigError` where the pod has no token.
    ///
    /// Source: Kubernetes, "Accessing the Kubernetes API from a Pod".
    func inClusterConnection(
        _ overrides: ConnectionOverrides,
        host: Host
    ) throws(KubeconfigError) -> ClusterConnection? {
        guard overrides.server == nil, overrides.cluster == nil, overrides.user == nil,
            let address = host.variables["KUBERNETES_SERVICE_HOST"], !address.isEmpty,
            let port = host.variables["KUBERNETES_SERVICE_PORT"], !port.isEmpty
        else { return nil }
        let name = "in-cluster"
        var connection = ClusterConnection(
            name: name,
            server: "https://\(address.contains(":") ? "[\(address)]" : address):\(port)",
            namespace: overrides.namespace ?? Self.podNamespace(host)
        )
        connection.tls = try trust(nil, overrides, host)
        if connection.tls.certificateAuthority == nil, connection.tls.verifiesServer {
            connection.tls.certificateAuthority = try Self.podAuthority(host)
        }
        try identify(&connection, nil, overrides, host)
        if connection.credentials == .none, connection.tls.clientCertificate == nil {
            let path = Self.accountFolder + "/token"
            guard host.files.exists(path) else {
                throw KubeconfigError(
                    "\(name): \(path): no such file, so this pod has no token of a service account"
                        + " (automountServiceAccountToken); mount one, or set KUBECONFIG"
                )
            }
            connection.credentials = .tokenFile(path: path, place: name)
        }
        return connection
    }

    /// Where a pod finds what belongs to its service account.
    private static let accountFolder = "/var/run/secrets/kubernetes.io/serviceaccount"

    private static func podNamespace(_ host: Host) -> String {
        if let namespace = host.variables["POD_NAMESPACE"], !namespace.isEmpty { return namespace }
        // A pod without that file works in the default namespace, as for kubectl.
        let namespace = (try? host.files.readText(accountFolder + "/namespace"))?.trimmingSuffix(while: \.isWhitespace)
        return namespace.flatMap { $0.isEmpty ? nil : String($0) } ?? "default"
    }

    private static func podAuthority(_ host: Host) throws(KubeconfigError) -> [UInt8]? {
        let path = accountFolder + "/ca.crt"
        let bytes: [UInt8]
        do {
            bytes = try host.files.read(path)
        } catch  where error.reason == .notFound {
            // Without one, the authorities of this machine are those to trust.
            return nil
        } catch {
            throw KubeconfigError("in-cluster: \(error)")
        }
        if let problem = PEMText.certificate.problem(of: bytes) {
            throw KubeconfigError("in-cluster: \(path): \(problem)")
        }
        return bytes
    }
}
