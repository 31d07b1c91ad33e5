import YAMLDocument

// CustomResourceDefinitions that are written are served: at once here, where a real server takes a moment.

extension StoreState {
    static let definitions = "customresourcedefinitions.apiextensions.k8s.io"

    /// Refuses a definition that could not be served.
    ///
    /// - Throws: 422.
    func checkDefinition(_ object: JSONValue, live: JSONValue?, of type: ResourceDefinition) throws(StatusError) {
        do {
            _ = try CustomResourceReader.definitions(object)
        } catch {
            throw type.invalid(object, [.invalid("spec", .string(error.source), error.message)])
        }
        let versions = (object[path: "spec", "versions"]?.array ?? []).compactMap { $0["name"]?.string }
        for (index, stored) in Self.storedVersions(live).enumerated() where !versions.contains(stored) {
            let detail = "missing from spec.versions; objects may still be stored in it"
            throw type.invalid(object, [.invalid("status.storedVersions[\(index)]", .string(stored), detail)])
        }
    }

    /// Serves what a definition that was just kept defines, and says so in its status.
    ///
    /// - Returns: The definition as it is kept then.
    mutating func serve(_ object: JSONValue, _ key: Key, time: String) -> JSONValue {
        guard let served = try? catalog.replacing(key.name, by: object) else { return object }
        catalog = served
        let spec = object["spec"]
        let storage = (spec?["versions"]?.array ?? []).first { $0["storage"]?.bool == true }?["name"]?.string
        let before = Self.storedVersions(object)
        let stored = before + (storage.map { before.contains($0) ? [] : [$0] } ?? [])
        var known = object
        known["status"] = [
            "acceptedNames": spec?["names"] ?? [:],
            "conditions": object[path: "status", "conditions"] ?? [
                Self.condition("NamesAccepted", "NoConflicts", "no conflicts found", time),
                Self.condition("Established", "InitialNamesAccepted", "the initial names have been accepted", time),
            ],
            "storedVersions": .array(stored.map(JSONValue.string)),
        ]
        return known == object ? object : put(known, key)
    }

    /// Serves no more what a definition defined, and drops its objects.
    mutating func unserve(_ key: Key) {
        guard let rest = try? catalog.replacing(key.name, by: nil) else { return }
        for entry in shelves[key.name].map({ Array($0.objects.entries(in: nil)) }) ?? [] {
            let metadata = entry.object.value["metadata"]
            take(
                Key(
                    type: key.name,
                    namespace: metadata?["namespace"]?.string ?? "",
                    name: metadata?["name"]?.string ?? ""
                )
            )
        }
        catalog = rest
    }

    private static func storedVersions(_ object: JSONValue?) -> [String] {
        (object?[path: "status", "storedVersions"]?.array ?? []).compactMap(\.string)
    }

    private static func condition(_ type: String, _ reason: String, _ message: String, _ time: String) -> JSONValue {
        [
            "lastTransitionTime": .string(time), "message": .string(message), "reason": .string(reason),
            "status": "True", "type": .string(type),
        ]
    }
}
