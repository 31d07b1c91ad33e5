import YAMLDocument

/// A few words to write the schemas of built-in types with.
extension StructuralSchema {
    static let string = StructuralSchema(.string)
    static let integer = StructuralSchema(.integer)
    static let boolean = StructuralSchema(.boolean)

    /// An object with just these members.
    static func object(_ properties: [String: StructuralSchema]) -> StructuralSchema {
        StructuralSchema(.object, properties: properties)
    }

    /// An object of which only some members matter to merging; others are taken as they come.
    static func open(_ properties: [String: StructuralSchema] = [:]) -> StructuralSchema {
        StructuralSchema(.object, properties: properties, preservesUnknownFields: true)
    }

    /// An object that is applied as one value.
    static func atomic(_ properties: [String: StructuralSchema]) -> StructuralSchema {
        StructuralSchema(.object, properties: properties, isAtomic: true)
    }

    static func map(of value: StructuralSchema) -> StructuralSchema {
        StructuralSchema(.object, additionalProperties: value)
    }

    static func list(
        of element: StructuralSchema,
        _ listType: ListType = .atomic
    ) -> StructuralSchema {
        StructuralSchema(.array, items: element, listType: listType)
    }

    /// The list whose elements these members tell apart.
    static func list(of element: StructuralSchema, by keys: String...) -> StructuralSchema {
        StructuralSchema(.array, items: element, listType: .map(keys: keys))
    }

    /// The schema of whole objects with these members beside those that all have.
    static func root(properties: [String: StructuralSchema], isOpen: Bool = false) -> StructuralSchema {
        let common = ["apiVersion": string, "kind": string, "metadata": objectMeta]
        return StructuralSchema(
            .object,
            properties: properties.merging(common) { own, _ in own },
            preservesUnknownFields: isOpen
        )
    }

    /// `metadata`
    static let objectMeta = object([
        "name": string, "generateName": string, "namespace": string, "selfLink": string, "uid": string,
        "resourceVersion": string, "generation": integer, "creationTimestamp": string, "deletionTimestamp": string,
        "deletionGracePeriodSeconds": integer, "labels": map(of: string), "annotations": map(of: string),
        "ownerReferences": list(
            of: atomic([
                "apiVersion": string, "kind": string, "name": string, "uid": string, "controller": boolean,
                "blockOwnerDeletion": boolean,
            ]),
            by: "uid"
        ),
        "finalizers": list(of: string, .set),
        "managedFields": list(of: open()),
    ])

    /// A reference to an object in the same namespace.
    static let localReference = atomic(["name": string])
}
