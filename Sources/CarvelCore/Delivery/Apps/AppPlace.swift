/// Where the App of a run cluster is, and as whom it deploys there.
///
/// kapp-controller takes `serviceAccountName` before `cluster` without a word, so an App has one of them.
public struct AppPlace: Sendable, Hashable {
    /// The App's name.
    public var name: String
    /// The kubeconfig context of the cluster that the App is on.
    public var context: String
    /// The App's namespace, and that of the Secrets that it names.
    public var namespace: String
    /// The Secret in that namespace with the kubeconfig of the run cluster, under the key that `delivery.yaml` or else
    /// `KubeconfigSecret.defaultKey` says; `nil`
    /// where the App is on the run cluster itself, and deploys as a service account of its namespace.
    public var kubeconfigSecret: String?
}

extension Delivery {
    /// Where the App of a run cluster is.
    public func appPlace(of cluster: RunCluster) -> AppPlace {
        let name = ObjectNames(self).app(for: cluster.name)
        guard let buildCluster else {
            return AppPlace(name: name, context: cluster.context, namespace: cluster.namespace)
        }
        return AppPlace(
            name: name,
            context: buildCluster.context,
            namespace: buildCluster.namespace,
            kubeconfigSecret: cluster.context == buildCluster.context
                ? nil : kubeconfigReference(of: cluster).name
        )
    }

    /// What on the build cluster tells Flux, or an App there, how to log in to a run cluster.
    public func kubeconfigReference(of cluster: RunCluster) -> KubeconfigReference {
        let reference = cluster.kubeconfigReference(namespace: build.namespace)
        guard engine == .kappController, reference.key == nil else { return reference }
        // Without one kapp-controller looks for "value" alone.
        return KubeconfigReference(
            reference.kind,
            namespace: reference.namespace,
            name: reference.name,
            key: KubeconfigSecret.defaultKey
        )
    }

    /// The cluster that packages are delivered from: the build cluster, or, where each run cluster has its App itself,
    /// the first of those.
    public var build: BuildCluster {
        get {
            if let buildCluster { return buildCluster }
            let first = runClusters.first
            return BuildCluster(context: first?.context ?? name, namespace: first?.namespace ?? name)
        }
        set { buildCluster = newValue }
    }
}
