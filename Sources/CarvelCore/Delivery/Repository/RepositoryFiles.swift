/// The texts of files by their paths. Many files may have the same text, which is held once.
public struct RepositoryFiles: Sendable {
    private var texts: [String]
    /// By path, where in `texts` its own is.
    private var numbers: [String: Int]

    /// - Parameters:
    ///   - texts: the different ones.
    ///   - numbers: by path, which of them it is.
    init(_ texts: [String], numbers: [String: Int]) {
        self.texts = texts
        self.numbers = numbers
    }

    /// The text of a file; `nil` where there is no such file.
    public subscript(path: String) -> String? {
        numbers[path].map { texts[$0] }
    }

    /// The paths of all files, in no order.
    public var paths: some Collection<String> { numbers.keys }

    /// A number that only files with the same text have; `nil` where there is no such file.
    func textNumber(of path: String) -> Int? { numbers[path] }

    /// Gives files other texts, or adds them.
    mutating func merge(_ others: [String: String]) {
        for (path, text) in others {
            numbers[path] = texts.count
            texts.append(text)
        }
    }
}
