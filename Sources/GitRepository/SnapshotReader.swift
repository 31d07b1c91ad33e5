import CGit2
import Glibc

/// Walks over a commit's files, and reads each folder and each content once, however often git has it.
///
/// Lives no longer than the call that made it, on its thread.
struct SnapshotReader {
    private let repository: OpaquePointer
    private let isWanted: (String) -> Bool
    private var folders: [Folder] = []
    private var blobs: [Blob] = []
    private var folderNumbers: [ObjectKey: Int] = [:]
    private var blobNumbers: [ObjectKey: Int] = [:]
    /// The bytes of the path at which the walk is.
    private var path: [UInt8] = []
    private var snapshot = GitSnapshot()

    private typealias Folder = [Entry]

    private struct Entry {
        let name: [UInt8]
        let target: Target
    }

    /// What is there under a name, by its place in `folders` or `blobs`.
    private enum Target {
        case folder(Int)
        case blob(Int)
        case submodule
    }

    private struct Blob {
        var id: git_oid
        /// Its place among the contents, once it was read.
        var content: Int?
    }

    /// - Parameter isWanted: whether the contents of a file are asked for, by its path.
    init(_ repository: OpaquePointer, reading isWanted: @escaping (String) -> Bool) {
        self.repository = repository
        self.isWanted = isWanted
    }

    /// The files of a tree.
    mutating func snapshot(of tree: OpaquePointer) throws(GitError) -> GitSnapshot {
        try walk(try entries(of: tree))
        // So git has them; another program may have written them in another order.
        snapshot.files.finish()
        return snapshot
    }

    private mutating func walk(_ folder: Folder) throws(GitError) {
        let length = path.count
        for entry in folder {
            enter(entry.name)
            switch entry.target {
            case .folder(let number): try walk(folders[number])
            case .blob(let number): try add(number)
            case .submodule: append(String(decoding: path, as: UTF8.self), content: nil)
            }
            path.removeLast(path.count - length)
        }
    }

    private mutating func enter(_ name: [UInt8]) {
        if !path.isEmpty { path.append(UInt8(ascii: "/")) }
        path += name
    }

    private mutating func add(_ blob: Int) throws(GitError) {
        let name = String(decoding: path, as: UTF8.self)
        let content = isWanted(name) ? try content(blob, at: name) : nil
        append(name, content: content)
    }

    /// A path that is no UTF-8 stands as Swift repairs it, which is how everybody asks for it.
    private mutating func append(_ path: String, content: Int?) {
        snapshot.files.append(Array(path.utf8), content: content)
    }

    private mutating func content(_ number: Int, at path: String) throws(GitError) -> Int {
        if let content = blobs[number].content { return content }
        snapshot.contents.append(try Self.bytes(of: blobs[number].id, in: repository, at: path))
        blobs[number].content = snapshot.contents.count - 1
        return snapshot.contents.count - 1
    }

    /// The contents of a file.
    static func bytes(of id: git_oid, in repository: OpaquePointer, at path: String) throws(GitError) -> [UInt8] {
        var id = id
        var blob: OpaquePointer?
        try LibGit2.check(git_blob_lookup(&blob, repository, &id), "read \(path)")
        defer { git_blob_free(blob) }
        return Array(UnsafeRawBufferPointer(start: git_blob_rawcontent(blob), count: Int(git_blob_rawsize(blob))))
    }
}

// MARK: Folders

extension SnapshotReader {
    private mutating func entries(of tree: OpaquePointer) throws(GitError) -> Folder {
        let length = path.count
        var folder: Folder = []
        folder.reserveCapacity(git_tree_entrycount(tree))
        for index in 0..<git_tree_entrycount(tree) {
            guard let entry = git_tree_entry_byindex(tree, index), let name = git_tree_entry_name(entry),
                let id = git_tree_entry_id(entry)?.pointee
            else { continue }
            let bytes = Array(UnsafeRawBufferPointer(start: name, count: strlen(name)))
            enter(bytes)
            folder.append(Entry(name: bytes, target: try target(of: id, git_tree_entry_filemode(entry))))
            path.removeLast(path.count - length)
        }
        return folder
    }

    private mutating func target(of id: git_oid, _ mode: git_filemode_t) throws(GitError) -> Target {
        switch mode {
        case GIT_FILEMODE_TREE: return .folder(try folder(id))
        case GIT_FILEMODE_COMMIT: return .submodule
        default: return .blob(blob(id))
        }
    }

    private mutating func folder(_ id: git_oid) throws(GitError) -> Int {
        let key = ObjectKey(id)
        if let number = folderNumbers[key] { return number }
        let operation = "read folder \(String(decoding: path, as: UTF8.self))"
        var id = id
        var opened: OpaquePointer?
        try LibGit2.check(git_tree_lookup(&opened, repository, &id), operation)
        defer { git_tree_free(opened) }
        folders.append(try entries(of: try LibGit2.require(opened, operation)))
        folderNumbers[key] = folders.count - 1
        return folders.count - 1
    }

    private mutating func blob(_ id: git_oid) -> Int {
        let key = ObjectKey(id)
        if let number = blobNumbers[key] { return number }
        blobs.append(Blob(id: id))
        blobNumbers[key] = blobs.count - 1
        return blobs.count - 1
    }
}

/// An id as the key of a dictionary: hashes have no need of more than their first bytes.
private struct ObjectKey: Hashable {
    private let id: git_oid

    init(_ id: git_oid) {
        self.id = id
    }

    static func == (left: ObjectKey, right: ObjectKey) -> Bool {
        var (left, right) = (left.id, right.id)
        return git_oid_equal(&left, &right) == 1
    }

    func hash(into hasher: inout Hasher) {
        withUnsafeBytes(of: id) { hasher.combine(bytes: UnsafeRawBufferPointer(rebasing: $0.prefix(8))) }
    }
}
