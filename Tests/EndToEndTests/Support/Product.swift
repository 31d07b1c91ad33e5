import FoundationEssentials

/// What is tested: the built executables, and the files of the project.
enum Product {
    /// The folder of the executables, which is that of the running test program.
    static func executables() throws -> String {
        let program = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
        return program.split(separator: "/").dropLast().reduce("") { $0 + "/" + $1 }
    }

    /// The path of a file of the project.
    static func path(_ name: String) -> String {
        let root = thisFile.split(separator: "/").dropLast(4).joined(separator: "/")
        return "/\(root)/\(name)"
    }

    private static let thisFile = #filePath
}
