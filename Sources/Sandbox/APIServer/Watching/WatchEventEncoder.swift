import CarvelCore
import FoundationEssentials
import YAMLDocument

/// Writes events as the lines of a watch, in the form that the client asked for.
struct WatchEventEncoder: Sendable {
    private let definition: ResourceDefinition
    private let selection: Selection
    private let shape: Representation.Shape
    private let printer: TablePrinter
    private let now: @Sendable () -> Date
    private var hasSentColumns = false

    init(
        definition: ResourceDefinition,
        selection: Selection,
        shape: Representation.Shape,
        printer: TablePrinter,
        now: @escaping @Sendable () -> Date
    ) {
        self.definition = definition
        self.selection = selection
        self.shape = shape
        self.printer = printer
        self.now = now
    }

    /// The line of an event, or `nil` for one that is about no selected object.
    ///
    /// To the client an object that leaves the selection is deleted, and one that enters it is added.
    mutating func line(_ event: WatchEvent) -> [UInt8]? {
        let isSelected = selection.contains(event.object)
        let wasSelected = event.previous.map { selection.contains($0) } ?? false
        switch event.kind {
        case .bookmark: return bookmark(event.resourceVersion)
        case .added: return isSelected ? line(.added, event.object) : nil
        case .deleted: return isSelected || wasSelected ? line(.deleted, event.object) : nil
        case .modified:
            switch (wasSelected, isSelected) {
            case (true, true): return line(.modified, event.object)
            case (false, true): return line(.added, event.object)
            case (true, false): return line(.deleted, departed(event))
            case (false, false): return nil
            }
        }
    }

    /// What a client gets for an object that left its selection: the last state that it could see, as of now.
    private func departed(_ event: WatchEvent) -> JSONValue {
        guard var object = event.previous else { return event.object }
        var metadata = object["metadata"] ?? [:]
        metadata["resourceVersion"] = .string(String(event.resourceVersion))
        object["metadata"] = metadata
        return object
    }

    /// The line that says up to which version everything has been sent.
    ///
    /// - Parameter endsInitialEvents: Whether it marks the end of the objects that were there at the beginning.
    mutating func bookmark(_ resourceVersion: UInt64, endsInitialEvents: Bool = false) -> [UInt8] {
        var metadata: JSONValue = ["resourceVersion": .string(String(resourceVersion))]
        if endsInitialEvents { metadata["annotations"] = ["k8s.io/initial-events-end": "true"] }
        let object: JSONValue = [
            "kind": .string(definition.kind), "apiVersion": .string(definition.apiVersion), "metadata": metadata,
        ]
        return line(.bookmark, object)
    }

    /// The line with which a watch fails after its answer began.
    static func failure(_ status: StatusError) -> [UInt8] {
        encode(type: "ERROR", status.json)
    }

    private mutating func line(_ kind: WatchEvent.Kind, _ object: JSONValue) -> [UInt8] {
        switch shape {
        case .object: return Self.encode(type: kind.rawValue, object)
        case .metadata: return Self.encode(type: kind.rawValue, TablePrinter.metadataOnly(object))
        case .table:
            let version = object[path: "metadata", "resourceVersion"] ?? ""
            let table = printer.table(
                [object],
                metadata: ["resourceVersion": version],
                now: now(),
                withDefinitions: !hasSentColumns
            )
            hasSentColumns = true
            return Self.encode(type: kind.rawValue, table)
        }
    }

    private static func encode(type: String, _ object: JSONValue) -> [UInt8] {
        JSONWriter.bytes(["type": .string(type), "object": object]) + [0x0A]
    }
}
