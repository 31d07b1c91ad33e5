import OrderedCollections
import YAMLDocument

/// The ownership that answers to questions carry, such as access reviews and token requests. Nothing is stored of
/// them, but the server treats what was sent like any other object.
enum QuestionFields {
    /// `managedFields` of a question.
    ///
    /// - Parameters:
    ///   - spec: What was sent.
    ///   - time: RFC 3339
    static func managed(
        _ spec: JSONValue,
        apiVersion: String,
        by manager: String,
        time: String,
        subresource: String = ""
    ) -> JSONValue? {
        let fields = members(of: spec)
        guard !fields.isEmpty else { return nil }
        var entry: JSONValue = [
            "manager": .string(manager), "operation": "Update", "apiVersion": .string(apiVersion),
            "time": .string(time), "fieldsType": "FieldsV1", "fieldsV1": ["f:spec": .object(fields)],
        ]
        if !subresource.isEmpty { entry["subresource"] = .string(subresource) }
        return [entry]
    }

    private static func members(of value: JSONValue) -> JSONObject {
        var fields = JSONObject()
        for (name, member) in (value.object ?? [:]).sorted(by: { $0.key < $1.key }) where !member.isNull {
            var field: JSONObject = [:]
            for (key, value) in members(of: member) {
                // Of a member with members, it is also owned that it is there.
                if field.isEmpty { field["."] = [:] }
                field[key] = value
            }
            fields["f:\(name)"] = .object(field)
        }
        return fields
    }
}
