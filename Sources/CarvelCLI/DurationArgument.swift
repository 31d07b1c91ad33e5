public import ArgumentParser

/// A duration as kubectl's flags have it: `90s`, `5m`, `1h30m`, or a plain number of seconds.
public struct DurationArgument: ExpressibleByArgument, Sendable, Hashable, CustomStringConvertible {
    /// The time that was given; never negative from the command line.
    public let duration: Duration

    /// A default, or a value to print as the flags have it.
    public init(_ duration: Duration) {
        self.duration = duration
    }

    /// Reads what the user gave; `nil` for what is no duration, which the parser reports.
    public init?(argument: String) {
        if let seconds = Int64(argument), seconds >= 0 {
            self.init(.seconds(seconds))
            return
        }
        var rest = Substring(argument)
        var milliseconds = 0.0
        guard !rest.isEmpty else { return nil }
        while !rest.isEmpty {
            let number = rest.prefix { $0.isNumber || $0 == "." }
            let unit = rest.dropFirst(number.count).prefix { $0.isLetter }
            guard let value = Double(number), let factor = Self.milliseconds[String(unit)] else { return nil }
            milliseconds += value * factor
            rest = rest.dropFirst(number.count + unit.count)
        }
        guard milliseconds < 1e15 else { return nil }
        self.init(.milliseconds(Int64(milliseconds)))
    }

    private static let milliseconds: [String: Double] = ["ms": 1, "s": 1_000, "m": 60_000, "h": 3_600_000]

    /// The duration, or `nil` for zero, which means no limit.
    public var orUnlimited: Duration? { duration == .zero ? nil : duration }

    /// As the flags have it: whole hours and minutes such as `5m`, all else in whole seconds, such as `90s`.
    public var description: String {
        let seconds = duration.components.seconds
        if seconds >= 3600 && seconds.isMultiple(of: 3600) { return "\(seconds / 3600)h" }
        return seconds >= 60 && seconds.isMultiple(of: 60) ? "\(seconds / 60)m" : "\(seconds)s"
    }

    /// As Go and so Flux write it, in whole seconds: `1m0s`.
    public var inGo: String {
        let seconds = duration.components.seconds
        let (hours, minutes) = (seconds / 3600, seconds / 60 % 60)
        let head = hours > 0 ? "\(hours)h\(minutes)m" : minutes > 0 ? "\(minutes)m" : ""
        return "\(head)\(seconds % 60)s"
    }

    /// The default as help shows it.
    public var defaultValueDescription: String { description }
}

extension Duration {
    /// The duration in seconds, with their fraction.
    public var inSeconds: Double {
        Double(components.seconds) + Double(components.attoseconds) / 1e18
    }
}
