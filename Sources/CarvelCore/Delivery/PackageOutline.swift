/// The packages of a repository and their versions, as the names of its files tell them.
///
/// No file is read, so this is quick in a repository of any size, and is a hint only: what a Package is called, and
/// which version it is, stands in the file itself.
public struct PackageOutline: Sendable {
    /// The names of the versions' files without their ending, by the path of the package's folder.
    private var versions: [String: [String]] = [:]

    /// - Parameter paths: the files of the repository, from its root.
    public init(paths: [String]) {
        for path in paths {
            let parts = path.split(separator: "/")
            guard parts.count >= 3, parts[parts.count - 2] == PackageFolder.packagesFolder,
                let file = parts.last, let ending = [".yaml", ".yml"].first(where: { file.hasSuffix($0) })
            else { continue }
            versions[parts.dropLast(2).joined(separator: "/"), default: []].append(String(file.dropLast(ending.count)))
        }
    }

    /// The names of the packages' folders, sorted.
    public var packages: [String] {
        versions.keys.map(Self.name).sorted()
    }

    /// The versions of a package, the newest first; none where there is no such package.
    ///
    /// - Parameter package: the name of its folder, or the path of that from the repository's root.
    public func versions(of package: String) -> [String] {
        let found = versions.filter { $0.key == package || Self.name($0.key) == package }.flatMap(\.value)
        let read = found.compactMap { text in (try? SemanticVersion(text)).map { (text: text, version: $0) } }
        return read.sorted { $1.version < $0.version }.map(\.text)
    }

    private static func name(_ path: String) -> String {
        path.split(separator: "/").last.map(String.init) ?? path
    }
}
