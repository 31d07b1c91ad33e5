import YAMLDocument

/// The walk from one object back to its repository, a step at a time.
struct TraceWalk {
    private(set) var failure: ClusterFailure?
    /// The object that Flux applied.
    private(set) var applied: SeenObject?
    var trace: ObjectTrace

    private let cluster: DeliveryCluster
    private let client: ClusterClient
    private let build: DeliveryCluster
    private var current: KubernetesObject

    /// Longer ways go in a circle.
    private static let longest = 16

    init(from object: KubernetesObject, on cluster: DeliveryCluster, _ client: ClusterClient, build: DeliveryCluster) {
        self.cluster = cluster
        self.client = client
        self.build = build
        current = object
        trace = ObjectTrace(steps: [SeenObject(object, on: cluster.name)])
    }

    mutating func run() async {
        do throws(ClusterError) {
            while trace.steps.count < Self.longest, let next = try await owner(of: current) {
                current = next
                trace.steps.append(SeenObject(next, on: cluster.name))
            }
        } catch {
            end(error, on: cluster)
            return
        }
        await runOnBuild()
    }

    private mutating func end(_ error: any Error, on cluster: DeliveryCluster) {
        failure = ClusterFailure(cluster, error)
        trace.gap = "what comes before can't be looked at: " + ((error as? ClusterError)?.words ?? "\(error)")
    }

    // MARK: On the object's own cluster

    /// What made an object: its owner, or the App that kapp deployed it for. `nil` where Flux applied it, and where
    /// nobody is known.
    private func owner(of object: KubernetesObject) async throws(ClusterError) -> KubernetesObject? {
        if FluxOwner(object) != nil || object.isOfFlux { return nil }
        if let owner = try await controller(of: object) { return owner }
        guard let label = object.label(KappAssociation.label) else { return nil }
        return try await app(labelled: label, for: object)
    }

    private func controller(of object: KubernetesObject) async throws(ClusterError) -> KubernetesObject? {
        let owners = object.json[path: "metadata", "ownerReferences"]?.array ?? []
        if let owner = owners.first(where: { $0["controller"]?.bool == true }) {
            let type = try await client.resource(
                apiVersion: owner["apiVersion"]?.string ?? "",
                kind: owner["kind"]?.string ?? ""
            ).type
            let namespace = type.isNamespaced ? object.namespace : nil
            return try await client.find(type, namespace: namespace, name: owner["name"]?.string ?? "")
        }
        // An App that a PackageInstall made has its name.
        guard object.apiVersion == ResourceType.app.apiVersion, object.kind == ResourceType.app.kind else { return nil }
        return try await client.find(.packageInstall, namespace: object.namespace, name: object.name)
    }

    /// The App whose objects carry a label, in the delivery's namespace or in the object's own.
    private func app(
        labelled value: String,
        for object: KubernetesObject
    ) async throws(ClusterError) -> KubernetesObject? {
        let namespaces = Set([cluster.namespace, object.namespace ?? cluster.namespace]).sorted()
        for namespace in namespaces {
            let apps = try await client.list(
                .app,
                namespace: namespace,
                reading: .all(except: "metadata.managedFields")
            )
            for app in apps where KappAssociation(status: app)?.value == value { return app }
            for app in apps where KappAssociation(status: app) == nil {
                for name in KappAssociation.configMapNames(of: app.name) {
                    let map = try await client.find(.configMap, namespace: namespace, name: name)
                    if map.flatMap(KappAssociation.init(configMap:))?.value == value { return app }
                }
            }
        }
        return nil
    }

    // MARK: On the build cluster

    private mutating func runOnBuild() async {
        do {
            let buildClient = try build.client()
            let types = try await buildClient.fluxTypes()
            if !current.isOfFlux {
                guard let labels = FluxOwner(current) else {
                    trace.gap =
                        "\(trace.steps.last?.title ?? "it") carries no label of Flux's, and nothing that made it is known"
                    return
                }
                applied = trace.steps.last
                let found = try await buildClient.find(
                    types.kustomization,
                    namespace: labels.namespace,
                    name: labels.name
                )
                append(found, ResourceType.kustomization.kind, labels.namespace, labels.name)
                guard let found else { return }
                current = found
            }
            try await reachRepository(from: current, buildClient, types.gitRepository)
        } catch {
            end(error, on: build)
        }
    }

    private mutating func reachRepository(
        from object: KubernetesObject,
        _ client: ClusterClient,
        _ type: ResourceType
    ) async throws {
        var source = object
        if object.kind != ResourceType.gitRepository.kind {
            let reference = object.spec?["sourceRef"]
            let kind = reference?["kind"]?.string ?? ""
            let name = reference?["name"]?.string ?? ""
            let namespace = reference?["namespace"]?.string ?? object.namespace ?? build.namespace
            guard kind == ResourceType.gitRepository.kind else {
                trace.gap = "\(trace.steps.last?.title ?? "it") takes from \(kind)/\(name), which is no GitRepository"
                return
            }
            let found = try await client.find(type, namespace: namespace, name: name)
            append(found, kind, namespace, name)
            guard let found else { return }
            source = found
        }
        let revision = object.status?["lastAppliedRevision"] ?? source.status?[path: "artifact", "revision"]
        trace.origin = ObjectTrace.Origin(
            url: MaskedURL.text(source.spec?["url"]?.string ?? ""),
            branch: source.spec?[path: "ref", "branch"]?.string,
            commit: revision?.string.flatMap(FluxRevision.init)?.commit,
            folder: Self.plain(object.spec?["path"]?.string ?? "")
        )
    }

    /// Adds a step on the build cluster, and says so where there is nothing.
    private mutating func append(_ found: KubernetesObject?, _ kind: String, _ namespace: String, _ name: String) {
        if let found {
            trace.steps.append(SeenObject(found, on: build.name))
            return
        }
        trace.steps.append(
            SeenObject(cluster: build.name, kind: kind, namespace: namespace, name: name, state: .missing)
        )
        trace.gap = "\(kind)/\(name) is not there any more"
    }

    /// A folder as git has it: `./a/b/` is `a/b`.
    static func plain(_ path: String) -> String {
        path.split(separator: "/").filter { $0 != "." }.joined(separator: "/")
    }
}

/// The Kustomization that has applied an object, by the labels that Flux puts on it.
struct FluxOwner: Sendable, Hashable {
    var namespace: String
    var name: String

    init?(_ object: KubernetesObject) {
        guard let name = object.label(FluxLabel.name),
            let namespace = object.label(FluxLabel.namespace)
        else { return nil }
        self.name = name
        self.namespace = namespace
    }
}

extension KubernetesObject {
    /// Whether it is one of Flux's own, on the build cluster.
    fileprivate var isOfFlux: Bool {
        let types: [ResourceType] = [.gitRepository, .kustomization]
        return types.contains { $0.kind == kind && apiVersion.hasPrefix($0.group + "/") }
    }
}
