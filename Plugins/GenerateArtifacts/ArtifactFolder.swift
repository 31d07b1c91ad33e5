import Foundation

/// A folder of generated files, and what should be in it.
struct ArtifactFolder {
    private let url: URL
    /// The folder as messages name it, from the package's root.
    private let name: String
    /// The files' contents by their names.
    private let wanted: [String: String]

    /// What one of a file's first lines says that this plugin may overwrite and remove.
    static let mark = "Written by swift package generate-artifacts"

    init(_ name: String, in package: URL, wanted: [String: String]) {
        self.name = name
        self.wanted = wanted
        url = package.appending(path: name)
    }

    /// The folders of files that are named by their paths from the package's root.
    static func folders(of files: [String: String], in package: URL) -> [ArtifactFolder] {
        let byFolder = Dictionary(grouping: files) { path, _ in
            path.split(separator: "/").dropLast().joined(separator: "/")
        }
        return byFolder.sorted { $0.key < $1.key }.map { folder, files in
            let names = files.map { path, content in (String(path.dropFirst(folder.count + 1)), content) }
            return ArtifactFolder(folder, in: package, wanted: Dictionary(uniqueKeysWithValues: names))
        }
    }

    /// What separates the folder from what is wanted.
    struct Difference {
        /// Files that are missing or have another content.
        let changed: [String]
        /// Files of commands that are gone.
        let abandoned: [String]
    }

    func difference() throws -> Difference {
        Difference(changed: try changedFiles().sorted(), abandoned: try abandonedFiles().sorted())
    }

    /// The path of one of its files, for messages.
    func path(_ file: String) -> String { "\(name)/\(file)" }

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
        try presentFiles().subtracting(wanted.keys).filter { file in
            try content(of: file).split(separator: "\n").prefix(2).contains { $0.contains(Self.mark) }
        }
    }

    private func presentFiles() throws -> Set<String> {
        guard FileManager.default.fileExists(atPath: url.path) else { return [] }
        return Set(try FileManager.default.contentsOfDirectory(atPath: url.path))
    }

    private func content(of file: String) throws -> String {
        try String(contentsOf: url.appending(path: file), encoding: .utf8)
    }
}
