import FoundationEssentials

extension FileSystem {
    /// This machine's files.
    public static let local = FileSystem(
        read: { path throws(FileError) in try OpenFile(path).bytes() },
        exists: { FileManager.default.fileExists(atPath: $0) },
        list: { folder throws(FileError) in
            do {
                return try localFiles(below: folder).sorted()
            } catch {
                throw FileError(path: folder, reason: .other("can't be listed"))
            }
        }
    )
}

/// The paths of all files below a folder. Git's own folder is not even opened: it holds more files than the rest.
private func localFiles(below root: String) throws -> [String] {
    let manager = FileManager.default
    var files: [String] = []
    var folders = [""]
    while let folder = folders.popLast() {
        for name in try manager.contentsOfDirectory(atPath: root + "/" + folder) {
            let path = folder.isEmpty ? name : folder + "/" + name
            guard path != ".git" else { continue }
            var isFolder = false
            // What a link that leads nowhere stands for can't be read.
            guard manager.fileExists(atPath: root + "/" + path, isDirectory: &isFolder) else { continue }
            if !isFolder {
                files.append(path)
            } else if try manager.attributesOfItem(atPath: root + "/" + path)[.type] as? FileAttributeType
                != .typeSymbolicLink
            {
                // Links to folders could lead back up.
                folders.append(path)
            }
        }
    }
    return files
}
