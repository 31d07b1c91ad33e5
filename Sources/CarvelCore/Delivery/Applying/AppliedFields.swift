import OrderedCollections
import YAMLDocument

/// What is known of an apply without asking the server, from its own record of who has set which field.
enum AppliedFields {
    /// Whether applying an object would leave the one that is there as it is: all that is wanted is there already, and a
    /// field that we set before and no longer want, which the server would take away, is not.
    ///
    /// Source: Kubernetes, "Server-Side Apply", on field management.
    ///
    /// - Parameter present: as the server has it, with its `managedFields`; without them nothing is known.
    static func hold(
        _ wanted: KubernetesObject,
        in present: KubernetesObject,
        manager: String = ClusterClient.fieldManager
    ) -> Bool {
        guard let entries = present.json[path: "metadata", "managedFields"]?.array, !entries.isEmpty,
            merged(wanted.json, into: present.json) == present.json
        else { return false }
        let own = entries.filter { entry in
            entry["manager"]?.string == manager && entry["operation"]?.string == "Apply"
                && entry["subresource"]?.string ?? "" == ""
        }
        return own.allSatisfy { entry in entry["fieldsV1"].map { names($0, noMoreThan: wanted.json) } ?? true }
    }

    /// What applying comes to, as far as it can be told without the server: maps are merged, all else is replaced.
    static func merged(_ wanted: JSONValue, into present: JSONValue?) -> JSONValue {
        guard let members = wanted.object, var result = present?.object else { return wanted }
        for (name, value) in members { result[name] = merged(value, into: result[name]) }
        return .object(result)
    }

    /// Whether a set of fields names none that the value lacks. Lists are the same as a whole already.
    private static func names(_ fields: JSONValue, noMoreThan value: JSONValue) -> Bool {
        (fields.object ?? [:]).allSatisfy { name, below in
            guard name.hasPrefix("f:") else { return true }
            guard let member = value[String(name.dropFirst(2))] else { return false }
            return member.object == nil || names(below, noMoreThan: member)
        }
    }
}
