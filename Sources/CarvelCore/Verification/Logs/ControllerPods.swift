import YAMLDocument

/// Where the controllers of a delivery run.
public struct ControllerPlaces: Sendable, Hashable {
    /// The namespace of Flux on the build cluster.
    public var flux = "flux-system"
    /// The namespace of kapp-controller on run clusters.
    public var kappController = "kapp-controller"

    /// The usual namespaces.
    public init() {}

    /// The Pods of the controllers that a delivery needs on a cluster.
    ///
    /// Source: the install manifests of Flux and of kapp-controller.
    func selector(on cluster: DeliveryCluster) -> ObjectSelector {
        let isOfFlux = cluster.isBuild && cluster.engine == .flux
        return ObjectSelector(
            .pod,
            namespace: isOfFlux ? flux : kappController,
            labels: isOfFlux ? "app in (source-controller,kustomize-controller)" : "app=kapp-controller"
        )
    }
}

/// A Pod of a controller, and the container that is the controller.
struct ControllerPod: Sendable, Hashable {
    var name: NamespacedName
    var controller: String
    /// `nil` where there is only one.
    var container: String?

    init(_ pod: KubernetesObject) {
        name = NamespacedName(pod)
        controller = pod.label("app") ?? pod.name
        let containers = (pod.spec?["containers"]?.array ?? []).compactMap { $0["name"]?.string }
        let wanted = ["manager", controller]
        container = containers.count < 2 ? nil : containers.first { wanted.contains($0) } ?? containers.first
    }

    /// What is needed of a Pod.
    static let selection = JSONSelection.only(
        "metadata.name",
        "metadata.namespace",
        "metadata.uid",
        "metadata.resourceVersion",
        "metadata.labels",
        "spec.containers.name"
    )
}
