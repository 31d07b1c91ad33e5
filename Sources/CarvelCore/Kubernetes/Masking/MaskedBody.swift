import OrderedCollections
import YAMLDocument

/// Bodies of requests and answers as a log may show them.
///
/// What can't be understood can't be masked for sure, so of a body that is no JSON only the length is shown.
public struct MaskedBody: Sendable, Hashable {
    /// The body as it may be shown.
    public let text: String
    /// Whether something of it is hidden.
    public let hidesSecrets: Bool

    /// - Parameters:
    ///   - url: where the request goes: it tells Secrets from other objects where the body does not, as patches.
    ///   - request: the request's body, for that of its answer: a server that can't make sense of a Secret may quote it.
    public init(_ bytes: [UInt8], url: String, answering request: MaskedBody? = nil) {
        guard !bytes.isEmpty else {
            self.init(text: "", hidesSecrets: false)
            return
        }
        guard let value = try? JSONReader.value(bytes) else {
            self.init(text: "<\(bytes.count) bytes that are no JSON>", hidesSecrets: true)
            return
        }
        var masking = BodyMasking(isAboutSecrets: Self.isAboutSecrets(url))
        var masked = masking.mask(value)
        if request?.hidesSecrets == true, value["kind"] == "Status", let code = value["code"]?.int,
            Self.quotingCodes.contains(code)
        {
            masking.hideWords(of: &masked)
        }
        self.init(text: String(decoding: JSONWriter.bytes(masked), as: UTF8.self), hidesSecrets: masking.hasMasked)
    }

    private init(text: String, hidesSecrets: Bool) {
        self.text = text
        self.hidesSecrets = hidesSecrets
    }

    /// Answers to a body that was not understood, or breaks a rule.
    private static let quotingCodes: Set<Int> = [400, 422, 500]

    /// Whether a path leads to Secrets or to tokens.
    private static func isAboutSecrets(_ url: String) -> Bool {
        let path = url.prefix { $0 != "?" }
        let parts = path.split(separator: "/")
        return parts.contains { $0 == "secrets" || $0 == "tokenreviews" } || parts.last == "token"
    }
}

extension MaskedBody {
    /// An object as it may be shown.
    static func masked(_ object: JSONValue) -> JSONValue {
        var masking = BodyMasking(isAboutSecrets: false)
        return masking.mask(object)
    }
}

/// Goes through one body, and takes the secrets out.
private struct BodyMasking {
    /// Whether all of the body is about Secrets.
    let isAboutSecrets: Bool
    private(set) var hasMasked = false

    init(isAboutSecrets: Bool) {
        self.isAboutSecrets = isAboutSecrets
    }

    mutating func mask(_ value: JSONValue) -> JSONValue {
        mask(value, inSecret: isAboutSecrets)
    }

    private mutating func mask(_ value: JSONValue, inSecret: Bool) -> JSONValue {
        switch value {
        case .object(let members): .object(mask(members, inSecret: inSecret))
        case .array(let elements): .array(elements.map { mask($0, inSecret: inSecret) })
        case .string(let text): .string(mask(text))
        case .null, .bool, .int, .uint, .double: value
        }
    }

    private mutating func mask(_ members: JSONObject, inSecret: Bool) -> JSONObject {
        // The items of a SecretList carry no kind of their own. A name and a value on their own, as in an environment
        // or the steps of a JSON patch, are judged by the name.
        let inSecret = inSecret || members["kind"]?.string?.contains("Secret") == true
        let isStep = members["op"]?.string != nil && members["path"] != nil
        let isNamedCredential =
            (members["name"] ?? members["key"] ?? members["path"])?.string.map(SecretText.isCredentialName) ?? false
        var masked = members
        for (name, value) in members {
            let isData = inSecret && (name == "data" || name == "stringData")
            let isValue = name == "value" && (isNamedCredential || inSecret && isStep)
            if isData {
                masked[name] = hideMembers(of: value)
            } else if isValue || name == "binaryData" {
                masked[name] = name == "value" ? hide(value) : hideMembers(of: value)
            } else if name == "annotations" {
                masked[name] = maskAnnotations(value, inSecret: inSecret)
            } else if case .string = value, SecretText.isCredentialName(name) {
                masked[name] = hide(value)
            } else {
                masked[name] = mask(value, inSecret: inSecret)
            }
        }
        return masked
    }

    /// Some tools note down the whole object in an annotation, in a form of their own.
    private mutating func maskAnnotations(_ value: JSONValue, inSecret: Bool) -> JSONValue {
        guard case .object(let annotations) = value else { return mask(value, inSecret: inSecret) }
        return .object(
            annotations.mapValues { annotation in
                guard case .string(let text) = annotation else { return mask(annotation, inSecret: inSecret) }
                if inSecret, text.utf8.count > Self.longestAnnotation, embedded(text) == nil { return hide(annotation) }
                return .string(mask(text))
            }
        )
    }

    /// The longest annotation of a Secret that is shown though it is no JSON.
    private static let longestAnnotation = 200

    private mutating func mask(_ text: String) -> String {
        if let value = embedded(text) {
            let masked = mask(value)
            return masked == value ? text : String(decoding: JSONWriter.bytes(masked), as: UTF8.self)
        }
        let shown = SecretText.masked(text)
        if shown != text { hasMasked = true }
        return shown
    }

    /// The object or array that a text holds as JSON, such as the configuration that was last applied.
    private func embedded(_ text: String) -> JSONValue? {
        guard let first = text.first(where: { !$0.isWhitespace }), first == "{" || first == "[" else { return nil }
        return try? JSONReader.value(text)
    }

    /// Hides the values, and leaves the keys, which tell what is there.
    private mutating func hideMembers(of value: JSONValue) -> JSONValue {
        guard case .object(let members) = value else { return hide(value) }
        return .object(members.mapValues { hide($0) })
    }

    /// `null` is nothing to hide: it says that a key is to go.
    private mutating func hide(_ value: JSONValue) -> JSONValue {
        if value.isNull { return value }
        hasMasked = true
        return .string(MaskedURL.mask)
    }

    /// Hides what a server says, in a Status, about a body that it can't take.
    mutating func hideWords(of status: inout JSONValue) {
        status["message"] = hide(status["message"] ?? .null)
        guard let causes = status[path: "details", "causes"]?.array else { return }
        status["details"]?["causes"] = .array(
            causes.map { cause in
                var cause = cause
                cause["message"] = hide(cause["message"] ?? .null)
                return cause
            }
        )
    }
}
