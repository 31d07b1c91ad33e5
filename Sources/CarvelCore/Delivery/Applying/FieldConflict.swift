public import YAMLDocument

/// A field that another manager owns, with another value than it should have.
public struct FieldConflict: Sendable, Hashable {
    /// Who owns it, such as `kubectl-edit`.
    public var manager: String
    /// The field's path, such as `.spec.interval`.
    public var field: String
    /// The value that it has; masked where it is a secret.
    public var theirs: JSONValue?
    /// The value that it should have; masked where it is a secret.
    public var ours: JSONValue?

    /// The conflicts that a server tells of.
    ///
    /// - Parameters:
    ///   - before: the object as it is, as it may be shown.
    ///   - wanted: the object as it is applied, as it may be shown.
    static func all(in status: APIStatus, before: JSONValue, wanted: JSONValue) -> [FieldConflict] {
        status.causes.filter { $0.reason == APIStatus.Cause.fieldManagerConflict }.map { cause in
            FieldConflict(
                manager: manager(cause.message),
                field: cause.field,
                theirs: FieldPath.value(cause.field, in: before),
                ours: FieldPath.value(cause.field, in: wanted)
            )
        }
    }

    /// The name in `conflict with "kubectl-edit" using v1`.
    private static func manager(_ message: String) -> String {
        let parts = message.split(separator: "\"", omittingEmptySubsequences: false)
        return parts.count > 2 ? String(parts[1]) : message
    }

    /// The conflict in one sentence.
    public var description: String {
        let values = "\(Self.text(theirs)) there, \(Self.text(ours)) wanted"
        return "\(field) belongs to \(manager): \(values)"
    }

    private static func text(_ value: JSONValue?) -> String {
        value.map { String(decoding: JSONWriter.bytes($0), as: UTF8.self) } ?? "none"
    }
}
