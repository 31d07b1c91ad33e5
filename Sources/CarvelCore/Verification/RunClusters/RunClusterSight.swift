import YAMLDocument

/// What was seen on a run cluster: the objects that tell of a delivery, as far as we may look at them.
struct RunClusterSight: Sendable {
    let packages: Seen<SeenPackage>
    let installs: Seen<SeenInstall>
    let apps: Seen<SeenApp>
    /// The Packages of each name.
    private let packagesByRefName: [String: [SeenPackage]]

    init(packages: Seen<SeenPackage>, installs: Seen<SeenInstall>, apps: Seen<SeenApp>) {
        self.packages = packages
        self.installs = installs
        self.apps = apps
        packagesByRefName = Dictionary(grouping: packages.all.values, by: \.refName)
    }

    /// The objects of one type.
    enum Seen<Value: Sendable>: Sendable {
        case objects([String: Value])
        case refused(ClusterError)

        /// What was seen of the object of that name; `nil` too where we may not look.
        subscript(name: String) -> Value? {
            if case .objects(let objects) = self { objects[name] } else { nil }
        }

        /// What was seen of all of them, by name; of none where we may not look.
        var all: [String: Value] {
            if case .objects(let objects) = self { objects } else { [:] }
        }

        /// Why we may not look.
        var refusal: ClusterError? {
            if case .refused(let error) = self { error } else { nil }
        }
    }

    /// What we may not look at.
    var refusals: [ClusterError] { [packages.refusal, installs.refusal, apps.refusal].compactMap(\.self) }

    /// The versions of a package on the cluster, its own and those of kapp-controller's global namespace.
    func versions(of refName: String) -> [String] {
        packages(of: refName).compactMap(\.version).sorted()
    }

    /// The Packages of that name, in no order.
    func packages(of refName: String) -> [SeenPackage] { packagesByRefName[refName] ?? [] }
}

extension ClusterClient {
    /// The objects of a type, or that we may not list them.
    ///
    /// - Parameters:
    ///   - selection: the members of each that are read.
    ///   - see: what is kept of an object; `nil` for nothing.
    /// - Throws: where the cluster can't be asked at all.
    func seen<Value: Sendable>(
        _ type: ResourceType,
        namespace: String,
        reading selection: JSONSelection = .all(except: "metadata.managedFields"),
        _ see: @Sendable (ListedObject) -> Value?
    ) async throws(ClusterError) -> RunClusterSight.Seen<Value> {
        do {
            let list = objects(type, namespace: namespace, reading: selection)
            return .objects(
                try await list.reduced(into: [:]) { seen, object in
                    let name = object.name
                    if let value = see(object), seen[name] == nil { seen[name] = value }
                }
            )
        } catch  where error.status?.reason == .forbidden {
            return .refused(error)
        }
    }
}
