import OrderedCollections
import YAMLDocument

/// Single values given as `key.key=value`, laid over a values file.
public enum ValuesAssignment {
    /// The file with the assignments in it; without assignments the file as it is.
    ///
    /// - Parameter assignments: each with a value that is read as YAML reads it, so `2` is a number and `"2"` a text.
    /// - Throws: `DeliveryError` for an assignment without a key or `=`, or for a file that can't be read.
    public static func apply(_ assignments: [String], to file: ValuesFile?) throws(DeliveryError) -> ValuesFile? {
        guard !assignments.isEmpty else { return file }
        var values = JSONValue.object([:])
        do {
            if let file { values = try YAMLReader.document(file.text, file: file.name) }
        } catch {
            throw DeliveryError(error.description)
        }
        guard values.object != nil else {
            throw DeliveryError(at: file?.name, "holds no mapping of values")
        }
        for assignment in assignments {
            guard let sign = assignment.firstIndex(of: "="), sign != assignment.startIndex else {
                throw DeliveryError("--set \(assignment.prefix { $0 != "=" }) has no value, expected key=value")
            }
            let keys = assignment[..<sign].split(separator: ".", omittingEmptySubsequences: false).map(String.init)
            let text = String(assignment[assignment.index(after: sign)...])
            set(try value(text, of: keys.joined(separator: ".")), at: keys[...], in: &values)
        }
        return ValuesFile(name: file?.name ?? "--set", text: YAMLWriter.string(values))
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
