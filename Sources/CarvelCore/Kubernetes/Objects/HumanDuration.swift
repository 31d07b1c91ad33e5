public import FoundationEssentials

/// Ages as kubectl shows them: `26s`, `5m3s`, `3h10m`, `12d`.
public enum HumanDuration {
    /// The text of an age.
    ///
    /// - Parameter seconds: the age.
    public static func text(seconds: Int) -> String {
        if seconds < -1 { return "<invalid>" }
        if seconds < 0 { return "0s" }
        if seconds < 120 { return "\(seconds)s" }
        let minutes = seconds / 60
        if minutes < 10 { return pair(minutes, "m", seconds % 60, "s") }
        if minutes < 180 { return "\(minutes)m" }
        let hours = minutes / 60
        if hours < 8 { return pair(hours, "h", minutes % 60, "m") }
        if hours < 48 { return "\(hours)h" }
        let days = hours / 24
        if days < 8 { return pair(days, "d", hours % 24, "h") }
        if days < 730 { return "\(days)d" }
        if days < 2920 { return pair(days / 365, "y", days % 365, "d") }
        return "\(days / 365)y"
    }

    /// The time since a timestamp as objects carry it, or `nil` where it is none.
    public static func text(since timestamp: String, now: Date) -> String? {
        guard let date = ObjectTime.date(timestamp) else { return nil }
        return text(seconds: Int(now.timeIntervalSince(date).rounded(.down)))
    }

    private static func pair(_ major: Int, _ majorUnit: String, _ minor: Int, _ minorUnit: String) -> String {
        minor == 0 ? "\(major)\(majorUnit)" : "\(major)\(majorUnit)\(minor)\(minorUnit)"
    }
}
