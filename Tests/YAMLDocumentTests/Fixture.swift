import FoundationEssentials

/// The files below Tests/Fixtures.
enum Fixture {
    static func text(_ name: String, from file: String = #filePath) throws -> String {
        let tests = file.split(separator: "/").dropLast(2).joined(separator: "/")
        let data = try Data(contentsOf: URL(filePath: "/\(tests)/Fixtures/\(name)"))
        return String(decoding: data, as: UTF8.self)
    }
}
