/// The candidate that somebody most likely meant by a text that is none of them.
///
/// Case and underscores do not count. Less than half of the text's letters may have to be changed, added or left out;
/// of several candidates at the same distance the first is taken. This is how ytt makes up its hints.
///
/// - Returns: `nil` if no candidate is near enough.
public func closestMatch(to text: String, in candidates: some Sequence<String>) -> String? {
    let text = folded(text)
    var nearest: String?
    var nearestDistance = (text.count + 1) / 2
    for candidate in candidates {
        let distance = editDistance(text, folded(candidate))
        if distance < nearestDistance {
            nearest = candidate
            nearestDistance = distance
        }
    }
    return nearest
}

private func folded(_ text: String) -> [UInt8] {
    text.lowercased().utf8.filter { $0 != UInt8(ascii: "_") }
}

/// How many bytes have to be changed, added or left out to turn one text into the other.
private func editDistance(_ left: [UInt8], _ right: [UInt8]) -> Int {
    // `row[j]` is the distance between what was read of `left` and the first `j` bytes of `right`.
    var row = Array(0...right.count)
    for (index, byte) in left.enumerated() {
        var diagonal = row[0]
        row[0] = index + 1
        for (column, other) in right.enumerated() {
            let changed = diagonal + (byte == other ? 0 : 1)
            diagonal = row[column + 1]
            row[column + 1] = min(changed, row[column] + 1, row[column + 1] + 1)
        }
    }
    return row[right.count]
}
