import Foundation

/// A folder of generated files, and what should be in it.
struct ArtifactFolder {
    let url: URL
    /// The folder as messages name it.
    let name: String
    /// The files' contents by their names.
    let wanted: [String: String]

    /// What separates the folder from what is wanted.
    struct Difference {
        /// Files that are missing or have another content.
        let changed: [String]
        /// Files of commands that are gone.
        let abandoned: [String]

        /// All of them, in order.
        var files: [String] { (changed + abandoned).sorted() }
    }

    func difference() throws -> Difference {
        Difference(changed: try changedFiles().sorted(), abandoned: try abandonedFiles().sorted())
    }

    /// Brings the folder to what is wanted.
    func update(_ difference: Difference) throws {
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        for file in difference.changed {
            try wanted[file]?.write(to: url.appending(path: file), atomically: true, encoding: .utf8)
        }
        for file in difference.abandoned {
            try FileManager.default.removeItem(at: url.appending(path: file))
        }
    }

    private func changedFiles() throws -> [String] {
        let present = try presentFiles()
        return try wanted.keys.filter { try !present.contains($0) || content(of: $0) != wanted[$0] }
    }

    /// Files that bear the generator's mark and that it would not write any more. Others are left alone.
    private func abandonedFiles() throws -> [String] {
        try presentFiles().subtracting(wanted.keys).filter { try content(of: $0).hasPrefix(RoffPage.mark) }
    }

    private func presentFiles() throws -> Set<String> {
        guard FileManager.default.fileExists(atPath: url.path) else { return [] }
        return Set(try FileManager.default.contentsOfDirectory(atPath: url.path).filter { $0.hasSuffix(".1") })
    }

    private func content(of file: String) throws -> String {
        try String(contentsOf: url.appending(path: file), encoding: .utf8)
    }
}
