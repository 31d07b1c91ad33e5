import OrderedCollections
public import YAMLDocument

extension PrerequisiteReport {
    /// The report as a versioned object, kind `PrerequisiteReport`.
    public var json: JSONValue {
        [
            "apiVersion": .string(Delivery.apiVersion),
            "kind": "PrerequisiteReport",
            "metadata": ["name": .string(delivery)],
            "status": [
                "result": .string(result.rawValue),
                "prerequisites": .array(prerequisites.map(\.json)),
            ],
        ]
    }
}

extension Prerequisite {
    /// What is not known is left out.
    fileprivate var json: JSONValue {
        let members: [(String, String?)] = [
            ("cluster", cluster), ("subject", subject), ("result", result.rawValue), ("found", found),
            ("expected", expected), ("reason", reason), ("advice", advice),
        ]
        return .object(
            JSONObject(uniqueKeysWithValues: members.compactMap { key, value in value.map { (key, .string($0)) } })
        )
    }
}
