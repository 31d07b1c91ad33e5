import Foundation

/// Times as Kubernetes objects carry them.
enum Timestamp {
    /// This moment in whole seconds, such as `2026-11-21T05:14:30Z`.
    static func now() -> String {
        Date.now.formatted(.iso8601)
    }

    /// This moment as kapp prints it before each line, such as `5:14:31AM`.
    static func kappClock() -> String {
        let parts = Calendar(identifier: .gregorian).dateComponents(in: .gmt, from: .now)
        let (hour, minute, second) = (parts.hour ?? 0, parts.minute ?? 0, parts.second ?? 0)
        let padded = [minute, second].map { $0 < 10 ? "0\($0)" : "\($0)" }.joined(separator: ":")
        return "\(hour % 12 == 0 ? 12 : hour % 12):\(padded)\(hour < 12 ? "AM" : "PM")"
    }
}
