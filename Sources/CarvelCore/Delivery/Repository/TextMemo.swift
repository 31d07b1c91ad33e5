/// What was made of the texts of a repository's files: of each text once, however many files have it. It is for one pass
/// over a tree.
struct TextMemo<Value: Sendable>: Sendable {
    private var values: [Int: Value] = [:]

    /// What is made of a file's text, or was made of it for another file.
    ///
    /// - Parameter make: is told the file's text, which is empty where there is none.
    mutating func value<Failure>(
        of path: String,
        in files: RepositoryFiles,
        _ make: (String) throws(Failure) -> Value
    ) throws(Failure) -> Value {
        guard let number = files.textNumber(of: path) else { return try make("") }
        if let value = values[number] { return value }
        let value = try make(files[path] ?? "")
        values[number] = value
        return value
    }

    /// What was made of a file's text before; `nil` where nothing was.
    func known(of path: String, in files: RepositoryFiles) -> Value? {
        files.textNumber(of: path).flatMap { values[$0] }
    }
}
