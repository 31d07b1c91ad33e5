import OrderedCollections
import YAMLDocument

/// Compares what a file in the repository says with what a cluster holds. Servers add or leave out what is empty, and
/// write some values in another form; none of that is a difference. All else is: what only the cluster has may be left
/// from an earlier commit.
enum SpecComparison {
    /// Whether two values mean the same.
    static func isSame(_ actual: JSONValue, _ wanted: JSONValue) -> Bool {
        switch (actual, wanted) {
        case (.array(let actual), .array(let wanted)):
            actual.count == wanted.count && zip(actual, wanted).allSatisfy { isSame($0, $1) }
        case (.object(let actual), .object(let wanted)):
            wanted.allSatisfy { name, value in
                guard let actual = actual[name] else { return isEmpty(value) }
                return isSame(actual, value) || (durations.contains(name) && isSameDuration(actual, value))
            } && actual.allSatisfy { name, value in wanted[name] != nil || isEmpty(value) }
        default: actual == wanted
        }
    }

    /// Whether a server that reads the value into a Go structure leaves it out when it writes it again.
    private static func isEmpty(_ value: JSONValue) -> Bool {
        switch value {
        case .null, .bool(false), .string(""): true
        case .array(let elements): elements.isEmpty
        case .object(let members): members.isEmpty
        default: false
        }
    }

    /// The members of Packages and PackageInstalls that are durations: Go writes `10m` as `10m0s`.
    private static let durations: Set<String> = ["syncPeriod"]

    private static func isSameDuration(_ left: JSONValue, _ right: JSONValue) -> Bool {
        guard let left = left.string.flatMap(seconds), let right = right.string.flatMap(seconds) else { return false }
        return left == right
    }

    /// The seconds of a duration in whole hours, minutes and seconds; `nil` for any other.
    private static func seconds(_ text: String) -> Int? {
        var total = 0
        var digits = ""
        for character in text {
            if character.isASCII, character.isNumber {
                digits.append(character)
                continue
            }
            guard let unit = units[character], let number = Int(digits), number < 1_000_000 else { return nil }
            total += number * unit
            digits = ""
        }
        return digits.isEmpty && !text.isEmpty ? total : nil
    }

    private static let units: [Character: Int] = ["h": 3600, "m": 60, "s": 1]
}
