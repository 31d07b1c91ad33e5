import GitRepository
import YAMLDocument

/// The checkout that a trace is looked up in: what its commits hold, whatever the files at hand are.
struct TraceCheckout: Sendable {
    /// A folder of the checkout.
    let path: String

    /// Tells in an origin which file of its commit holds an object, and whose commit it is.
    func complete(_ origin: ObjectTrace.Origin, with object: SeenObject) async -> ObjectTrace.Origin {
        var origin = origin
        guard let commit = origin.commit else {
            origin.note = "no commit was applied yet"
            return origin
        }
        do {
            let clone = try await GitClone.open(path: path)
            let files = try await Self.files(of: clone, at: commit, under: origin.folder)
            origin.file = Self.file(with: object, in: files)
            if origin.file == nil { origin.note = "no file of that folder holds \(object.title) as it is" }
            let log = try await clone.history(limit: Self.longestHistory).first { $0.id == commit }
            origin.subject = log?.message.split(whereSeparator: \.isNewline).first.map(String.init)
            origin.author = log?.author.name
        } catch GitError.commitNotFound {
            origin.note = "this checkout does not have the commit; run \"git fetch\" to see the file"
        } catch {
            origin.note = "the file is not known: \(error)"
        }
        return origin
    }

    /// How far back the commit is looked for, to tell whose it is.
    private static let longestHistory = 1000

    private static func files(
        of clone: GitClone,
        at commit: String,
        under folder: String
    ) async throws(GitError) -> [String: [UInt8]] {
        let paths = try await clone.files(under: folder.isEmpty ? nil : folder, at: commit).map(\.path)
        return try await clone.read(paths.filter { $0.hasSuffix(".yaml") || $0.hasSuffix(".yml") }, at: commit)
    }

    /// The first file, by path, that holds an object of this kind and name. Its namespace is Flux's to choose.
    static func file(with object: SeenObject, in files: [String: [UInt8]]) -> String? {
        files.keys.sorted().first { path in
            // What is no YAML, Flux would not have applied.
            let text = String(decoding: files[path] ?? [], as: UTF8.self)
            let documents = (try? YAMLReader.documents(text, file: path)) ?? []
            return documents.map(KubernetesObject.init).contains { $0.kind == object.kind && $0.name == object.name }
        }
    }
}
