import CarvelCore
import YAMLDocument

/// The cluster that a Kustomization's objects go to, as the user that they are applied by.
struct KustomizationTarget: Sendable {
    let client: ClusterClient

    /// - Throws: `FluxFailure` where the kubeconfig can't be had or used, or `ClusterError` where the build cluster
    ///   does not answer.
    static func find(
        for object: KubernetesObject,
        controller: KustomizeController
    ) async throws -> KustomizationTarget {
        let namespace = object.namespace ?? ""
        var client = controller.client
        if let reference = object.spec?["kubeConfig"]?["secretRef"], let name = reference["name"]?.string {
            let key = ObjectKey(namespace: namespace, name: name)
            guard let secret = try await client.find(.secret, namespace: namespace, name: name) else {
                throw noClient("unable to read KubeConfig secret '\(key)' error: secrets \"\(name)\" not found")
            }
            do {
                let connection = try RemoteCluster.connection(
                    try SecretData(secret),
                    named: key,
                    key: reference["key"]?.string,
                    for: .flux
                )
                client = ClusterClient(connection, http: controller.http)
            } catch let refusal as RemoteCluster.Refusal {
                throw noClient(refusal.message)
            }
        } else if let name = object.spec?["kubeConfig"]?["configMapRef"]?["name"]?.string {
            let login = WorkloadIdentityLogin(
                controller: controller,
                configMap: ObjectKey(namespace: namespace, name: name)
            )
            client = try await login.client()
        }
        if let account = object.spec?["serviceAccountName"]?.string, !account.isEmpty {
            client = client.impersonating(.init(user: "system:serviceaccount:\(namespace):\(account)"))
        }
        return KustomizationTarget(client: client)
    }

    /// That there is no way to the cluster.
    static func noClient(_ message: String) -> FluxFailure {
        FluxFailure(reason: "ReconciliationFailed", message: "failed to build kube client: \(message)")
    }

    /// The failure in Go's words.
    func failure(_ error: ClusterError) -> RequestFailure {
        RequestFailure(error, server: client.connection.server)
    }
}
