import Foundation
import OrderedCollections
import YAMLDocument

/// Makes of what a client sent what the server keeps: system fields, generation, status, validation.
struct ObjectPreparation {
    let definition: ResourceDefinition
    let subresource: String?
    /// The time of the write, in RFC 3339.
    let time: String

    /// A new object, without a resource version yet.
    ///
    /// - Throws: 422 for what is wrong with it.
    func creation(of object: JSONValue, owners: ManagedFields) throws(StatusError) -> JSONValue {
        let object = stamped(object, owners: owners)
        try validate(object, live: nil)
        return MetadataRules.normalized(object)
    }

    /// A new object with everything that the server gives it, unchecked.
    func stamped(_ object: JSONValue, owners: ManagedFields) -> JSONValue {
        var object = object
        var metadata = object["metadata"] ?? [:]
        for field in ["selfLink", "deletionTimestamp", "deletionGracePeriodSeconds", "resourceVersion"] {
            metadata[field] = nil
        }
        metadata["uid"] = .string(UUID().uuidString.lowercased())
        metadata["creationTimestamp"] = .string(time)
        metadata["generation"] = definition.hasGeneration ? 1 : JSONValue?.none
        metadata["managedFields"] = owners.json
        object["metadata"] = metadata
        if definition.hasStatus {
            object["status"] = nil
            // Defaults inside of the status stand from the start.
            object = definition.completed(object)
        }
        return initialized(object)
    }

    /// What an update makes of an object; system fields stay as they are.
    ///
    /// - Throws: 422 for what is wrong with it.
    func update(of live: JSONValue, to new: JSONValue, owners: ManagedFields) throws(StatusError) -> JSONValue {
        var object = new
        if subresource == "status" {
            object = live
            object["status"] = new["status"]
        } else if definition.hasStatus {
            object["status"] = live["status"]
        }
        // What holds a namespace is not for clients to say.
        if definition.groupResource == StoreState.namespaces { object["spec"] = live["spec"] }
        var metadata = object["metadata"] ?? [:]
        for field in [
            "name", "namespace", "uid", "creationTimestamp", "deletionTimestamp", "deletionGracePeriodSeconds",
            "generation", "resourceVersion", "generateName", "selfLink",
        ] {
            metadata[field] = live[path: "metadata", field]
        }
        metadata["managedFields"] = owners.json
        object["metadata"] = metadata
        if isNewGeneration(live: live, new: object) {
            metadata["generation"] = .int(Int64((live[path: "metadata", "generation"]?.int ?? 0) + 1))
            object["metadata"] = metadata
        }
        try validate(object, live: live)
        return MetadataRules.normalized(object)
    }

    private func isNewGeneration(live: JSONValue, new: JSONValue) -> Bool {
        guard definition.hasGeneration, subresource != "status" else { return false }
        // For built-in types only the spec counts; for others all but metadata and the separate status.
        if definition.origin == .builtIn { return live["spec"] != new["spec"] }
        func counted(_ object: JSONValue) -> JSONObject {
            (object.object ?? [:]).filter { $0.key != "metadata" && $0.key != "apiVersion" }
        }
        return JSONValue.object(counted(live)) != .object(counted(new))
    }

    private func validate(_ object: JSONValue, live: JSONValue?) throws(StatusError) {
        var causes = definition.origin == .aggregated ? [] : MetadataRules.causes(of: object, definition)
        if let live { causes += MetadataRules.updateCauses(live: live, new: object) }
        switch definition.origin {
        case .builtIn: causes += BuiltInRules.causes(of: object, live: live, definition)
        case .custom: causes += SchemaValidator.causes(of: object, schema: definition.schema)
        case .aggregated:
            causes += PackageRules.causes(of: object)
            if causes.isEmpty { causes = MetadataRules.causes(of: object, definition) }
        }
        if !causes.isEmpty { throw definition.invalid(object, causes) }
    }

    /// The object with what the server itself gives to new objects of some types.
    private func initialized(_ object: JSONValue) -> JSONValue {
        guard definition.origin == .builtIn else { return object }
        var object = object
        switch definition.kind {
        case "Namespace":
            object["spec"] = ["finalizers": ["kubernetes"]]
            object["status"] = ["phase": "Active"]
        case "Pod": object["status"] = ["phase": "Pending"]
        case "CustomResourceDefinition":
            object["status"] = [
                "acceptedNames": object[path: "spec", "names"] ?? [:],
                "conditions": [
                    condition("NamesAccepted", "NoConflicts"), condition("Established", "InitialNamesAccepted"),
                ],
                "storedVersions": .array(
                    (object[path: "spec", "versions"]?.array ?? []).filter { $0["storage"] == true }
                        .compactMap { $0["name"] }
                ),
            ]
        default: break
        }
        return object
    }

    private func condition(_ type: JSONValue, _ reason: JSONValue) -> JSONValue {
        ["type": type, "status": "True", "reason": reason, "message": "", "lastTransitionTime": .string(time)]
    }

    // MARK: Names

    /// The object with a name, made from `generateName` where it has none; eight times if need be, as the server does.
    func named(_ object: JSONValue, isTaken: (String) -> Bool) -> JSONValue {
        guard var metadata = object["metadata"], (metadata["name"]?.string ?? "").isEmpty,
            let stem = metadata["generateName"]?.string, !stem.isEmpty
        else { return object }
        var name = Self.generatedName(stem)
        for _ in 1..<8 where isTaken(name) { name = Self.generatedName(stem) }
        metadata["name"] = .string(name)
        var object = object
        object["metadata"] = metadata
        return object
    }

    private static func generatedName(_ stem: String) -> String {
        // Without vowels, so that no words come out.
        let letters = "bcdfghjklmnpqrstvwxz2456789"
        return stem.prefix(58) + String((0..<5).compactMap { _ in letters.randomElement() })
    }
}
