/// Strings that a careless writer of YAML gets wrong.
enum TrickyStrings {
    /// Words, numbers, dates and signs that YAML 1.1 or 1.2 give a meaning to: they must be quoted.
    static let typed = [
        "", "~", "null", "Null", "NULL", "nUll", "y", "Y", "n", "N", "yes", "no", "NO", "on", "Off", "true", "TRUE",
        "tRue",
        "0", "-0", "+1", "0123", "08", "0o14", "0x1f", "0b11", "1e3", "1E-3", "1.", ".5", "-.5", "1.5", "1_000",
        "1,000",
        "20230321", "1:30", "190:20:30", "1:30.5", ".inf", "-.INF", "+.inf", ".NaN", "=", "<<", "2023-01-01",
        "2023-1-1T00:00:00Z", "2001-12-14 21:59:43.10 -5", "685_230.15", "+12e03", "0x_A", "12345678901234567890",
    ]

    /// Strings with signs at places where YAML reads them.
    static let punctuated = [
        ">=0.0.0", "- x", "-", "--- x", "---", "...", "? x", ": x", "a: b", "a:", "a #b", "#a", "&a", "*a", "!a",
        "!!int 5",
        "|", ">", "'a'", "\"a\"", "%a", "@a", "`a", "[a]", "{a: b}", "a, b", ",a", " a", "a ", "\ta", "a\tb", "a\\b",
        "it's",
        "say \"x\"", "=a", "<a", "~a", "é", "😀", "日本", "\u{0}", "\u{7F}", "\u{85}x", "a\u{2028}b", "\u{FEFF}a",
        "\u{FFFE}",
        "\u{1F}", "\r", "a\r\nb", "- \u{301}x", "http://x:8080/", "a:b",
    ]

    /// Strings of several lines.
    static let multiline = [
        "\n", "\n\n", "a\n", "a\nb", "a\nb\n", "a\n\n\n", "\na", "\n\na\n", " a\nb", "  a\n b\n", "\n  a\nb\n",
        "a\n  b\n", "a\n ",
        "a\n \n", "a \nb", "\ta\nb", "a\n\tb\n", "a\n\t\n", " \na", "---\na: 1\n", "# c\na\n", "a: |\n  b\n",
        "a\u{85}\nb", "\n\ta",
        "- a\n- b\n", "...\n", "a\n...\nb\n", "x: \"y\"\n", " \n", "a\n\n b\n\n\n",
    ]

    /// Strings that need no quotes, and read better without.
    static let plain = [
        "a", "app.default.tap", "20230321004057.0.0", "1.2.3", "10.0.0.1", "5m", "--flag=x", "-x", "a b", "a:b",
        "http://x:8080/",
        "a#b", "it's", "main@sha1:0a1b", "v1", "tap-install/v1beta1", "100m", "a, b", "é", "nope", "1.x", "/a?b=c&d",
        "0.1.0+build.1",
    ]

    /// Every string of up to three characters over those that YAML has uses for.
    static let combinations: [String] = {
        let alphabet: [String] = [
            "a", "1", "0", " ", "\n", "\t", ":", "#", "-", ".", "'", "\"", "\\", "?", ",", "[", "}", "&", "*", "!", "|",
            ">", "%",
            "=", "~", "_", "e", "y", "é",
        ]
        let pairs = alphabet.flatMap { first in alphabet.map { first + $0 } }
        return alphabet + pairs + pairs.flatMap { pair in alphabet.map { pair + $0 } }
    }()

    static let listed = typed + punctuated + multiline + plain
}
