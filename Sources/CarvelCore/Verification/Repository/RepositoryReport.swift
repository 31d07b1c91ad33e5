import OrderedCollections
public import YAMLDocument

/// All that was found in a repository.
public struct RepositoryReport: Sendable, Hashable {
    /// The delivery's name; `nil` where its file can't be read.
    public var delivery: String?
    /// The commit that was looked at, 40 hexadecimal digits; `nil` for the files as they lie in the folder.
    public var commit: String?
    /// The commit that versions were compared with, where that was asked for.
    public var base: String?
    /// Whether warnings count as errors do.
    public var isStrict: Bool
    /// What was looked at.
    public var coverage: Coverage
    /// The rules that were judged by.
    public var rules: [String]
    /// By file, line and column.
    public var findings: [RepositoryFinding]

    /// How much was looked at, and what could not be.
    public struct Coverage: Sendable, Hashable {
        /// The files that were read.
        public var files = 0
        /// The versions of packages.
        public var packages = 0
        /// The PackageInstalls.
        public var installs = 0
        /// The installs whose values were judged by their package's schema.
        public var judgedValues = 0
        /// The installs whose package has no schema of its values, or is not there.
        public var valuesWithoutSchema = 0
        /// The installs whose values are encrypted, or not in the repository.
        public var hiddenValues = 0
    }

    /// How many findings are of a severity.
    public func count(_ severity: RepositoryFinding.Severity) -> Int {
        findings.count { $0.severity == severity }
    }

    /// Whether nothing was found that counts.
    public var hasPassed: Bool {
        isStrict ? findings.isEmpty : count(.error) == 0
    }
}

extension RepositoryReport {
    /// The report as a versioned object, kind `RepositoryReport`.
    public var json: JSONValue {
        var metadata = JSONObject()
        metadata["name"] = delivery.map(JSONValue.string)
        return [
            "apiVersion": .string(Delivery.apiVersion),
            "kind": "RepositoryReport",
            "metadata": .object(metadata),
            "status": [
                "passed": .bool(hasPassed),
                "strict": .bool(isStrict),
                "commit": commit.map(JSONValue.string) ?? .null,
                "base": base.map(JSONValue.string) ?? .null,
                "errors": .int(Int64(count(.error))),
                "warnings": .int(Int64(count(.warning))),
                "coverage": coverage.json,
                "rules": .array(rules.map(JSONValue.string)),
                "findings": .array(findings.map(\.json)),
            ],
        ]
    }
}

extension RepositoryReport.Coverage {
    fileprivate var json: JSONValue {
        let members = [
            ("files", files), ("packages", packages), ("installs", installs), ("judgedValues", judgedValues),
            ("valuesWithoutSchema", valuesWithoutSchema), ("hiddenValues", hiddenValues),
        ]
        return .object(JSONObject(uniqueKeysWithValues: members.map { ($0.0, .int(Int64($0.1))) }))
    }
}

extension RepositoryFinding {
    /// The finding as a member of a report; what is not known is left out.
    fileprivate var json: JSONValue {
        let members: [(String, JSONValue?)] = [
            ("severity", .string(severity.rawValue)), ("rule", .string(rule)), ("file", .string(place.file)),
            ("line", place.line.map { .int(Int64($0)) }), ("column", place.column.map { .int(Int64($0)) }),
            ("found", .string(found)), ("expected", expected.map(JSONValue.string)),
            ("advice", advice.map(JSONValue.string)),
        ]
        return .object(JSONObject(uniqueKeysWithValues: members.compactMap { key, value in value.map { (key, $0) } }))
    }
}
