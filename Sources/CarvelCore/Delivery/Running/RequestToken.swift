public import FoundationEssentials

/// What tells one request to reconcile from all others.
public enum RequestToken {
    /// The time, as Flux writes it too, and a few random digits, since others may ask at the same moment.
    public static func make(at now: Date, random: UInt32 = UInt32.random(in: 0 ... .max)) -> String {
        let digits = String(random, radix: 16)
        let padding = String(repeating: "0", count: 8 - digits.count)
        return "\(now.formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true)))-\(padding)\(digits)"
    }
}
