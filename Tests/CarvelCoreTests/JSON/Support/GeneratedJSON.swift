/// Makes texts that are JSON, the same ones for the same seed: nested at random, with few names so that paths meet them,
/// with escapes, spaces and brackets wherever they may be.
struct GeneratedJSON {
    private var random: SplitMix
    private(set) var text = ""

    /// The text of one object.
    static func object(seed: UInt64) -> String {
        var generator = GeneratedJSON(random: SplitMix(state: seed))
        generator.object(deepest: 5)
        return generator.text
    }

    private mutating func value(deepest: Int) {
        switch Int.random(in: 0..<(deepest > 0 ? 9 : 6), using: &random) {
        case 0: write("null", "true", "false")
        case 1: write("0", "-1", "12345678901234567", "18446744073709551615", "1.5e-3", "-0.0", "1E2")
        case 2...5: string()
        case 6: array(deepest: deepest - 1)
        default: object(deepest: deepest - 1)
        }
    }

    private mutating func object(deepest: Int) {
        list("{", "}") { generator in
            generator.name()
            generator.space()
            generator.text += ":"
            generator.space()
            generator.value(deepest: deepest)
        }
    }

    private mutating func array(deepest: Int) {
        list("[", "]") { $0.value(deepest: deepest) }
    }

    private mutating func list(_ opening: String, _ closing: String, _ element: (inout Self) -> Void) {
        text += opening
        for index in 0..<Int.random(in: 0..<6, using: &random) {
            if index > 0 { text += "," }
            space()
            element(&self)
            space()
        }
        text += closing
    }

    private mutating func name() {
        write(
            #""a""#,
            #""b""#,
            #""\u0061""#,
            #""c.d""#,
            #""""#,
            #""aa""#,
            #""é""#,
            #""a\"b""#,
            #""a name of more than fifteen bytes""#,
            #""a name of more than fifteen byt\u0065s""#
        )
    }

    private mutating func string() {
        text += "\""
        for _ in 0..<Int.random(in: 0..<12, using: &random) {
            write(
                "a",
                "plain text of some length",
                "{",
                "}",
                "[",
                "]",
                ",",
                ":",
                "é",
                "😀",
                #"\""#,
                #"\\"#,
                #"\n"#,
                #"\u0000"#,
                #"\ud83d\ude00"#,
                #"\ud83d"#,
                #"\/"#,
                "_Yy\u{7F}"
            )
        }
        text += "\""
    }

    private mutating func space() {
        if Int.random(in: 0..<8, using: &random) == 0 { write(" ", "\n  ", "\t", "\r\n") }
    }

    private mutating func write(_ choices: String...) {
        text += choices[Int.random(in: choices.indices, using: &random)]
    }
}

/// A generator of random numbers with a seed. Source: Steele, Lea and Flood, "Fast splittable pseudorandom number
/// generators" (2014).
struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
