import CarvelCore
import HTTPTransport

extension Host {
    /// A machine that has these files and nothing else.
    ///
    /// - Parameters:
    ///   - files: contents by absolute path.
    ///   - http: by default a network in which every request fails the test.
    static func inMemory(
        files: [String: String] = [:],
        variables: [String: String] = [:],
        currentDirectory: String = "/here",
        http: any HTTPClient = ScriptedHTTPClient(),
        clock: any Clock<Duration> = ContinuousClock()
    ) -> Host {
        Host(
            variables: variables,
            currentDirectory: currentDirectory,
            files: .inMemory(files.mapValues { Array($0.utf8) }),
            http: http,
            clock: clock
        )
    }
}

extension FileSystem {
    /// Files that exist only in the test; `.` and `..` in paths are understood.
    ///
    /// - Parameter forbidden: files that are there and may not be read.
    static func inMemory(_ files: [String: [UInt8]], forbidden: Set<String> = []) -> FileSystem {
        FileSystem(
            read: { path throws(FileError) in
                let plain = plainPath(path)
                if forbidden.contains(plain) { throw FileError(path: path, reason: .notPermitted) }
                guard let bytes = files[plain] else { throw FileError(path: path, reason: .notFound) }
                return bytes
            },
            exists: { path in
                let plain = plainPath(path)
                return files.keys.contains { $0 == plain || $0.hasPrefix(plain + "/") }
            },
            list: { folder throws(FileError) in
                let start = plainPath(folder) + "/"
                return files.keys.filter { $0.hasPrefix(start) }.map { String($0.dropFirst(start.count)) }.sorted()
            }
        )
    }

    private static func plainPath(_ path: String) -> String {
        var parts: [Substring] = []
        for part in path.split(separator: "/") where part != "." {
            if part == ".." { _ = parts.popLast() } else { parts.append(part) }
        }
        return "/" + parts.joined(separator: "/")
    }
}
