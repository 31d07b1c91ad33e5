public import FoundationEssentials

/// Times as Kubernetes objects and logs carry them: RFC 3339, with as many digits of the second as their writer likes.
public enum ObjectTime {
    /// The time that a text tells; `nil` where it is none.
    public static func date(_ text: String) -> Date? {
        let seconds = text.prefix(19)
        var rest = text.dropFirst(19)
        var fraction = 0.0
        if rest.first == "." {
            let digits = rest.dropFirst().prefix { $0.isASCII && $0.isNumber }
            guard !digits.isEmpty, let value = Double("0.\(digits)") else { return nil }
            fraction = value
            rest = rest.dropFirst(1 + digits.count)
        }
        // A zone is part of such a time, and without one it could be any of a day's.
        guard !rest.isEmpty, let date = try? Date("\(seconds)\(rest)", strategy: .iso8601) else { return nil }
        return date.addingTimeInterval(fraction)
    }
}
