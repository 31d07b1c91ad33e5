import Glibc

/// What stands at a path of this machine.
enum FileKind {
    case missing
    case folder
    /// A file, or a symbolic link to whatever.
    case file

    init(of path: String) {
        var status = stat()
        if lstat(path, &status) != 0 {
            self = .missing
        } else {
            self = status.st_mode & S_IFMT == S_IFDIR ? .folder : .file
        }
    }
}

/// The folders above a path of git, the topmost first: `a` and `a/b` for `a/b/c`.
func foldersAbove(_ path: String) -> [String] {
    var folders: [String] = []
    for index in path.indices where path[index] == "/" {
        folders.append(String(path[..<index]))
    }
    return folders
}
