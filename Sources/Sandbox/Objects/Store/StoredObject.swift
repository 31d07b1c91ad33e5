import CarvelCore
import Synchronization
import YAMLDocument

/// An object as it is kept, with its JSON text, which is made once however often it is sent.
final class StoredObject: Sendable {
    /// One way of writing the object down.
    private struct Text {
        var apiVersion: String
        var isListItem: Bool
        var bytes: [UInt8]
    }

    /// In the version in which objects of its type are kept.
    let value: JSONValue
    private let texts = Mutex<[Text]>([])

    init(_ value: JSONValue) { self.value = value }

    /// The object in a version of its type, as JSON.
    ///
    /// - Parameter isListItem: Whether it is to stand in a list, where built-in types do not repeat what they are.
    func json(_ definition: ResourceDefinition, isListItem: Bool) -> [UInt8] {
        let known = texts.withLock { texts in
            texts.first { $0.apiVersion == definition.apiVersion && $0.isListItem == isListItem }?.bytes
        }
        if let known { return known }
        var object = definition.converting(value)
        if isListItem, definition.origin == .builtIn {
            object["apiVersion"] = nil
            object["kind"] = nil
        }
        let bytes = JSONWriter.bytes(object)
        texts.withLock {
            $0.append(Text(apiVersion: definition.apiVersion, isListItem: isListItem, bytes: bytes))
        }
        return bytes
    }
}
