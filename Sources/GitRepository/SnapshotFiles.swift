import Algorithms
import Glibc

/// Files by their paths, sorted byte by byte, and which of several contents each has.
///
/// A repository for many clusters has tens of thousands of files, most of which have their names, and their folders, in
/// common with others: these are held once, and become strings only where a path is asked for.
public struct SnapshotFiles: Sendable {
    /// With their slashes; empty for the top of the repository.
    private var folders = ByteStrings()
    private var names = ByteStrings()
    private var files: [File] = []
    /// The names that there are, until all files are.
    private var numbersOfNames: [[UInt8]: UInt32] = [:]

    private struct File: Sendable {
        let folder: UInt32
        let name: UInt32
        /// The number of its content, or `unread`.
        let content: UInt32
    }

    private static let unread = UInt32.max
    private static let slash = UInt8(ascii: "/")

    /// No files.
    public init() {}

    /// - Parameter files: in any order, each path once; with the number of a content, or none.
    public init(_ files: some Sequence<(path: String, content: Int?)>) {
        for (path, content) in files { append(Array(path.utf8), content: content) }
        finish()
    }

    mutating func append(_ path: [UInt8], content: Int?) {
        let start = path.lastIndex(of: Self.slash).map { $0 + 1 } ?? 0
        let folder = path[..<start]
        // In order, most come one after the other.
        if folders.count == 0 || !folders.read(folders.count - 1, { $0.elementsEqual(folder) }) {
            folders.append(folder)
        }
        files.append(
            File(
                folder: UInt32(folders.count - 1),
                name: number(ofName: Array(path[start...])),
                content: content.map { UInt32($0) } ?? Self.unread
            )
        )
    }

    private mutating func number(ofName name: [UInt8]) -> UInt32 {
        if let number = numbersOfNames[name] { return number }
        names.append(name)
        numbersOfNames[name] = UInt32(names.count - 1)
        return UInt32(names.count - 1)
    }

    /// Puts files in order that may have been added in another one, and gives back the room that was made for more.
    mutating func finish() {
        if !indices.adjacentPairs().allSatisfy(isInOrder) {
            files = indices.sorted(by: isInOrder).map { files[$0] }
        }
        numbersOfNames = [:]
        folders.shrink()
        names.shrink()
        files = files.withUnsafeBufferPointer(Array.init)
    }

    /// Only some of the files.
    public func filter(_ isIncluded: (String) -> Bool) -> SnapshotFiles {
        var some = self
        some.files = indices.filter { isIncluded(path(at: $0)) }.map { files[$0] }
        return some
    }
}

extension SnapshotFiles {
    /// The positions of the files.
    public var indices: Range<Int> { files.indices }

    /// The path of the file at a position, from the top of the repository, with `/` between the parts.
    public func path(at index: Int) -> String {
        read(index) { folder, name in
            String(unsafeUninitializedCapacity: folder.count + name.count) { room in
                let room = UnsafeMutableRawBufferPointer(room)
                room.copyMemory(from: folder)
                UnsafeMutableRawBufferPointer(rebasing: room[folder.count...]).copyMemory(from: name)
                return folder.count + name.count
            }
        }
    }

    /// The number of the content of the file at a position; `nil` where it was not asked for, and for a submodule.
    public func content(at index: Int) -> Int? {
        files[index].content == Self.unread ? nil : Int(files[index].content)
    }

    /// The position of a file; `nil` where none has that path.
    public func index(of path: String) -> Int? {
        Self.withBytes(of: path) { path in
            let index = firstIndex(notBefore: path)
            return index < indices.endIndex && order(of: index, path) == 0 ? index : nil
        }
    }

    /// The positions of all files below a folder.
    public func indices(below folder: String) -> Range<Int> {
        Self.withBytes(of: folder + "/") {
            firstIndex(notBefore: $0)
        }..<Self.withBytes(of: folder + Self.afterSlash) {
            firstIndex(notBefore: $0)
        }
    }

    /// The text of one byte that comes after a slash in the order of bytes.
    private static let afterSlash = "0"

    private func firstIndex(notBefore path: UnsafeRawBufferPointer) -> Int {
        indices.partitioningIndex { order(of: $0, path) >= 0 }
    }

    private func isInOrder(_ left: Int, _ right: Int) -> Bool {
        let path = read(right) { folder, name in Array(folder) + Array(name) }
        return path.withUnsafeBytes { order(of: left, $0) < 0 }
    }

    /// Negative where a file's path comes before another one, 0 where it is the same, positive where it comes after.
    private func order(of index: Int, _ path: UnsafeRawBufferPointer) -> Int {
        read(index) { folder, name in
            let order = Self.order(folder, UnsafeRawBufferPointer(rebasing: path.prefix(folder.count)))
            return order == 0 ? Self.order(name, UnsafeRawBufferPointer(rebasing: path.dropFirst(folder.count))) : order
        }
    }

    private static func order(_ left: UnsafeRawBufferPointer, _ right: UnsafeRawBufferPointer) -> Int {
        guard let own = left.baseAddress, let other = right.baseAddress else { return left.count - right.count }
        let order = Int(memcmp(own, other, min(left.count, right.count)))
        return order == 0 ? left.count - right.count : order
    }

    private func read<Result>(
        _ index: Int,
        _ body: (_ folder: UnsafeRawBufferPointer, _ name: UnsafeRawBufferPointer) -> Result
    ) -> Result {
        folders.read(Int(files[index].folder)) { folder in
            names.read(Int(files[index].name)) { name in body(folder, name) }
        }
    }

    private static func withBytes<Result>(of text: String, _ body: (UnsafeRawBufferPointer) -> Result) -> Result {
        var text = text
        return text.withUTF8 { body(UnsafeRawBufferPointer($0)) }
    }
}
