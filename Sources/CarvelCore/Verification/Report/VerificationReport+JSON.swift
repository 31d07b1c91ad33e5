import OrderedCollections
public import YAMLDocument

extension VerificationReport {
    /// The report as a versioned object, kind `VerificationReport`.
    public var json: JSONValue {
        var report = whole
        if scope != VerificationScope() { report["status"]?["scope"] = scope.json }
        return report
    }

    private var whole: JSONValue {
        [
            "apiVersion": .string(Delivery.apiVersion),
            "kind": "VerificationReport",
            "metadata": ["name": .string(delivery)],
            "status": [
                "verdict": .string(verdict.rawValue),
                "commit": commit.map(JSONValue.string) ?? .null,
                "links": .array(links.map(\.json)),
            ],
        ]
    }
}

extension VerificationScope {
    /// What was asked for by name; what was not is left out.
    fileprivate var json: JSONValue {
        var json: JSONValue = [:]
        if !packages.isEmpty { json["packages"] = .array(packages.map(JSONValue.string)) }
        if !runClusters.isEmpty { json["runClusters"] = .array(runClusters.map(JSONValue.string)) }
        return json
    }
}

extension VerificationLink {
    /// The link as a member of a report; what is not known is left out.
    var json: JSONValue {
        let members: [(String, String?)] = [
            ("cluster", cluster), ("kind", kind), ("namespace", namespace), ("name", name),
            ("verdict", verdict.rawValue), ("found", found), ("expected", expected), ("reason", reason),
            ("advice", advice), ("note", note), ("package", package), ("runCluster", runCluster),
        ]
        return .object(
            JSONObject(uniqueKeysWithValues: members.compactMap { key, value in value.map { (key, .string($0)) } })
        )
    }
}
