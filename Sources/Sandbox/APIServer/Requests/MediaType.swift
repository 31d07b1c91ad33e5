/// A media type with its parameters, as `Accept` and `Content-Type` carry them.
struct MediaType: Sendable, Hashable {
    /// Type and subtype in lower case, such as `application/json`.
    var essence: String
    var parameters: [String: String]

    init?(_ text: some StringProtocol) {
        var parts = text.split(separator: ";").map { String(Self.trim(Substring($0))) }
        guard let essence = parts.first, essence.contains("/") else { return nil }
        parts.removeFirst()
        self.essence = essence.lowercased()
        self.parameters = [:]
        for part in parts {
            let pair = part.split(separator: "=", maxSplits: 1)
            guard pair.count == 2 else { continue }
            parameters[pair[0].lowercased()] = String(pair[1].filter { $0 != "\"" })
        }
    }

    /// The types of a header in the order of the client's preference; ones with `q=0` are left out.
    static func list(_ header: String) -> [MediaType] {
        let types = header.split(separator: ",").compactMap { MediaType($0) }.filter { $0.quality > 0 }
        return types.enumerated()
            .sorted { ($0.element.quality, -$0.offset) > ($1.element.quality, -$1.offset) }
            .map(\.element)
    }

    private var quality: Double { parameters["q"].flatMap(Double.init) ?? 1 }

    private static func trim(_ text: Substring) -> Substring {
        var text = text
        while text.first?.isWhitespace == true { text.removeFirst() }
        while text.last?.isWhitespace == true { text.removeLast() }
        return text
    }
}

/// The form in which a client wants an answer.
struct Representation: Sendable, Hashable {
    enum Shape: Sendable, Hashable {
        case object
        /// Columns and rows, which kubectl prints.
        case table
        /// Only the metadata of the objects.
        case metadata
    }

    var shape: Shape = .object
    /// Whether the client asked for YAML. JSON text is YAML too, so only the content type differs.
    var isYAML = false

    var contentType: String { isYAML ? "application/yaml" : "application/json" }

    private static let available = [
        "application/json", "application/yaml", "application/vnd.kubernetes.protobuf",
        "application/json;stream=watch", "application/vnd.kubernetes.protobuf;stream=watch",
    ]

    /// The first of the client's wishes that the server can fulfil.
    ///
    /// - Parameter accept: The `Accept` header; JSON without one.
    /// - Throws: 406 where there is none.
    static func negotiate(_ accept: String?) throws(StatusError) -> Representation {
        guard let accept, !accept.isEmpty else { return Representation() }
        for type in MediaType.list(accept) {
            let isYAML = type.essence == "application/yaml"
            guard isYAML || ["application/json", "application/*", "*/*"].contains(type.essence) else { continue }
            switch type.parameters["as"] {
            case nil: return Representation(isYAML: isYAML)
            case "Table" where isMetaV1(type): return Representation(shape: .table, isYAML: isYAML)
            case "PartialObjectMetadata" where isMetaV1(type), "PartialObjectMetadataList" where isMetaV1(type):
                return Representation(shape: .metadata, isYAML: isYAML)
            default: continue
            }
        }
        throw .notAcceptable(available: available)
    }

    private static func isMetaV1(_ type: MediaType) -> Bool {
        type.parameters["g"] == "meta.k8s.io" && ["v1", "v1beta1"].contains(type.parameters["v"])
    }
}
