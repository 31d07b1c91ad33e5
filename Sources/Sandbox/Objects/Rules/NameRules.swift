import YAMLDocument

/// How names, labels and keys may look, and the server's words for those that do not.
enum NameRules {
    /// What a name of that type lacks, or nothing.
    static func problems(ofName name: String, _ definition: ResourceDefinition) -> [String] {
        switch (definition.group, definition.plural) {
        case ("rbac.authorization.k8s.io", _), ("data.packaging.carvel.dev", _): pathSegmentProblems(name)
        case ("", "namespaces"): labelProblems(name)
        case ("", "services"): serviceNameProblems(name)
        default: subdomainProblems(name)
        }
    }

    static func subdomainProblems(_ name: String) -> [String] {
        var problems: [String] = []
        if name.utf8.count > 253 { problems.append("must be no more than 253 characters") }
        if !isSubdomain(name) {
            problems.append(
                "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', "
                    + "and must start and end with an alphanumeric character (e.g. 'example.com', regex used for "
                    + "validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')"
            )
        }
        return problems
    }

    private static func labelProblems(_ name: String) -> [String] {
        var problems: [String] = []
        if name.utf8.count > 63 { problems.append("must be no more than 63 bytes") }
        if !isLabel(name.utf8) {
            problems.append(
                "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must "
                    + "start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for "
                    + "validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')"
            )
        }
        return problems
    }

    private static func serviceNameProblems(_ name: String) -> [String] {
        var problems: [String] = []
        if name.utf8.count > 63 { problems.append("must be no more than 63 bytes") }
        if !isLabel(name.utf8) || name.utf8.first.map(isLowercase) != true {
            problems.append(
                "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an "
                    + "alphabetic character, and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', "
                    + "regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')"
            )
        }
        return problems
    }

    private static func pathSegmentProblems(_ name: String) -> [String] {
        if name == "." || name == ".." { return ["may not be '\(name)'"] }
        return ["/", "%"].filter { name.contains($0) }.map { "may not contain '\($0)'" }
    }

    /// What a label's or annotation's key lacks.
    static func qualifiedNameProblems(_ key: String) -> [String] {
        let parts = key.split(separator: "/", omittingEmptySubsequences: false)
        var problems: [String] = []
        let name: Substring
        switch parts.count {
        case 1: name = parts[0]
        case 2:
            name = parts[1]
            if parts[0].isEmpty {
                problems.append("prefix part must be non-empty")
            } else {
                problems += subdomainProblems(String(parts[0])).map { "prefix part \($0)" }
            }
        default:
            return [
                "a valid label key must consist of alphanumeric characters, '-', '_' or '.', and must start and end "
                    + "with an alphanumeric character with an optional DNS subdomain prefix and '/' "
                    + "(e.g. 'example.com/MyName')"
            ]
        }
        if name.isEmpty {
            problems.append("name part must be non-empty")
        } else if name.utf8.count > 63 {
            problems.append("name part must be no more than 63 bytes")
        }
        if !isQualified(name.utf8) {
            problems.append(
                "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an "
                    + "alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for "
                    + "validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')"
            )
        }
        return problems
    }

    static func labelValueProblems(_ value: String) -> [String] {
        var problems: [String] = []
        if value.utf8.count > 63 { problems.append("must be no more than 63 bytes") }
        if !value.isEmpty && !isQualified(value.utf8) {
            problems.append(
                "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and "
                    + "must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or "
                    + "'12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')"
            )
        }
        return problems
    }

    /// What a key in the data of a ConfigMap or Secret lacks.
    static func dataKeyProblems(_ key: String) -> [String] {
        if key.utf8.count > 253 { return ["must be no more than 253 characters"] }
        if key == "." || key == ".." { return ["must not be '\(key)'"] }
        if !key.isEmpty && key.utf8.allSatisfy({ isAlphanumeric($0) || "-_.".utf8.contains($0) }) { return [] }
        return [
            "a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or "
                + "'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')"
        ]
    }
}

// MARK: Characters

extension NameRules {
    // Every write checks names; scanning bytes is many times faster than regular expressions.

    private static func isLowercase(_ byte: UInt8) -> Bool { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) }

    private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool { isLowercase(byte | 0x20) || isDigit(byte) }

    /// Lower case letters and digits, and dashes inside.
    private static func isLabel(_ text: some BidirectionalCollection<UInt8>) -> Bool {
        func isEnd(_ byte: UInt8) -> Bool { isLowercase(byte) || isDigit(byte) }
        guard let first = text.first, let last = text.last, isEnd(first), isEnd(last) else { return false }
        return text.allSatisfy { isEnd($0) || $0 == UInt8(ascii: "-") }
    }

    private static func isSubdomain(_ text: String) -> Bool {
        text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false).allSatisfy(isLabel)
    }

    /// Letters and digits, and dashes, underscores and dots inside.
    private static func isQualified(_ text: some BidirectionalCollection<UInt8>) -> Bool {
        guard let first = text.first, let last = text.last, isAlphanumeric(first), isAlphanumeric(last) else {
            return false
        }
        return text.allSatisfy { isAlphanumeric($0) || "-_.".utf8.contains($0) }
    }
}
