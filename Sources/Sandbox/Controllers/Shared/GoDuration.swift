/// Durations as Go writes them, such as `1m30s` or `250ms`.
enum GoDuration {
    private static let units: [(name: String, seconds: Double)] = [
        ("ms", 0.001), ("us", 0.000_001), ("µs", 0.000_001), ("ns", 0.000_000_001), ("h", 3600), ("m", 60), ("s", 1),
    ]

    /// The duration, or `nil` where the text is none.
    static func parse(_ text: String) -> Duration? {
        guard !text.isEmpty else { return nil }
        var rest = text[...]
        var seconds = 0.0
        while !rest.isEmpty {
            let digits = rest.prefix { $0.isASCII && $0.isNumber || $0 == "." }
            rest = rest[digits.endIndex...]
            guard let value = Double(String(digits)), let unit = units.first(where: { rest.hasPrefix($0.name) }) else {
                return nil
            }
            seconds += value * unit.seconds
            rest = rest.dropFirst(unit.name.count)
        }
        return .seconds(seconds)
    }

    /// The duration in whole seconds, such as `5m0s`.
    static func text(_ duration: Duration) -> String {
        let total = duration.components.seconds
        let (hours, minutes, seconds) = (total / 3600, total / 60 % 60, total % 60)
        if hours > 0 { return "\(hours)h\(minutes)m\(seconds)s" }
        return minutes > 0 ? "\(minutes)m\(seconds)s" : "\(seconds)s"
    }
}
