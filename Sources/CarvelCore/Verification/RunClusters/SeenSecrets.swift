import YAMLDocument

/// The values Secrets of a run cluster, as far as they are there and may be read. What they hold is not kept.
struct SeenSecrets: Sendable {
    /// Those that are there, by name.
    private(set) var secrets: [String: SeenSecret] = [:]
    /// Why one may not be read, by name.
    private var refused: [String: ClusterError] = [:]

    /// The members that are read of many Secrets.
    fileprivate static let selection = JSONSelection.only(
        "metadata.name",
        "metadata.namespace",
        "metadata.creationTimestamp",
        "metadata.deletionTimestamp",
        "metadata.resourceVersion",
        "metadata.managedFields.time",
        "data"
    )

    /// Whether it may not be read.
    func isRefused(_ name: String) -> Bool { refused[name] != nil }

    /// Why Secrets may not be read.
    var refusals: [ClusterError] { refused.sorted { $0.key < $1.key }.map(\.value) }

    fileprivate mutating func take(_ secret: some ObjectReading, _ wanted: [WantedValues]) {
        secrets[secret.name] = SeenSecret(secret, wanted)
    }

    fileprivate mutating func take(
        _ found: Result<KubernetesObject?, ClusterError>,
        _ name: String,
        _ wanted: [WantedValues]
    ) throws(ClusterError) {
        do throws(ClusterError) {
            if let secret = try found.get() { take(secret, wanted) }
        } catch  where error.status?.reason == .forbidden {
            refused[name] = error
        }
    }
}

/// What was seen of a values Secret on a run cluster.
struct SeenSecret: Sendable {
    let name: String
    let time: ChangeTime
    /// How it compares with what the repository says in a folder; only where that is not the same.
    private let differences: [String: WantedValues.Comparison]

    /// - Parameter wanted: what the folders of the installs that use it say.
    init(_ secret: some ObjectReading, _ wanted: [WantedValues] = []) {
        name = secret.name
        time = ChangeTime(secret)
        var differences: [String: WantedValues.Comparison] = [:]
        for values in wanted {
            let comparison = values.comparison(with: secret)
            if comparison != .same { differences[values.folder] = comparison }
        }
        self.differences = differences
    }

    /// How it compares with what the repository says in one of the folders.
    func comparison(with folder: String) -> WantedValues.Comparison { differences[folder] ?? .same }
}

extension ClusterClient {
    /// From so many on, one list is less work for both sides, though it may bring others too.
    private static let listThreshold = 16

    /// Reads Secrets by their names.
    ///
    /// - Parameter wanted: for each Secret, what the repository says in the folders of the installs that use it.
    /// - Throws: where the cluster can't be asked; that one may not be read is told in the result.
    func valuesSecrets(
        _ wanted: [String: [WantedValues]],
        namespace: String
    ) async throws(ClusterError) -> SeenSecrets {
        if wanted.count >= Self.listThreshold {
            do throws(ClusterError) {
                let listed = objects(.secret, namespace: namespace, reading: SeenSecrets.selection)
                return try await listed.reduced(into: SeenSecrets()) { seen, secret in
                    if let wanted = wanted[secret.name] { seen.take(secret, wanted) }
                }
            } catch  where error.status?.reason == .forbidden {
                // The right to get each of them may be there all the same.
            }
        }
        let found = await concurrently(wanted.keys.sorted(), limit: Self.listThreshold) { name in
            (
                name,
                await catching { () async throws(ClusterError) in
                    try await find(.secret, namespace: namespace, name: name)
                }
            )
        }
        var seen = SeenSecrets()
        for (name, result) in found { try seen.take(result, name, wanted[name] ?? []) }
        return seen
    }
}
