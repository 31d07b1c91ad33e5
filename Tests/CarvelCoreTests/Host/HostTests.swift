import Foundation
import Testing

@testable import CarvelCore

@Suite("The machine that commands run on")
struct HostTests {
    @Test(
        "Takes relative paths from the current folder, or the one that is given",
        arguments: [
            ("a", nil, "/here/a"), ("/a", nil, "/a"), ("a", "/etc", "/etc/a"), ("/a", "/etc", "/a"),
        ] as [(String, String?, String)]
    )
    func paths(path: String, folder: String?, absolute: String) {
        #expect(Host.inMemory().absolutePath(path, from: folder) == absolute)
    }

    @Test("Knows where home and temporary files are, an empty variable counting as none")
    func folders() {
        #expect(Host.inMemory(variables: ["HOME": "/home/me"]).homeDirectory == "/home/me")
        #expect(Host.inMemory(variables: ["HOME": ""]).homeDirectory == nil)
        #expect(Host.inMemory().homeDirectory == nil)
        #expect(Host.inMemory(variables: ["HOME": "/home/me"]).cacheDirectory == "/home/me/.cache")
        #expect(Host.inMemory(variables: ["HOME": "/home/me", "XDG_CACHE_HOME": "/c"]).cacheDirectory == "/c")
        #expect(
            Host.inMemory(variables: ["HOME": "/home/me", "XDG_CACHE_HOME": "c"]).cacheDirectory == "/home/me/.cache"
        )
        #expect(Host.inMemory().cacheDirectory == nil)
        #expect(Host.inMemory(variables: ["TMPDIR": "/var/t"]).temporaryDirectory == "/var/t")
        #expect(Host.inMemory(variables: ["TMPDIR": ""]).temporaryDirectory == "/tmp")
        #expect(Host.inMemory().temporaryDirectory == "/tmp")
    }

    /// Runs with a folder of this machine that has a few files.
    private static func withFolder(_ body: (String) throws -> Void) throws {
        let folder = FileManager.default.temporaryDirectory.path + "/host-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: folder + "/.git/objects", withIntermediateDirectories: true)
        try FileManager.default.createDirectory(atPath: folder + "/a/b", withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let files: [String: [UInt8]] = [
            ".git/HEAD": [0x61], ".gitignore": [0x62], "a/b/ü.yaml": [0x63], "z": [0xFF],
        ]
        for (name, bytes) in files {
            try Data(bytes).write(to: URL(filePath: folder + "/" + name))
        }
        try body(folder)
    }

    @Test("Reads this machine's files, and lists them without git's own")
    func local() throws {
        try Self.withFolder { (folder: String) throws in
            #expect(try FileSystem.local.readText(folder + "/a/b/ü.yaml") == "c")
            #expect(try FileSystem.local.read(folder + "/z") == [0xFF])
            #expect(FileSystem.local.exists(folder + "/a"))
            #expect(!FileSystem.local.exists(folder + "/b"))
            #expect(try FileSystem.local.list(folder) == [".gitignore", "a/b/ü.yaml", "z"])
        }
    }

    @Test("Reads what another program is still writing into a pipe, as the shell's <(…) gives it")
    func pipes() throws {
        let written = [UInt8](repeating: 7, count: 200_000)
        let pipe = Pipe()
        Thread.detachNewThread {
            for start in stride(from: 0, to: written.count, by: 50_000) {
                pipe.fileHandleForWriting.write(Data(written[start..<start + 50_000]))
            }
            pipe.fileHandleForWriting.closeFile()
        }
        #expect(try FileSystem.local.read("/dev/fd/\(pipe.fileHandleForReading.fileDescriptor)") == written)
    }

    @Test("Lists what links to files stand for, and follows no link to a folder")
    func links() throws {
        try Self.withFolder { (folder: String) throws in
            for (name, target) in [("link", "../z"), ("up", ".."), ("nowhere", "gone")] {
                let path = "\(folder)/a/\(name)"
                try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: target)
            }
            #expect(try FileSystem.local.list(folder) == [".gitignore", "a/b/ü.yaml", "a/link", "z"])
            #expect(throws: FileError(path: folder + "/no", reason: .other("can't be listed"))) {
                try FileSystem.local.list(folder + "/no")
            }
        }
    }

    @Test("Says why a file can't be read")
    func errors() throws {
        try Self.withFolder { (folder: String) throws in
            #expect(throws: FileError(path: folder + "/no", reason: .notFound)) {
                try FileSystem.local.read(folder + "/no")
            }
            #expect(throws: FileError(path: folder + "/z", reason: .notText)) {
                try FileSystem.local.readText(folder + "/z")
            }
            #expect(throws: FileError(path: folder + "/a", reason: .other("is a folder"))) {
                try FileSystem.local.read(folder + "/a")
            }
            #expect(throws: FileError.self) { try FileSystem.local.list(folder + "/no") }
        }
        #expect(FileError(path: "/a", reason: .notFound).description == "/a: no such file")
        #expect(FileError(path: "/a", reason: .notPermitted).description == "/a: may not be read by this user")
        #expect(FileError(path: "/a", reason: .other("x")).description == "/a: x")
    }
}
