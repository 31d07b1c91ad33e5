import CarvelCore
import HTTPTransport

/// How kustomize-controller gets from the ConfigMap of a workload identity to a connection with another cluster: by a
/// token of a service account of its own cluster. Of the clouds there is none here.
///
/// Source: Flux, `auth` of `fluxcd/pkg`, provider `generic`.
struct WorkloadIdentityLogin {
    let controller: KustomizeController
    let configMap: ObjectKey

    /// - Throws: `FluxFailure` where the ConfigMap can't be used, or `ClusterError` where the build cluster does not
    ///   answer.
    func client() async throws -> ClusterClient {
        let (namespace, name) = (configMap.namespace, configMap.name)
        guard let object = try await controller.client.find(.configMap, namespace: namespace, name: name) else {
            throw KustomizationTarget.noClient(
                "unable to read KubeConfig configmap '\(configMap)': configmaps \"\(name)\" not found"
            )
        }
        let identity: WorkloadIdentity
        do {
            identity = try WorkloadIdentity(object)
        } catch {
            throw KustomizationTarget.noClient("\(error)")
        }
        guard identity.provider == .generic, let address = identity.address else {
            throw KustomizationTarget.noClient("there is no provider \(identity.provider.rawValue) here")
        }
        let token = try await controller.client.requestToken(
            forServiceAccount: identity.serviceAccountName ?? KustomizeController.manager,
            namespace: identity.serviceAccountName == nil ? "flux-system" : namespace,
            audiences: identity.audiences.isEmpty ? [address] : identity.audiences
        )
        var connection = ClusterConnection(name: name, server: address, credentials: .token(token.token))
        connection.tls.certificateAuthority = identity.certificateAuthority.map { Array($0.utf8) }
        return ClusterClient(connection, http: controller.http)
    }
}
