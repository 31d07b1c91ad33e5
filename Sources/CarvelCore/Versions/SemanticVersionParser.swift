extension SemanticVersion {
    /// Reads a version such as `1.2.3`, `2.1.0-rc.1` or `20230518150903.0.0+build.6db88c7`.
    ///
    /// - Throws: `SemanticVersionError`, whose text is kapp-controller's.
    public init(_ text: String) throws(SemanticVersionError) {
        guard !text.isEmpty else { throw .empty }
        let parts = text.split(ascii: ".", maxSplits: 2)
        guard parts.count == 3 else { throw .notThreeParts }

        let major = try Self.number(parts[0], .major)
        let minor = try Self.number(parts[1], .minor)

        let (beforeBuild, build) = parts[2].cut(at: "+")
        let (patchText, prerelease) = beforeBuild.cut(at: "-")
        let patch = try Self.number(patchText, .patch)

        self.init(
            major: major,
            minor: minor,
            patch: patch,
            prerelease: try Self.identifiers(prerelease, .prerelease),
            build: try Self.identifiers(build, .build)
        )
    }

    private static func number(_ text: String, _ part: SemanticVersionPart) throws(SemanticVersionError) -> UInt64 {
        guard text.utf8.allSatisfy(isDigit) else { throw .invalidCharacters(part, text) }
        guard !hasLeadingZeroes(text) else { throw .leadingZeroes(part, text) }
        return try value(ofDigits: text)
    }

    private static func identifiers(
        _ text: String?,
        _ part: SemanticVersionPart
    ) throws(SemanticVersionError) -> [Identifier] {
        guard let text else { return [] }
        var identifiers: [Identifier] = []
        for piece in text.split(ascii: ".") {
            identifiers.append(try identifier(piece, part))
        }
        return identifiers
    }

    private static func identifier(
        _ text: String,
        _ part: SemanticVersionPart
    ) throws(SemanticVersionError) -> Identifier {
        guard !text.isEmpty else { throw .emptyIdentifier(part) }
        if text.utf8.allSatisfy(isDigit) {
            let number = try value(ofDigits: text)
            if part == .prerelease, hasLeadingZeroes(text) { throw .leadingZeroes(part, text) }
            return Identifier(text: text, number: number)
        }
        guard text.utf8.allSatisfy({ isDigit($0) || isLetterOrHyphen($0) }) else {
            throw .invalidCharacters(part, text)
        }
        return Identifier(text: text, number: nil)
    }

    private static func value(ofDigits text: String) throws(SemanticVersionError) -> UInt64 {
        guard !text.isEmpty else { throw .missingNumber }
        guard let value = UInt64(text) else { throw .numberTooLarge(text) }
        return value
    }

    private static func hasLeadingZeroes(_ text: String) -> Bool {
        text.utf8.count > 1 && text.utf8.first == UInt8(ascii: "0")
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }

    private static func isLetterOrHyphen(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "-"): true
        default: false
        }
    }
}

extension String {
    /// The pieces between the separators, empty ones included.
    ///
    /// Bytes are compared, not characters: a separator that a combining mark follows still separates.
    func split(ascii separator: Unicode.Scalar, maxSplits: Int = .max) -> [String] {
        utf8.split(separator: UInt8(ascii: separator), maxSplits: maxSplits, omittingEmptySubsequences: false)
            .map { String(Substring($0)) }
    }

    /// What comes before the first such separator, and what comes after it if there is one.
    fileprivate func cut(at separator: Unicode.Scalar) -> (before: String, after: String?) {
        let pieces = split(ascii: separator, maxSplits: 1)
        return (pieces[0], pieces.count > 1 ? pieces[1] : nil)
    }
}
