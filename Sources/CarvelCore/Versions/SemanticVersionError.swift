/// The parts of a semantic version, as errors name them.
public enum SemanticVersionPart: Sendable, Hashable {
    case major, minor, patch, prerelease, build
}

/// Why a text is not a version. The description is the sentence that kapp-controller says.
public enum SemanticVersionError: Error, Sendable, Hashable {
    /// The text is empty.
    case empty
    /// There are not two dots, as in `1.2`.
    case notThreeParts
    /// A part has characters that it must not have.
    case invalidCharacters(SemanticVersionPart, String)
    /// A number starts with a zero, as in `01.2.3`.
    case leadingZeroes(SemanticVersionPart, String)
    /// A number is left out, as in `1..3`.
    case missingNumber
    /// A number is above 2^64 - 1.
    case numberTooLarge(String)
    /// Nothing stands between two dots, or after `-` or `+`.
    case emptyIdentifier(SemanticVersionPart)
}

extension SemanticVersionError: CustomStringConvertible {
    /// The sentence that kapp-controller says.
    public var description: String {
        switch self {
        case .empty:
            "Version string empty"
        case .notThreeParts:
            "No Major.Minor.Patch elements found"
        case .invalidCharacters(let part, let text):
            "Invalid character(s) found in \(part.noun) \(text.quotedAsInGo)"
        case .leadingZeroes(.prerelease, let text):
            "Numeric PreRelease version must not contain leading zeroes \(text.quotedAsInGo)"
        case .leadingZeroes(let part, let text):
            "\(part.capitalizedNoun) must not contain leading zeroes \(text.quotedAsInGo)"
        case .missingNumber:
            "strconv.ParseUint: parsing \"\": invalid syntax"
        case .numberTooLarge(let text):
            "strconv.ParseUint: parsing \(text.quotedAsInGo): value out of range"
        case .emptyIdentifier(let part):
            "\(part.noun) is empty"
        }
    }
}

extension SemanticVersionPart {
    fileprivate var noun: String {
        switch self {
        case .major: "major number"
        case .minor: "minor number"
        case .patch: "patch number"
        case .prerelease: "PreRelease"
        case .build: "BuildMeta"
        }
    }

    fileprivate var capitalizedNoun: String {
        noun.prefix(1).uppercased() + noun.dropFirst()
    }
}
