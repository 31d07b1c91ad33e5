import CarvelCore
import FoundationEssentials
import YAMLDocument

/// A column of the tables that kubectl prints, and how its cells are found.
struct TableColumn: Sendable {
    var name: String
    var type = "string"
    var format = ""
    var description: String
    /// Above 0 only `-o wide` shows it.
    var priority = 0
    /// The cell of an object.
    var cell: @Sendable (_ object: JSONValue, _ now: Date) -> JSONValue

    var definition: JSONValue {
        [
            "name": .string(name), "type": .string(type), "format": .string(format),
            "description": .string(description), "priority": .int(Int64(priority)),
        ]
    }

    /// The name of the object, with which every table begins.
    static let objectName = TableColumn(
        name: "Name",
        format: "name",
        description: "Name must be unique within a namespace. Is required when creating resources, although some "
            + "resources may allow a client to request the generation of an appropriate name automatically. Name is "
            + "primarily intended for creation idempotence and configuration definition. Cannot be updated. More info: "
            + "https://kubernetes.io/docs/concepts/overview/working-with-objects/names#names"
    ) { object, _ in object[path: "metadata", "name"] ?? .null }

    /// How long the object has existed.
    static let age = TableColumn(
        name: "Age",
        description: "CreationTimestamp is a timestamp representing the server time when this object was created."
    ) { object, now in
        .string(object[path: "metadata", "creationTimestamp"].flatMap { age($0, now: now) } ?? "<unknown>")
    }

    private static func age(_ value: JSONValue, now: Date) -> String? {
        value.string.flatMap { HumanDuration.text(since: $0, now: now) }
    }

    /// A column of a CustomResourceDefinition.
    init(_ column: ResourceDefinition.PrinterColumn) {
        let path = JSONPathExpression(column.jsonPath)
        self.init(
            name: column.name,
            type: column.type,
            format: column.format,
            description: column.description.isEmpty
                ? "Custom resource definition column (in JSONPath format): \(column.jsonPath)" : column.description,
            priority: column.priority
        ) { object, now in
            Self.cell(path?.values(in: object) ?? [], type: column.type, now: now)
        }
    }

    init(
        name: String,
        type: String = "string",
        format: String = "",
        description: String,
        priority: Int = 0,
        cell: @escaping @Sendable (_ object: JSONValue, _ now: Date) -> JSONValue
    ) {
        self.name = name
        self.type = type
        self.format = format
        self.description = description
        self.priority = priority
        self.cell = cell
    }

    private static func cell(_ values: [JSONValue], type: String, now: Date) -> JSONValue {
        guard let first = values.first else { return .null }
        switch type {
        case "date": return .string(age(first, now: now) ?? "<invalid>")
        case "integer": return first.int.map { .int(Int64($0)) } ?? .null
        case "number", "boolean": return first
        default: return .string(values.map(text).joined(separator: " "))
        }
    }

    private static func text(_ value: JSONValue) -> String {
        value.string ?? String(decoding: JSONWriter.bytes(value), as: UTF8.self)
    }
}
