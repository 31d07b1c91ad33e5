/// What was made of the texts of a repository's files: of each text once, however many files have it. It is for one pass
/// over a tree.
struct TextMemo<Value: Sendable>: Sendable {
    /// By the numbers of texts.
    private var values: [Value?] = []

    /// What is made of the text of the file at a position, or was made of it for another file.
    ///
    /// - Parameter make: is told the file's text, which is empty where there is none.
    mutating func value<Failure>(
        at position: Int,
        in files: RepositoryFiles,
        _ make: (String) throws(Failure) -> Value
    ) throws(Failure) -> Value {
        guard let number = files.textNumber(at: position) else { return try make("") }
        if let value = known(number) { return value }
        let value = try make(files.text(at: position) ?? "")
        if values.count <= number { values += Array(repeating: nil, count: number + 1 - values.count) }
        values[number] = value
        return value
    }

    /// What was made of the text of the file at a position before; `nil` where nothing was.
    func known(at position: Int, in files: RepositoryFiles) -> Value? {
        files.textNumber(at: position).flatMap(known)
    }

    private func known(_ number: Int) -> Value? {
        values.indices.contains(number) ? values[number] : nil
    }
}
