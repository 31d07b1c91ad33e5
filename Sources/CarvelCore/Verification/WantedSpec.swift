import Synchronization
import YAMLDocument

/// A spec of the repository's that very many objects are to have. A text that was found to mean the same once need not be
/// read again: servers write the same spec in the same way. The objects must have been read with all of their specs.
final class WantedSpec: Sendable {
    private let wanted: JSONValue
    /// The first text that was found to mean the same.
    private let known = Mutex<[UInt8]?>(nil)

    init(of object: KubernetesObject) {
        wanted = object.spec ?? .null
    }

    /// Whether an object has that spec.
    func isSame(in object: some ObjectReading) -> Bool {
        guard let actual = object.spec else { return SpecComparison.isSame(JSONValue.null, wanted) }
        let known = known.withLock(\.self)
        // Of objects, the text tells all; that of a string lacks its quotes.
        let isObject = actual.memberCount != nil
        if isObject, let known, actual.hasText(known) { return true }
        guard SpecComparison.isSame(actual, wanted) else { return false }
        if isObject, known == nil, let text = actual.text { self.known.withLock { $0 = text } }
        return true
    }
}
