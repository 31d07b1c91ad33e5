import OrderedCollections
import YAMLDocument

/// Makes entries of `metadata.managedFields`, for objects that come onto a server without the writes that leave these.
struct FieldOwnership {
    let apiVersion: String
    /// RFC 3339
    let time: String

    /// What a server-side apply leaves.
    ///
    /// - Parameter fields: the applied object, without what says which object it is.
    func apply(_ fields: JSONValue, by manager: String) -> JSONValue {
        entry(manager, "Apply", Self.json(fields, hasParents: false))
    }

    /// What any other write leaves.
    ///
    /// - Parameters:
    ///   - fields: what is written, as it lies in the object.
    ///   - subresource: such as `status`.
    func update(_ fields: JSONValue, by manager: String, subresource: String = "") -> JSONValue {
        entry(manager, "Update", Self.json(fields, hasParents: true), subresource: subresource)
    }

    private func entry(
        _ manager: String,
        _ operation: String,
        _ fields: JSONValue,
        subresource: String = ""
    ) -> JSONValue {
        var entry: JSONValue = [
            "apiVersion": .string(apiVersion), "fieldsType": "FieldsV1", "fieldsV1": fields,
            "manager": .string(manager), "operation": .string(operation),
        ]
        if !subresource.isEmpty { entry["subresource"] = .string(subresource) }
        entry["time"] = .string(time)
        return entry
    }

    /// - Parameter hasParents: whether the fields around others are owned too; those of the object itself never are.
    private static func json(_ object: JSONValue, hasParents: Bool) -> JSONValue {
        var result = JSONObject()
        for (name, value) in object.object ?? [:] {
            switch (name, value) {
            case ("metadata", _): result["f:metadata"] = json(value, hasParents: hasParents)
            case ("finalizers", .array(let names)):
                result["f:finalizers"] = items(names.compactMap { $0.string.map { "v:\"\($0)\"" } }, hasParents)
            case ("ownerReferences", .array(let owners)):
                let uids = owners.compactMap { $0["uid"]?.string }
                result["f:ownerReferences"] = items(uids.map { "k:{\"uid\":\"\($0)\"}" }, hasParents)
            default: result["f:\(name)"] = field(value, hasParents)
            }
        }
        return .object(result)
    }

    private static func field(_ value: JSONValue, _ hasParents: Bool) -> JSONValue {
        // A list has one owner.
        guard let members = value.object, !members.isEmpty else { return [:] }
        var result: JSONObject = hasParents ? [".": [:]] : [:]
        for (name, member) in members { result["f:\(name)"] = field(member, hasParents) }
        return .object(result)
    }

    /// The items of a list that may each have another owner.
    private static func items(_ names: [String], _ hasParents: Bool) -> JSONValue {
        var result: JSONObject = hasParents ? [".": [:]] : [:]
        for name in names { result[name] = [:] }
        return .object(result)
    }
}
