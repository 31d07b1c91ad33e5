import OrderedCollections
import YAMLDocument

/// One value given on the command line, to be laid over a values file or taken out of it.
public struct ValuesAssignment: Sendable, Hashable {
    /// The keys that lead to the value.
    let keys: [String]
    /// The value; `nil` to take out the one that is there.
    let value: JSONValue?

    /// Reads the argument of `--set`.
    ///
    /// - Parameter argument: `key.key=value`; the value is read as YAML reads it, so `2` is a number and `"2"` a text.
    /// - Throws: `DeliveryError` for one without a key or `=`, or with a value that can't be read; it never tells the
    ///   value, which may be secret.
    public init(set argument: String) throws(DeliveryError) {
        guard let sign = argument.firstIndex(of: "="), sign != argument.startIndex else {
            throw DeliveryError("--set \(argument.prefix { $0 != "=" }) has no value, expected key=value")
        }
        let key = argument[..<sign]
        let text = String(argument[argument.index(after: sign)...])
        keys = try Self.keys(String(key), flag: "--set")
        do {
            value = text.isEmpty ? "" : try YAMLReader.document(text)
        } catch {
            throw DeliveryError(at: "--set \(key)", "its value is no YAML: \(error.message)")
        }
    }

    /// Reads the argument of `--unset`.
    ///
    /// - Parameter argument: `key.key`.
    /// - Throws: `DeliveryError` for one without a key, or with a value.
    public init(unset argument: String) throws(DeliveryError) {
        guard !argument.contains("=") else {
            throw DeliveryError("--unset \(argument.prefix { $0 != "=" }) has a value, expected a key alone")
        }
        keys = try Self.keys(argument, flag: "--unset")
        value = nil
    }

    private static func keys(_ text: String, flag: String) throws(DeliveryError) -> [String] {
        let keys = text.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        guard keys.allSatisfy({ !$0.isEmpty }) else {
            throw DeliveryError("\(flag) \(text) has an empty key, expected such as db.host")
        }
        return keys
    }

    /// The argument without its value.
    var argument: String { (value == nil ? "--unset " : "--set ") + keys.joined(separator: ".") }
}

// MARK: Laid over a file

extension ValuesAssignment {
    /// The file with the assignments in it; without assignments the file as it is. What they do not touch stays as it
    /// is written, comments and all, where the file's layout lets them in.
    ///
    /// - Throws: `DeliveryError` for a file that can't be read.
    static func apply(_ assignments: [ValuesAssignment], to file: ValuesFile?) throws(DeliveryError) -> ValuesFile? {
        guard let first = assignments.first else { return file }
        let name = file?.name ?? first.argument
        var text = file?.text ?? "{}\n"
        for assignment in assignments {
            text = try assignment.applied(to: text, of: name)
        }
        return ValuesFile(name: name, text: text)
    }

    /// Whether there is a value at the keys.
    func isPresent(in values: JSONValue) -> Bool {
        keys.reduce(values as JSONValue?) { $0?[$1] } != nil
    }

    private func applied(to text: String, of name: String) throws(DeliveryError) -> String {
        var values: JSONValue
        do {
            values = try YAMLReader.document(text, file: name)
        } catch {
            throw DeliveryError(error.description)
        }
        guard values.object != nil else { throw DeliveryError(at: name, "holds no mapping of values") }
        if value == nil, !isPresent(in: values) { return text }
        if let edited = edited(text) { return edited }
        put(at: keys[...], in: &values)
        return YAMLWriter.string(values)
    }

    /// The text with the value changed, added or taken out in place; `nil` where its layout does not let that be.
    private func edited(_ text: String) -> String? {
        let path = keys.map(YAMLPathElement.key)
        guard var text = try? YAMLText(text), let key = keys.last else { return nil }
        guard let value else {
            return (try? text.remove(at: path)).map { text.text }
        }
        if (try? text.set(value, at: path)) != nil { return text.text }
        guard (try? text.insert(key: key, value: value, at: Array(path.dropLast()))) != nil else { return nil }
        return text.text
    }

    private func put(at keys: ArraySlice<String>, in values: inout JSONValue) {
        guard let key = keys.first else { return }
        if keys.count == 1 {
            values[key] = value
        } else {
            var member = values[key] ?? .object([:])
            put(at: keys.dropFirst(), in: &member)
            values[key] = member
        }
    }
}

// MARK: Refused values

extension ValuesAssignment {
    /// What is wrong with values, where single ones come from the command line: those are named by their argument,
    /// since the lines of the file that they were laid over are none that the user wrote.
    static func description(of refusal: ValuesRefusal, given assignments: [ValuesAssignment]) -> String {
        refusal.violations.map { violation in
            let cause = assignments.last { $0.isCause(of: violation) }
            return cause.map { "\($0.argument): \(violation.sentence)" } ?? violation.description
        }.joined(separator: "\n")
    }

    /// Whether the violation is at this value, within it, or at a mapping that was made on the way to it.
    private func isCause(of violation: ValuesViolation) -> Bool {
        let own = keys.reduce(ValuesPath()) { $0.member(.string($1)) }.text
        return Self.leads(own, to: violation.path) || (value != nil && Self.leads(violation.path, to: own))
    }

    private static func leads(_ path: String, to other: String) -> Bool {
        !path.isEmpty && (other == path || other.hasPrefix(path + ".") || other.hasPrefix(path + "["))
    }
}
