import Synchronization

/// Compiled patterns of schemas, kept because each write of an object meets the same ones.
final class PatternCache: Sendable {
    static let shared = PatternCache()

    private let patterns = Mutex<[String: Regex<AnyRegexOutput>?]>([:])

    /// Whether the pattern is found in the text. A pattern that cannot be compiled matches everything: the CRDs were
    /// accepted by real servers, so it is this engine that lacks something.
    func matches(_ text: String, _ pattern: String) -> Bool {
        patterns.withLock { patterns in
            let regex: Regex<AnyRegexOutput>?
            if let known = patterns[pattern] {
                regex = known
            } else {
                regex = Self.compile(pattern)
                patterns[pattern] = .some(regex)
            }
            guard let regex else { return true }
            return text.firstMatch(of: regex) != nil
        }
    }

    private static func compile(_ pattern: String) -> Regex<AnyRegexOutput>? {
        // The reason why a pattern does not compile has no reader.
        try? Regex(pattern).matchingSemantics(.unicodeScalar).asciiOnlyWordCharacters().asciiOnlyDigits()
    }
}

/// The formats of strings that the server checks.
enum ValueFormat {
    static func accepts(_ text: String, _ format: String) -> Bool {
        switch format {
        case "date-time": isDateTime(text)
        default: true
        }
    }

    /// RFC 3339, as Go parses it.
    private static func isDateTime(_ text: String) -> Bool {
        let pattern =
            /[0-9]{4}-([0-9]{2})-([0-9]{2})[Tt]([0-9]{2}):([0-9]{2}):([0-9]{2})(\.[0-9]+)?([Zz]|[+-][0-9]{2}:[0-9]{2})/
        guard let match = text.wholeMatch(of: pattern) else { return false }
        func number(_ part: Substring) -> Int { Int(part) ?? .max }
        return (1...12).contains(number(match.1)) && (1...31).contains(number(match.2)) && number(match.3) < 24
            && number(match.4) < 60 && number(match.5) <= 60
    }
}
