/// Where a file of a package lies: in `<package's folder>/<subfolder>/<file>`.
struct PackageFilePlace {
    /// The path of the package's folder.
    let folder: Substring
    /// The name of the folder in it: that of a run cluster, or `packages`.
    let subfolder: Substring
    /// The file's name.
    let file: Substring

    /// - Parameters:
    ///   - path: the file's path from the repository's root.
    ///   - root: the delivery's folder, which is that of no package; empty for the repository's root.
    /// - Returns: `nil` where the file is not deep enough below that to be a package's.
    init?(_ path: String, below root: String) {
        let (parent, file) = path[...].splitAtLastSlash()
        guard let (folder, subfolder) = parent?.splitAtLastSlash(), let folder,
            root.isEmpty || folder.utf8.count > root.utf8.count
        else { return nil }
        self.folder = folder
        self.subfolder = subfolder
        self.file = file
    }
}
