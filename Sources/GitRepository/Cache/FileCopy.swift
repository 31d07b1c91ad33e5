import Glibc

/// Puts files that never change into another folder, each as a whole or not at all.
enum FileCopy {
    /// A file of that name that is there stays.
    static func put(_ file: String, at place: String) throws(GitError) {
        guard link(file, place) != 0 else { return }
        if errno == EEXIST { return }
        // Another file system, or one that knows no links.
        var template = Array((place + ".XXXXXX").utf8CString)
        let target = mkstemp(&template)
        guard target >= 0 else { throw error(place, errno) }
        let copy = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        defer { close(target) }
        do throws(GitError) {
            try write(file, to: target, place)
            guard fchmod(target, 0o444) == 0, rename(copy, place) == 0 else { throw error(place, errno) }
        } catch {
            unlink(copy)
            throw error
        }
    }

    private static func write(_ file: String, to target: Int32, _ place: String) throws(GitError) {
        let source = open(file, O_RDONLY | O_CLOEXEC)
        guard source >= 0 else { throw error(file, errno) }
        defer { close(source) }
        var piece = [UInt8](repeating: 0, count: 1 << 20)
        while true {
            let count = read(source, &piece, piece.count)
            if count == 0 { return }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw error(file, errno) }
            var written = 0
            while written < count {
                let more = piece[written..<count].withUnsafeBytes { Glibc.write(target, $0.baseAddress, $0.count) }
                if more < 0, errno == EINTR { continue }
                guard more > 0 else { throw error(place, errno) }
                written += more
            }
        }
    }

    private static func error(_ path: String, _ number: Int32) -> GitError {
        .fileSystem(operation: "copy", path: path, reason: systemMessage(number))
    }
}
