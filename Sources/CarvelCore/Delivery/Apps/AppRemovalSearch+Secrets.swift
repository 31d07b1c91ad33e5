import OrderedCollections
import YAMLDocument

// The Secrets that go with Apps, unless others need them.

extension AppRemovalSearch {
    /// Secrets that go, and what is to be known of those that stay, a sentence each.
    struct Secrets: Sendable {
        var items: [RemovalPlan.Item] = []
        var warnings: [String] = []
    }

    /// The Secret with which Apps log in to the repository, where it was made for this delivery.
    ///
    /// - Parameter going: the names of the Apps that go with it.
    func authSecret(
        in namespace: String,
        _ home: DeliveryPlan.ClusterPart,
        with going: Set<String>
    ) async throws(ClusterError) -> Secrets {
        guard let name = manifests.authSecretName,
            let secret = try await home.client.find(.secret, namespace: namespace, name: name),
            Labels.marks(secret, of: delivery)
        else { return Secrets() }
        let apps = try await home.client.list(
            .app,
            namespace: namespace,
            reading: .only("metadata.name", "spec.fetch")
        )
        let users = apps.filter { app in
            !going.contains(app.name)
                && (app.spec?["fetch"]?.array ?? []).contains { $0[path: "git", "secretRef", "name"]?.string == name }
        }
        return secrets(secret, on: home, users: users.map { "App/\($0.name)" })
    }

    /// The Secret with the kubeconfig of a run cluster, where this suite has made it; of others nobody knows what else
    /// they are for.
    ///
    /// - Parameter going: the name of the App that goes with it.
    func kubeconfigSecret(
        _ name: String,
        in namespace: String,
        _ home: DeliveryPlan.ClusterPart,
        with going: String
    ) async throws(ClusterError) -> Secrets {
        guard let secret = try await home.client.find(.secret, namespace: namespace, name: name),
            secret.label(Labels.managedBy) == ClusterClient.fieldManager
        else { return Secrets() }
        let users = try await home.client.kubeconfigUsers(namespace: namespace, needsFlux: false).filter { user in
            user.reference.kind == .secret && user.reference.name == name
                && !(user.kind == ResourceType.app.kind && user.name == going)
        }
        return secrets(secret, on: home, users: users.map(\.title))
    }

    private func secrets(_ secret: KubernetesObject, on home: DeliveryPlan.ClusterPart, users: [String]) -> Secrets {
        let item = RemovalPlan.Item(type: .secret, object: secret)
        guard !users.isEmpty else { return Secrets(items: [item]) }
        let names = users.sorted().joined(separator: ", ")
        return Secrets(warnings: ["\(home.name): \(item.title) stays: \(names) in its namespace still needs it"])
    }
}
