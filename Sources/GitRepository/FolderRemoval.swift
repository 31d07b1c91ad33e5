import Glibc

/// Removes a folder with everything in it.
enum FolderRemoval {
    /// Removes as much as possible; symbolic links are removed, not followed.
    ///
    /// - Returns: whether nothing is left, which is also so when there was nothing.
    static func remove(_ path: String) -> Bool {
        for name in names(in: path) {
            let child = "\(path)/\(name)"
            if FileKind(of: child) == .folder {
                _ = remove(child)  // What is left of it makes rmdir below fail, and that is reported.
            } else {
                unlink(child)
            }
        }
        return rmdir(path) == 0 || errno == ENOENT
    }

    static func names(in path: String) -> [String] {
        guard let folder = opendir(path) else { return [] }
        defer { closedir(folder) }
        var names: [String] = []
        while let entry = readdir(folder) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { field in
                field.withMemoryRebound(to: CChar.self, capacity: Int(NAME_MAX) + 1) { String(cString: $0) }
            }
            if name != ".", name != ".." {
                names.append(name)
            }
        }
        return names
    }
}
