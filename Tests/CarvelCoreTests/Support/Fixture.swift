import CarvelCore

/// The files below Tests/Fixtures.
enum Fixture {
    static func path(_ name: String, from file: String = #filePath) -> String {
        let tests = file.split(separator: "/").dropLast(3).joined(separator: "/")
        return "/\(tests)/Fixtures/\(name)"
    }

    static func bytes(_ name: String) throws -> [UInt8] {
        try FileSystem.local.read(path(name))
    }
}
