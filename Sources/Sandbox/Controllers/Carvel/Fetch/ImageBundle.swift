import Foundation

/// What an image of the sandbox's registry holds, taken from a folder.
public struct ImageBundle: Sendable, Hashable {
    /// The image, as objects name it.
    public let image: String
    /// The texts by their paths from the folder.
    public let files: [String: String]

    /// Why a folder can't serve as an image.
    public struct Failure: Error, Sendable, Hashable, CustomStringConvertible {
        /// What was found, and what was expected.
        public let description: String
    }

    /// Reads the folder of `IMAGE=FOLDER`; files that are no text are left out.
    ///
    /// - Throws: `Failure` where the text is not of that form, or there is no such folder.
    public init(parsing text: String) throws(Failure) {
        guard let sign = text.lastIndex(of: "="), sign != text.startIndex else {
            throw Failure(description: "\"\(text)\" is no IMAGE=FOLDER, such as registry.example.com/app:1.0.0=./app")
        }
        image = String(text[..<sign])
        let folder = String(text[text.index(after: sign)...])
        guard let paths = FileManager.default.enumerator(atPath: folder) else {
            throw Failure(description: "there is no folder \(folder)")
        }
        var files: [String: String] = [:]
        for case let path as String in paths {
            guard let data = FileManager.default.contents(atPath: "\(folder)/\(path)") else { continue }
            files[path] = String(data: data, encoding: .utf8)
        }
        guard !files.isEmpty else { throw Failure(description: "the folder \(folder) holds no text files") }
        self.files = files
    }
}
