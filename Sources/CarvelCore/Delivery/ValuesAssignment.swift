import OrderedCollections
import YAMLDocument

/// Single values given as `key.key=value`, laid over a values file.
public enum ValuesAssignment {
    /// The file with the assignments in it; without assignments the file as it is. What they do not touch stays as it
    /// is written, comments and all, where the file's layout lets them in.
    ///
    /// - Parameter assignments: each with a value that is read as YAML reads it, so `2` is a number and `"2"` a text.
    /// - Throws: `DeliveryError` for an assignment without a key or `=`, or for a file that can't be read.
    public static func apply(_ assignments: [String], to file: ValuesFile?) throws(DeliveryError) -> ValuesFile? {
        guard !assignments.isEmpty else { return file }
        let name = file?.name ?? "--set"
        var text = file?.text ?? "{}\n"
        for assignment in assignments {
            guard let sign = assignment.firstIndex(of: "="), sign != assignment.startIndex else {
                throw DeliveryError("--set \(assignment.prefix { $0 != "=" }) has no value, expected key=value")
            }
            let keys = assignment[..<sign].split(separator: ".", omittingEmptySubsequences: false).map(String.init)
            let value = try value(String(assignment[assignment.index(after: sign)...]), of: keys.joined(separator: "."))
            text = try set(value, at: keys, in: text, of: name)
        }
        return ValuesFile(name: name, text: text)
    }

    private static func set(
        _ value: JSONValue,
        at keys: [String],
        in text: String,
        of name: String
    ) throws(DeliveryError) -> String {
        var values: JSONValue
        do {
            values = try YAMLReader.document(text, file: name)
        } catch {
            throw DeliveryError(error.description)
        }
        guard values.object != nil else { throw DeliveryError(at: name, "holds no mapping of values") }
        if let edited = edited(text, keys.map(YAMLPathElement.key), value) { return edited }
        set(value, at: keys[...], in: &values)
        return YAMLWriter.string(values)
    }

    /// The text with one value changed or added in place; `nil` where its layout does not let that be.
    private static func edited(_ text: String, _ path: [YAMLPathElement], _ value: JSONValue) -> String? {
        guard var text = try? YAMLText(text), case .key(let key)? = path.last else { return nil }
        if (try? text.set(value, at: path)) != nil { return text.text }
        guard (try? text.insert(key: key, value: value, at: Array(path.dropLast()))) != nil else { return nil }
        return text.text
    }

    private static func value(_ text: String, of key: String) throws(DeliveryError) -> JSONValue {
        guard !text.isEmpty else { return "" }
        do {
            return try YAMLReader.document(text)
        } catch {
            throw DeliveryError(at: "--set \(key)", "its value is no YAML: \(error.message)")
        }
    }

    private static func set(_ value: JSONValue, at keys: ArraySlice<String>, in values: inout JSONValue) {
        guard let key = keys.first else {
            values = value
            return
        }
        var member = values[key] ?? .object([:])
        set(value, at: keys.dropFirst(), in: &member)
        values[key] = member
    }
}
