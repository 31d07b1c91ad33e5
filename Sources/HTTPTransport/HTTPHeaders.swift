/// Header fields in order; names are compared without regard to case, and a name may stand more than once.
public struct HTTPHeaders: Sendable, Hashable, ExpressibleByDictionaryLiteral {
    /// The fields as they are sent or were received.
    public var fields: [Field]

    /// One line of the head.
    public struct Field: Sendable, Hashable {
        /// The name as it was written.
        public var name: String
        /// What follows the colon, without the spaces around it.
        public var value: String

        /// A field of this name and value.
        public init(name: String, value: String) {
            self.name = name
            self.value = value
        }
    }

    /// Headers of these fields.
    public init(_ fields: [Field] = []) {
        self.fields = fields
    }

    /// Headers with the fields of the literal, in its order.
    public init(dictionaryLiteral elements: (String, String)...) {
        fields = elements.map { Field(name: $0.0, value: $0.1) }
    }

    /// The first value of that name; setting it replaces every field of the name.
    public subscript(name: String) -> String? {
        get {
            let wanted = name.lowercased()
            return fields.first { $0.name.lowercased() == wanted }?.value
        }
        set {
            let wanted = name.lowercased()
            fields.removeAll { $0.name.lowercased() == wanted }
            if let newValue { fields.append(Field(name: name, value: newValue)) }
        }
    }

    /// Adds a field beside those of the same name.
    public mutating func add(name: String, value: String) {
        fields.append(Field(name: name, value: value))
    }
}
