import FoundationEssentials

extension FileSystem {
    /// This machine's files.
    public static let local = FileSystem(
        read: { path throws(FileError) in
            do {
                return [UInt8](try Data(contentsOf: URL(filePath: path)))
            } catch let error as CocoaError {
                switch error.code {
                case .fileReadNoSuchFile, .fileNoSuchFile: throw FileError(path: path, reason: .notFound)
                case .fileReadNoPermission: throw FileError(path: path, reason: .notPermitted)
                default: throw FileError(path: path, reason: .other("can't be read (\(error.code.rawValue))"))
                }
            } catch {
                throw FileError(path: path, reason: .other("\(error)"))
            }
        },
        exists: { FileManager.default.fileExists(atPath: $0) },
        list: { folder throws(FileError) in
            let paths: [String]
            do {
                paths = try FileManager.default.subpathsOfDirectory(atPath: folder)
            } catch {
                throw FileError(path: folder, reason: .other("can't be listed"))
            }
            return paths.filter { path in
                var isFolder: Bool = false
                return path != ".git" && !path.hasPrefix(".git/")
                    && FileManager.default.fileExists(atPath: folder + "/" + path, isDirectory: &isFolder)
                    && !isFolder
            }.sorted()
        }
    )
}
