import OrderedCollections
import YAMLDocument

/// Compares what a file in the repository says with what a cluster holds. Servers add or leave out what is empty, and
/// write some values in another form; none of that is a difference. All else is: what only the cluster has may be left
/// from an earlier commit.
enum SpecComparison {
    /// Whether two values mean the same.
    static func isSame(_ actual: some JSONReading, _ wanted: JSONValue) -> Bool {
        switch wanted {
        case .array(let wanted):
            guard let actual = actual.array, actual.count == wanted.count else { return false }
            return zip(actual, wanted).allSatisfy { isSame($0, $1) }
        case .object(let wanted): return isSame(actual, wanted)
        case .string(let text): return actual.isString(text) || actual.string == text
        default: return actual.value == wanted
        }
    }

    private static func isSame(_ actual: some JSONReading, _ wanted: JSONObject) -> Bool {
        // Most often the names are the same, and nothing has to be read to compare them.
        if actual.memberCount == wanted.count,
            wanted.allSatisfy({ name, value in actual[name].map { isSame($0, value, calledName: name) } ?? false })
        {
            return true
        }
        guard let actual = actual.value.object else { return false }
        return wanted.allSatisfy { name, value in
            actual[name].map { isSame($0, value, calledName: name) } ?? isEmpty(value)
        } && actual.allSatisfy { name, value in wanted[name] != nil || isEmpty(value) }
    }

    private static func isSame(_ actual: some JSONReading, _ wanted: JSONValue, calledName name: String) -> Bool {
        isSame(actual, wanted) || (durations.contains(name) && isSameDuration(actual, wanted))
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

    private static func isSameDuration(_ left: some JSONReading, _ right: JSONValue) -> Bool {
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
