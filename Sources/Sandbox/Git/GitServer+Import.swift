import Subprocess

extension GitServer {
    /// Makes the first commit of a repository's branch of many files at once.
    ///
    /// - Parameter files: the text of each file by its path.
    /// - Returns: the commit.
    /// - Throws: `GitCommandError` where git refuses.
    func commit(_ files: [String: String], to name: String, branch: String = "main") async throws -> String {
        var stream = "commit refs/heads/\(branch)\ncommitter sandbox <sandbox@localhost> 0 +0000\n"
        func add(_ text: String) { stream += "data \(text.utf8.count)\n\(text)\n" }
        add("Deliver \(files.count) files")
        for (path, text) in files.sorted(by: { $0.key < $1.key }) {
            stream += "M 100644 inline \(path)\n"
            add(text)
        }
        let directory = ["--git-dir", path(of: name)]
        try await GitCommand.run(directory + ["fast-import", "--quiet"], home: path(of: name), input: stream)
        return try await GitCommand.run(directory + ["rev-parse", branch], home: path(of: name))
    }
}
