/// How a string is written as one line of YAML.
enum ScalarText {
    /// The text as it is where every reader takes it for that string, otherwise in double quotes.
    static func oneLine(_ text: String, inFlow: Bool = false) -> String {
        isSafePlain(text, inFlow: inFlow) ? text : doubleQuoted(text)
    }

    /// The text in double quotes, with everything escaped that some reader might refuse.
    static func doubleQuoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\t": result += "\\t"
            case "\r": result += "\\r"
            case _ where isPrintable(scalar): result.unicodeScalars.append(scalar)
            default:
                let digits = String(scalar.value, radix: 16, uppercase: true)
                let width = scalar.value > 0xFFFF ? 8 : 4
                result +=
                    (width == 8 ? "\\U" : "\\u") + String(repeating: "0", count: width - digits.utf8.count) + digits
            }
        }
        return result + "\""
    }

    /// The text in single quotes, or `nil` where those cannot hold it on one line.
    static func singleQuoted(_ text: String) -> String? {
        guard text.unicodeScalars.allSatisfy(isPrintable) else { return nil }
        var result = "'"
        for character in text.unicodeScalars {
            if character == "'" { result += "'" }
            result.unicodeScalars.append(character)
        }
        return result + "'"
    }

    /// Whether the text without quotes is that very string to readers of YAML 1.1 and 1.2 alike.
    ///
    /// - Parameter inFlow: Whether it stands inside brackets, where commas and brackets end it.
    static func isSafePlain(_ text: String, inFlow: Bool = false) -> Bool {
        if isPlainName(text) { return true }
        let scalars = text.unicodeScalars
        guard let first = scalars.first, let last = scalars.last else { return false }
        guard scalars.allSatisfy(isPrintable), first != " ", last != " ", last != ":" else { return false }
        guard !hasMeaningAtStart(first, text), !looksTyped(text) else { return false }
        if inFlow, scalars.contains(where: { ",[]{}?:".unicodeScalars.contains($0) }) { return false }
        return !zip(scalars, scalars.dropFirst()).contains { pair in
            pair == (":", " ") || pair == (" ", "#")
        }
    }

    /// Whether the text is a name or a path, as most are, which needs no closer look: it begins with a letter, and is too
    /// long for the words that mean something. With an "e" it could be the end of a number to some reader.
    private static func isPlainName(_ text: String) -> Bool {
        let bytes = text.utf8
        guard bytes.count > 5, let first = bytes.first, isLetter(first), first | 0x20 != UInt8(ascii: "e") else {
            return false
        }
        return bytes.allSatisfy { byte in
            isLetter(byte) || isDigit(byte) || byte == UInt8(ascii: "-") || byte == UInt8(ascii: ".")
                || byte == UInt8(ascii: "/")
        }
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
    }

    /// Whether a scalar may stand in a YAML text as it is, on one line.
    static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x20...0x7E, 0xA0...0xD7FF, 0xE000...0xFFFD, 0x10000...0x10FFFF:
            // Two line separators, which readers of YAML 1.1 break lines at, and the byte order mark.
            scalar.value != 0x2028 && scalar.value != 0x2029 && scalar.value != 0xFEFF
        default: false
        }
    }

    private static func hasMeaningAtStart(_ first: Unicode.Scalar, _ text: String) -> Bool {
        if first == "-" {
            // A list entry or a document marker; `-x` and `--flag` are neither.
            return text.utf8.count == 1 || text.utf8.starts(with: "- ".utf8) || text.utf8.starts(with: "---".utf8)
        }
        return "?:,[]{}#&*!|>'\"%@`=<~".unicodeScalars.contains(first) || text.utf8.starts(with: "...".utf8)
    }

    // MARK: Strings that some reader would take for something else

    private static let words: Set<String> = [
        "y", "yes", "n", "no", "true", "false", "on", "off", "null", ".nan", ".inf", "+.inf", "-.inf", "+.nan",
        "-.nan",
    ]

    private static func looksTyped(_ text: String) -> Bool {
        if case .string = ScalarResolver.value(of: text).value {} else { return true }
        let lowered = text.lowercased()
        return words.contains(lowered) || looksNumeric(lowered) || looksDated(lowered)
    }

    private static func looksNumeric(_ lowered: String) -> Bool {
        var digits = lowered.filter { $0 != "_" && $0 != "," }[...]
        if digits.first == "-" || digits.first == "+" { digits.removeFirst() }
        guard digits.utf8.contains(where: isDigit) else { return false }
        for (prefix, allowed) in [("0x", "0123456789abcdef"), ("0o", "01234567"), ("0b", "01")]
        where digits.hasPrefix(prefix) {
            return digits.dropFirst(2).allSatisfy { allowed.contains($0) }
        }
        // Base 60, as in 1:30.
        let parts = digits.split(separator: ":", omittingEmptySubsequences: false)
        if parts.count > 1, parts.dropLast().allSatisfy({ $0.utf8.allSatisfy(isDigit) }) {
            return parts.last?.utf8.allSatisfy { isDigit($0) || $0 == UInt8(ascii: ".") } ?? false
        }
        let mantissa = digits.prefix { $0 != "e" }
        let exponent = digits.dropFirst(mantissa.count + 1)
        let dots = mantissa.utf8.count { $0 == UInt8(ascii: ".") }
        let power = exponent.first == "-" || exponent.first == "+" ? exponent.dropFirst() : exponent
        return dots <= 1 && power.utf8.allSatisfy(isDigit)
            && mantissa.utf8.allSatisfy { isDigit($0) || $0 == UInt8(ascii: ".") }
    }

    /// Whether the text begins with four digits, a month and a day.
    private static func looksDated(_ text: String) -> Bool {
        let parts = text.split(separator: "-", maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0].utf8.count == 4, parts[0].utf8.allSatisfy(isDigit) else { return false }
        guard (1...2).contains(parts[1].utf8.count), parts[1].utf8.allSatisfy(isDigit) else { return false }
        return parts[2].utf8.first.map(isDigit) ?? false
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }
}
