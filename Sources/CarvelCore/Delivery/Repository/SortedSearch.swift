extension RandomAccessCollection {
    /// The first position whose element, and with it all after it, is as asked for.
    func partitioningIndex(where isLater: (Element) -> Bool) -> Index {
        var (low, high) = (startIndex, endIndex)
        while low < high {
            let middle = index(low, offsetBy: distance(from: low, to: high) / 2)
            if isLater(self[middle]) { high = middle } else { low = index(after: middle) }
        }
        return low
    }
}
