import OrderedCollections
import YAMLDocument

/// Gives objects the labels, annotations and patches that `delivery.yaml` wants. All that a delivery makes goes through
/// here, so that plan, apply, export and verify have the same objects before them.
struct ManifestPatcher {
    private let overrides: DeliveryOverrides
    private let names: [Regex<AnyRegexOutput>?]
    /// The patches, by their positions, that were for some object.
    private(set) var used: Set<Int> = []

    init(_ delivery: Delivery) {
        overrides = delivery.overrides
        // It was read once already.
        names = overrides.patches.map { $0.target.name.flatMap { try? Regex($0) } }
    }

    /// Where an object belongs.
    struct Place {
        /// The cluster that it is on: `build`, or a run cluster's name.
        var cluster: String
        /// The run cluster that it delivers to.
        var destination: String?
        /// The package that it is for.
        var package: PackageFolder?
    }

    /// The object as it is to be.
    ///
    /// - Throws: `DeliveryError` for a patch that does not fit it, or that changes by what it is known.
    mutating func patched(_ manifest: Manifest, _ place: Place) throws(DeliveryError) -> Manifest {
        guard manifest.type != .namespace else { return manifest }
        var result = manifest
        result.object.add(overrides.labels, to: "labels")
        result.object.add(overrides.annotations, to: "annotations")
        for index in overrides.patches.indices where isMeant(result.object, place, by: index) {
            used.insert(index)
            let patch = overrides.patches[index]
            do {
                result.object.json = try patch.change.applied(to: result.object.json)
            } catch {
                throw DeliveryError(
                    at: patch.place,
                    "\(patch.path) does not fit \(manifest.title): it \(error.description)"
                )
            }
            if let refusal = PatchLimit.refusal(from: manifest.object, to: result.object) {
                throw DeliveryError(
                    at: patch.place,
                    "\(patch.path) changes \(refusal.field) of \(manifest.title), by which a delivery is proven, and is"
                        + " refused",
                    hint: refusal.hint
                )
            }
        }
        return result
    }

    private func isMeant(_ object: KubernetesObject, _ place: Place, by index: Int) -> Bool {
        let target = overrides.patches[index].target
        if let kind = target.kind, kind != object.kind { return false }
        if let namespace = target.namespace, namespace != object.namespace { return false }
        if let cluster = target.cluster, cluster != place.cluster, cluster != place.destination { return false }
        if let package = target.package {
            guard let folder = place.package, PackageSettings(name: package).means(folder) else { return false }
        }
        guard let name = names[index] else { return true }
        return object.name.wholeMatch(of: name) != nil
    }

    /// Settings and patches that are for nothing: misspelt, or left over.
    func warnings(_ folders: [PackageFolder]) -> [String] {
        let packages = overrides.packages.filter { settings in !folders.contains(where: settings.means) }.map {
            "\($0.place.map { "\($0): " } ?? "")spec.packages names \($0.name), which is installed nowhere"
        }
        let patches = overrides.patches.indices.filter { !used.contains($0) }.map { index in
            "\(overrides.patches[index].place): \(overrides.patches[index].path) is for no object of the delivery"
        }
        return packages + patches
    }
}

extension ManifestPatch.Change {
    /// The object with the change.
    func applied(to object: JSONValue) throws(JSONPatchError) -> JSONValue {
        switch self {
        case .merge(let changes): Self.merged(changes, into: object)
        case .operations(let patch): try patch.applied(to: object)
        }
    }

    /// Members are laid over, null takes them out; `$patch` says what else becomes of a mapping.
    private static func merged(_ changes: JSONValue, into present: JSONValue?) -> JSONValue {
        if let elements = changes.array { return .array(elements.filter { $0 != ["$patch": "replace"] }) }
        guard let members = changes.object else { return changes }
        var result = members["$patch"]?.string == "replace" ? [:] : present?.object ?? [:]
        for (name, change) in members where name != "$patch" {
            let isGone = change.isNull || change["$patch"]?.string == "delete"
            result[name] = isGone ? nil : merged(change, into: result[name])
        }
        return .object(result)
    }
}

extension KubernetesObject {
    /// Adds members to `metadata.labels` or `metadata.annotations`; those that are there stay.
    fileprivate mutating func add(_ members: [String: String], to field: String) {
        guard !members.isEmpty else { return }
        var all = json[path: "metadata", field] ?? .object([:])
        for (name, value) in members.sorted(by: { $0.key < $1.key }) where all[name] == nil {
            all[name] = .string(value)
        }
        json["metadata"]?[field] = all
    }
}
