/// All that a server serves: groups in the server's order, the core group first.
public struct ServedResources: Sendable, Hashable {
    /// The groups in the order in which the server lists them, which is also that of preference.
    public var groups: [Group]

    /// An API group.
    public struct Group: Sendable, Hashable {
        /// The name; empty for the core group.
        public var name: String
        /// The versions that the server serves, the preferred one first.
        public var versions: [Version]
    }

    /// A version of an API group.
    public struct Version: Sendable, Hashable {
        /// The version, such as `v1`.
        public var name: String
        /// Whether it can be used: the server that an aggregated API comes from may be down.
        public var isAvailable: Bool
        /// Its types; of a version that is not available those that are known from before.
        public var resources: [ServedResource]
    }

    /// A group by its name; `nil` where it is not served.
    public func group(_ name: String) -> Group? {
        groups.first { $0.name == name }
    }

    /// All types that can be used, in the server's order of preference.
    public var resources: [ServedResource] {
        resources { $0.isAvailable }
    }

    /// The types of the versions that fit, in the server's order of preference.
    func resources(where fits: (Version) -> Bool) -> [ServedResource] {
        groups.flatMap { $0.versions.filter(fits).flatMap(\.resources) }
    }

    /// Group and version of all that the server serves by name alone, such as `metrics.k8s.io/v1beta1`.
    var unavailable: [String] {
        groups.flatMap { group in
            group.versions.filter { !$0.isAvailable }.map { Self.apiVersion(group.name, $0.name) }
        }
    }

    /// Group and version as objects carry them.
    static func apiVersion(_ group: String, _ version: String) -> String {
        group.isEmpty ? version : "\(group)/\(version)"
    }
}
