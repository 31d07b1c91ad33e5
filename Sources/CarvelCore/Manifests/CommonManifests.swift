/// Objects that build and run clusters both need.
enum CommonManifests {
    /// A namespace, without labels: it may well be there already, and belong to someone else.
    static func namespace(_ name: String) -> Manifest {
        Manifest(.namespace, KubernetesObject(.namespace, name: name))
    }

    static func serviceAccount(_ name: String, namespace: String, _ delivery: Delivery) -> Manifest {
        Manifest(
            .serviceAccount,
            KubernetesObject(.serviceAccount, name: name, namespace: namespace, labels: Labels.of(delivery))
        )
    }
}
