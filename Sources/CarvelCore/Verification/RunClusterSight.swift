import YAMLDocument

/// What was seen on a run cluster: the objects that tell of a delivery, as far as we may look at them.
struct RunClusterSight: Sendable {
    /// As whom the cluster sees us; `nil` where it does not say.
    var user: String?
    let packages: Seen
    let installs: Seen
    let apps: Seen
    /// The Packages of each name.
    private let packagesByRefName: [String: [KubernetesObject]]

    init(user: String? = nil, packages: Seen, installs: Seen, apps: Seen) {
        self.user = user
        self.packages = packages
        self.installs = installs
        self.apps = apps
        packagesByRefName = Dictionary(grouping: packages.all) { $0.spec?["refName"]?.string ?? "" }
    }

    /// The objects of one type.
    enum Seen: Sendable {
        case objects([String: KubernetesObject])
        case refused(ClusterError)

        /// The object of that name; `nil` too where we may not look.
        subscript(name: String) -> KubernetesObject? {
            if case .objects(let objects) = self { objects[name] } else { nil }
        }

        /// All of them, by name.
        var all: [KubernetesObject] {
            if case .objects(let objects) = self { objects.values.sorted { $0.name < $1.name } } else { [] }
        }

        /// Why we may not look.
        var refusal: ClusterError? {
            if case .refused(let error) = self { error } else { nil }
        }
    }

    /// What we may not look at.
    var refusals: [ClusterError] { [packages, installs, apps].compactMap(\.refusal) }

    /// The versions of a package on the cluster, its own and those of kapp-controller's global namespace.
    func versions(of refName: String) -> [String] {
        packages(of: refName).compactMap { $0.spec?["version"]?.string }
    }

    /// The Packages of that name, sorted.
    func packages(of refName: String) -> [KubernetesObject] { packagesByRefName[refName] ?? [] }
}

extension ClusterClient {
    /// The objects of a type, or that we may not list them.
    ///
    /// - Parameter selection: the members of each that are read; by default all but `managedFields`.
    /// - Throws: where the cluster can't be asked at all.
    func seen(
        _ type: ResourceType,
        namespace: String,
        reading selection: JSONSelection = .all(except: "metadata.managedFields"),
        where isWanted: @Sendable (KubernetesObject) -> Bool = { _ in true }
    ) async throws(ClusterError) -> RunClusterSight.Seen {
        do {
            return .objects(try await byName(type, namespace: namespace, reading: selection, where: isWanted))
        } catch  where error.status?.reason == .forbidden {
            return .refused(error)
        }
    }
}
