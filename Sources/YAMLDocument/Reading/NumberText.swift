/// The numbers of YAML as go-yaml v2 writes them down.
enum NumberText {
    enum Integer {
        case int(Int64)
        case uint(UInt64)
        /// Beyond 64 bits, so only near.
        case tooLarge(Double)
    }

    /// The whole number that a text without `_` stands for: decimal, `0x`, `0b`, `0o`, or octal after a leading `0`.
    static func integer(_ text: String) -> Integer? {
        var digits = text[...]
        let sign = digits.first
        let isSigned = sign == "-" || sign == "+"
        if isSigned { digits.removeFirst() }
        let radix = takeRadix(&digits)
        guard let magnitude = magnitude(digits, radix: radix) else { return nil }
        switch (sign, magnitude) {
        case ("-", .exact(let number)):
            guard number <= UInt64(Int64.max) + 1 else { return .tooLarge(-Double(number)) }
            return .int(Int64(truncatingIfNeeded: 0 &- number))
        case (_, .exact(let number)):
            if let number = Int64(exactly: number) { return .int(number) }
            return isSigned ? .tooLarge(Double(number)) : .uint(number)
        case (_, .tooLarge(let number)):
            return .tooLarge(sign == "-" ? -number : number)
        }
    }

    /// The finite number that a text of digits, at most one `.` and perhaps an exponent stands for.
    static func double(_ text: String) -> Double? {
        var rest = text.utf8[...]
        if rest.first == UInt8(ascii: "-") || rest.first == UInt8(ascii: "+") { rest.removeFirst() }
        let whole = takeDigits(&rest)
        var fraction = 0
        if rest.first == UInt8(ascii: ".") {
            rest.removeFirst()
            fraction = takeDigits(&rest)
        }
        guard whole + fraction > 0 else { return nil }
        if rest.first == UInt8(ascii: "e") || rest.first == UInt8(ascii: "E") {
            rest.removeFirst()
            if rest.first == UInt8(ascii: "-") || rest.first == UInt8(ascii: "+") { rest.removeFirst() }
            guard takeDigits(&rest) > 0 else { return nil }
        }
        guard rest.isEmpty, let number = Double(text), number.isFinite else { return nil }
        return number
    }

    /// A number as a key of JSON: Go's shortest form of a 32-bit float, which is what Kubernetes makes of it.
    static func key(_ number: Double) -> String {
        let number = Float(number)
        if number.isNaN { return ".nan" }
        if number.isInfinite { return number < 0 ? "-.inf" : ".inf" }
        let sign = number.sign == .minus ? "-" : ""
        let (digits, exponent) = shortestDigits(number.magnitude)
        // Go turns to an exponent below 1e-4 and from 1e6 on.
        if (-4..<6).contains(exponent) { return sign + positional(digits, exponent) }
        let fraction = digits.count > 1 ? "." + digits.dropFirst() : ""
        let power = String(exponent.magnitude)
        let padding = power.count < 2 ? "0" : ""
        return sign + digits.prefix(1) + fraction + (exponent < 0 ? "e-" : "e+") + padding + power
    }

    /// The fewest digits that name the number, and the power of ten of the first of them.
    private static func shortestDigits(_ number: Float) -> (digits: String, exponent: Int) {
        let parts = number.description.split(separator: "e")
        let mantissa = parts[0].split(separator: ".", omittingEmptySubsequences: false)
        let all = mantissa.joined()
        let leadingZeros = all.prefix { $0 == "0" }.count
        var digits = all.dropFirst(leadingZeros)
        guard !digits.isEmpty else { return ("0", 0) }
        while digits.last == "0" { digits.removeLast() }
        let shift = parts.count > 1 ? Int(parts[1]) ?? 0 : 0
        return (String(digits), mantissa[0].count - 1 - leadingZeros + shift)
    }

    private static func positional(_ digits: String, _ exponent: Int) -> String {
        if exponent < 0 { return "0." + String(repeating: "0", count: -exponent - 1) + digits }
        let whole = digits.prefix(exponent + 1)
        let padding = String(repeating: "0", count: exponent + 1 - whole.count)
        let fraction = digits.dropFirst(exponent + 1)
        return whole + padding + (fraction.isEmpty ? "" : "." + fraction)
    }

    // MARK: Digits

    private enum Magnitude {
        case exact(UInt64)
        case tooLarge(Double)
    }

    /// Takes the prefix that names the radix off the digits.
    private static func takeRadix(_ digits: inout Substring) -> UInt64 {
        guard digits.utf8.count > 1, digits.first == "0" else { return 10 }
        let radix: UInt64 =
            switch digits.dropFirst().first {
            case "x", "X": 16
            case "o", "O": 8
            case "b", "B": 2
            default: 0
            }
        digits.removeFirst(radix == 0 ? 1 : 2)
        return radix == 0 ? 8 : radix
    }

    private static func magnitude(_ digits: Substring, radix: UInt64) -> Magnitude? {
        guard !digits.isEmpty else { return nil }
        var exact: UInt64? = 0
        var near = 0.0
        for byte in digits.utf8 {
            guard let digit = hexDigit(byte), digit < radix else { return nil }
            near = near * Double(radix) + Double(digit)
            exact = exact.flatMap { number in
                let (product, overflows) = number.multipliedReportingOverflow(by: radix)
                let (sum, overflowsToo) = product.addingReportingOverflow(digit)
                return overflows || overflowsToo ? nil : sum
            }
        }
        return exact.map { .exact($0) } ?? .tooLarge(near)
    }

    private static func hexDigit(_ byte: UInt8) -> UInt64? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt64(byte - UInt8(ascii: "0"))
        case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt64(byte - UInt8(ascii: "a")) + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): UInt64(byte - UInt8(ascii: "A")) + 10
        default: nil
        }
    }

    /// Takes the leading digits off and counts them.
    private static func takeDigits(_ text: inout Substring.UTF8View) -> Int {
        let rest = text.drop { (0x30...0x39).contains($0) }
        defer { text = rest }
        return text.count - rest.count
    }
}
