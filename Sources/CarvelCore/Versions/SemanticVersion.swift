/// A version as kapp-controller reads it: strict semver of three numbers, without a leading `v`.
///
/// The order is that of kapp-controller, which differs from the semver standard in one point: build metadata counts.
/// `1.0.0` is lower than `1.0.0+build.7`, and neither equals the other.
public struct SemanticVersion: Sendable, Hashable {
    /// The first number.
    public let major: UInt64
    /// The second number.
    public let minor: UInt64
    /// The third number.
    public let patch: UInt64
    /// What follows `-`, split at its dots. Empty for a release.
    public let prerelease: [Identifier]
    /// What follows `+`, split at its dots.
    public let build: [Identifier]

    /// Whether this version comes before a release, such as `2.1.0-rc.1`.
    public var isPrerelease: Bool { !prerelease.isEmpty }

    init(major: UInt64, minor: UInt64, patch: UInt64, prerelease: [Identifier], build: [Identifier]) {
        self.major = major
        self.minor = minor
        self.patch = patch
        self.prerelease = prerelease
        self.build = build
    }
}

extension SemanticVersion {
    /// One part of a prerelease or of build metadata, such as `rc` or `1` in `2.1.0-rc.1`.
    public struct Identifier: Sendable {
        /// The part as written.
        public let text: String
        /// The part's value if it consists of digits alone.
        public let number: UInt64?

        init(text: String, number: UInt64?) {
            self.text = text
            self.number = number
        }
    }
}

extension SemanticVersion.Identifier: Hashable, Comparable {
    /// Numbers are equal by value, so `07` equals `7`.
    public static func == (left: Self, right: Self) -> Bool {
        switch (left.number, right.number) {
        case (let left?, let right?): left == right
        case (nil, nil): left.text == right.text
        default: false
        }
    }

    /// Hashes what `==` compares.
    public func hash(into hasher: inout Hasher) {
        // `+07` and `+7` are equal, so what is written must not count where there is a number.
        if let number { hasher.combine(number) } else { hasher.combine(text) }
    }

    /// Numbers come before texts; numbers compare by value, texts by their characters' codes.
    public static func < (left: Self, right: Self) -> Bool {
        switch (left.number, right.number) {
        case (let left?, let right?): left < right
        case (nil, nil): left.text < right.text
        case (.some, nil): true
        case (nil, .some): false
        }
    }
}

extension SemanticVersion: Comparable {
    /// Compares the numbers, then the prereleases, then the build metadata.
    public static func < (left: SemanticVersion, right: SemanticVersion) -> Bool {
        let leftNumbers = (left.major, left.minor, left.patch)
        let rightNumbers = (right.major, right.minor, right.patch)
        if leftNumbers != rightNumbers { return leftNumbers < rightNumbers }
        if left.prerelease != right.prerelease {
            // A release comes after all of its prereleases.
            if left.prerelease.isEmpty || right.prerelease.isEmpty { return right.prerelease.isEmpty }
            return left.prerelease.lexicographicallyPrecedes(right.prerelease)
        }
        return left.build.lexicographicallyPrecedes(right.build)
    }
}

extension SemanticVersion: CustomStringConvertible {
    /// The version as it is written.
    public var description: String {
        var text = "\(major).\(minor).\(patch)"
        if !prerelease.isEmpty { text += "-" + prerelease.map(\.text).joined(separator: ".") }
        if !build.isEmpty { text += "+" + build.map(\.text).joined(separator: ".") }
        return text
    }
}
