import YAMLDocument

/// In which namespaces of its cluster the objects end up that an App deploys.
///
/// Source: kapp-controller, "App CR spec", and its flags for kapp; kapp, `--namespace`, `--into-ns` and `--map-ns`.
package struct AppNamespaces: Sendable, Hashable {
    /// That of objects that name none.
    private var usual: String
    /// The one that all objects are put into, whatever they name; `nil` where each keeps its own.
    private var into: String?
    /// What namespaces are called on the cluster, by what they are called in files.
    private var renamed: [String: String] = [:]

    /// - Parameters:
    ///   - app: the App; `nil` for one that says nothing of namespaces.
    ///   - usual: where objects without a namespace go unless it says so: into that of the App, or, on another cluster,
    ///     that of `spec.cluster`.
    package init(of app: KubernetesObject?, usual: String) {
        func named(_ value: JSONValue?) -> String? { value?.string.flatMap { $0.isEmpty ? nil : $0 } }
        self.usual = named(app?.spec?["defaultNamespace"]) ?? usual
        let kapp = app?.spec?["deploy"]?.array?.first?["kapp"]
        into = named(kapp?["intoNs"])
        for pair in kapp?["mapNs"]?.array ?? [] { rename(pair.string ?? "") }
        for option in kapp?["rawOptions"]?.array ?? [] {
            guard let option = option.string, let equals = option.firstIndex(of: "=") else { continue }
            let value = String(option[option.index(after: equals)...])
            switch option[..<equals] {
            // What is given last counts.
            case "--into-ns": into = value.isEmpty ? nil : value
            case "--map-ns": rename(value)
            default: break
            }
        }
    }

    /// Takes pairs such as `from=to`, with commas between them.
    private mutating func rename(_ pairs: String) {
        for pair in pairs.split(separator: ",") {
            let parts = pair.split(separator: "=", maxSplits: 1).map(String.init)
            if parts.count == 2 { renamed[parts[0]] = parts[1] }
        }
    }

    /// Where an object ends up that names this namespace, or none.
    package func destination(of namespace: String?) -> String {
        let namespace = into ?? namespace.flatMap { $0.isEmpty ? nil : $0 } ?? usual
        return renamed[namespace] ?? namespace
    }
}

extension AppNamespaces {
    /// Those of the App of a run cluster.
    ///
    /// - Parameter app: as the repository has it, if it does.
    init(of app: KubernetesObject?, at place: AppPlace, for cluster: Delivery.RunCluster) {
        self.init(of: app, usual: place.kubeconfigSecret == nil ? place.namespace : cluster.namespace)
    }
}
