/// Numbers of very many names that need not be kept, since they can be made again from the numbers.
struct NumbersByName: Sendable {
    /// By the hash of the name.
    private var numbers: [Int: Int32] = [:]
    /// Of names whose hash another one has, too.
    private var others: [String: Int32] = [:]

    /// - Parameter number: from 0 on.
    mutating func set(_ number: Int, for name: String) {
        let hash = name.hashValue
        if numbers[hash] == nil {
            numbers[hash] = Int32(number)
        } else {
            others[name] = Int32(number)
        }
    }

    /// The number of a name; `nil` where it has none.
    ///
    /// - Parameter isItsName: whether the name is that of a number.
    func number(of name: String, _ isItsName: (Int) -> Bool) -> Int? {
        if let number = others[name] { return Int(number) }
        guard let number = numbers[name.hashValue].map(Int.init), isItsName(number) else { return nil }
        return number
    }
}
