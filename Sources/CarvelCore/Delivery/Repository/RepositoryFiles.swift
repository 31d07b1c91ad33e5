import GitRepository

/// The files of a delivery, and the texts of those that matter here. Many files may have the same text, which is held once.
public struct RepositoryFiles: Sendable {
    private var files: SnapshotFiles
    private var texts: [String]

    /// - Parameters:
    ///   - files: each with the number of its text, if it matters.
    ///   - texts: the different ones.
    init(_ files: SnapshotFiles, _ texts: [String]) {
        self.files = files
        self.texts = texts
    }

    /// The text of a file; `nil` where there is no such file, and where its text does not matter.
    public subscript(path: String) -> String? {
        files.index(of: path).flatMap(text)
    }

    /// The paths of the files with a text, sorted byte by byte.
    var paths: some Collection<String> { paths(at: files.indices) }

    /// The paths of all files, sorted byte by byte.
    var allPaths: some RandomAccessCollection<String> { files.indices.lazy.map(files.path) }

    /// Whether there is a file of that path, with a text or without.
    func contains(_ path: String) -> Bool { files.index(of: path) != nil }

    /// Whether there is a file below a folder, with a text or without.
    func hasFiles(below folder: String) -> Bool { !files.indices(below: folder).isEmpty }

    /// The paths of the files with a text below a folder, sorted byte by byte.
    func paths(below folder: String) -> some Collection<String> { paths(at: files.indices(below: folder)) }

    private func paths(at indices: Range<Int>) -> some Collection<String> {
        withText(indices).lazy.map(files.path)
    }

    /// Gives files other texts, or adds them.
    mutating func merge(_ others: [String: String]) {
        var entries = files.indices.map { (path: files.path(at: $0), content: files.content(at: $0)) }
        entries.removeAll { others[$0.path] != nil }
        for (path, text) in others {
            entries.append((path, texts.count))
            texts.append(text)
        }
        files = SnapshotFiles(entries)
    }
}

// MARK: Files by their positions, for passes over very many

extension RepositoryFiles {
    /// The positions of all files.
    var allPositions: Range<Int> { files.indices }

    /// The positions of the files with a text.
    var positions: some Collection<Int> { withText(files.indices) }

    /// The positions of those below a folder.
    func positions(below folder: String) -> some Collection<Int> { withText(files.indices(below: folder)) }

    private func withText(_ indices: Range<Int>) -> some Collection<Int> {
        indices.lazy.filter { files.content(at: $0) != nil }
    }

    /// The path of the file at a position.
    func path(at position: Int) -> String { files.path(at: position) }

    /// The text of the file at a position; `nil` where it does not matter.
    func text(at position: Int) -> String? { textNumber(at: position).map { texts[$0] } }

    /// A number, from 0 on, that only files with the same text have; `nil` where the file has none that matters.
    func textNumber(at position: Int) -> Int? { files.content(at: position) }
}
