import YAMLDocument

/// The columns of the types that kapp-controller's own API server serves.
enum PackageColumns {
    static func columns(of definition: ResourceDefinition) -> [TableColumn] {
        definition.kind == "Package" ? package : packageMetadata
    }

    private static let age = TableColumn(
        name: "Age",
        type: "date",
        description: "Time since resource creation",
        cell: TableColumn.age.cell
    )

    private static func name(_ description: String) -> TableColumn {
        TableColumn(name: "Name", format: "name", description: description, cell: TableColumn.objectName.cell)
    }

    private static func text(
        _ name: String,
        format: String = "",
        description: String,
        _ member: String
    ) -> TableColumn {
        TableColumn(name: name, format: format, description: description) { object, _ in
            object[path: "spec", member] ?? ""
        }
    }

    private static let package: [TableColumn] = [
        name("PackageMetadata Version resource name"),
        text("PackageMetadata Name", format: "name", description: "Associated PackageMetadata name", "refName"),
        text("Version", description: "Version", "version"),
        age,
    ]

    private static let packageMetadata: [TableColumn] = [
        name("PackageMetadata resource name"),
        text("Display name", description: "Name that is shown to people", "displayName"),
        TableColumn(name: "Categories", type: "array", description: "Categories of the package") { object, _ in
            .string((object[path: "spec", "categories"]?.array ?? []).compactMap(\.string).joined(separator: ","))
        },
        text("Short description", description: "What the package is", "shortDescription"),
        age,
    ]
}
