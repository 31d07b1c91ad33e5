/// Reads the grammar of constraints that kapp-controller has.
enum VersionConstraintParser {
    /// The comparisons of each alternative.
    ///
    /// Wildcards are expanded everywhere before any comparison is read, so that of several faults the one is reported
    /// that the controller reports.
    static func alternatives(in text: String) throws(VersionConstraintError) -> [[VersionComparison]] {
        var expanded: [[String]] = []
        for words in try splitAtOr(words(of: text)) {
            var comparisons: [String] = []
            for word in words {
                comparisons += try expandWildcard(in: word)
            }
            expanded.append(comparisons)
        }
        var alternatives: [[VersionComparison]] = []
        for words in expanded {
            var comparisons: [VersionComparison] = []
            for word in words {
                comparisons.append(try comparison(word))
            }
            alternatives.append(comparisons)
        }
        guard alternatives.allSatisfy({ !$0.isEmpty }) else { throw .emptyAlternative }
        return alternatives
    }

    /// The words between blanks. A blank after `<`, `>` or `=` does not separate, so that `>= 1.0.0` is one word.
    ///
    /// A word of a single character is dropped, because the controller drops it: `*` is no constraint at all.
    private static func words(of text: String) -> [String] {
        let blank = UInt8(ascii: " ")
        var words: [[UInt8]] = []
        var word: [UInt8] = []
        var last: UInt8?
        for byte in text.utf8 {
            if byte == blank, !isComparisonSign(last) {
                words.append(word)
                word = []
                continue
            }
            word.append(byte)
            if byte != blank { last = byte }
        }
        words.append(word)
        return words.filter { $0.count > 1 }.map { word in
            String(decoding: word.filter { $0 != blank }, as: UTF8.self)
        }
    }

    private static func isComparisonSign(_ byte: UInt8?) -> Bool {
        switch byte {
        case UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "="): true
        default: false
        }
    }

    private static func splitAtOr(_ words: [String]) throws(VersionConstraintError) -> [[String]] {
        if words.first == "||" { throw .startsWithOr }
        let alternatives = words.split(separator: "||", omittingEmptySubsequences: false).map(Array.init)
        if alternatives.last?.isEmpty ?? true { throw .endsWithOr }
        return alternatives
    }

    private static func comparison(_ word: String) throws(VersionConstraintError) -> VersionComparison {
        let (sign, versionText) = try splitSign(of: word)
        guard let relation = VersionComparison.Relation(sign: sign) else {
            throw .unknownSign(sign, in: sign + versionText)
        }
        do {
            return VersionComparison(relation: relation, version: try SemanticVersion(versionText))
        } catch {
            throw .badVersion(versionText, in: sign + versionText, reason: error)
        }
    }

    /// What comes before the first digit, and the rest.
    private static func splitSign(of word: String) throws(VersionConstraintError) -> (sign: String, version: String) {
        let scalars = word.unicodeScalars
        guard let start = scalars.firstIndex(where: { $0.properties.generalCategory == .decimalNumber }) else {
            throw .noVersion(in: word)
        }
        return (String(scalars[..<start]), String(scalars[start...]))
    }
}

// MARK: Wildcards

extension VersionConstraintParser {
    /// The comparisons without wildcards that a word with `x` in it stands for: `1.x` means `>=1.0.0 <2.0.0`.
    ///
    /// Nothing is said of prereleases, so `1.x` lets `2.0.0-rc.1` pass, if prereleases are taken at all, and not
    /// `1.0.0-rc.1`.
    ///
    /// Any `x` makes the controller look for a wildcard, even that of `1.0.0-experimental`. It then ends up with a
    /// comparison that has no version, and refuses the constraint.
    private static func expandWildcard(in word: String) throws(VersionConstraintError) -> [String] {
        guard word.utf8.contains(UInt8(ascii: "x")) else { return [word] }
        let (sign, version) = try splitSign(of: word)
        let lowest = lowestVersion(matching: version)
        let next = versionAfterAll(matching: version)
        switch sign {
        case ">": return [">=" + next]
        case ">=": return [">=" + lowest]
        case "<": return ["<" + lowest]
        case "<=": return ["<" + next]
        case "", "=", "==": return [">=" + lowest, "<" + next]
        case "!", "!=": return ["<" + lowest, ">=" + next]
        default: return [lowest]  // The controller forgets a sign that it does not know.
        }
    }

    /// `1.2.0` for `1.2.x`, and `1.0.0` for `1.x` and `1.x.x`.
    private static func lowestVersion(matching version: String) -> String {
        let filled = version.replacingFirst(".x.x", with: ".x").replacingFirst(".x", with: ".0")
        return filled + (filled.split(ascii: ".").count == 2 ? ".0" : "")
    }

    /// `1.3.0` for `1.2.x` and `2.0.0` for `1.x`; but `1.1.0` for `1.x.x`, as the controller has it.
    ///
    /// Empty where there is no wildcard, or no number before it.
    private static func versionAfterAll(matching version: String) -> String {
        let parts = version.split(ascii: ".")
        guard parts.last == "x", parts.count == 2 || parts.count == 3 else { return "" }
        var raised = lowestVersion(matching: version).split(ascii: ".")
        let position = parts.count - 2
        guard let number = Int(raised[position]) else { return "" }
        raised[position] = String(number &+ 1)
        return raised.joined(separator: ".")
    }
}

extension String {
    fileprivate func replacingFirst(_ part: String, with replacement: String) -> String {
        guard let range = firstRange(of: part) else { return self }
        return self[..<range.lowerBound] + replacement + self[range.upperBound...]
    }
}
