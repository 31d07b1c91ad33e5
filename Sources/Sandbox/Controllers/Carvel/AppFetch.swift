import CarvelCore
import Foundation
import GitRepository
import OrderedCollections
import YAMLDocument

/// The first stage of an App: gets its files, as vendir does.
struct AppFetch {
    let controller: AppController
    let app: KubernetesObject

    private var sources: [JSONValue] { app.spec?["fetch"]?.array ?? [] }

    /// The files by their paths. Those of several sources lie in folders named by number.
    ///
    /// - Throws: `StageFailure`, or `ClusterError` where the cluster does not answer.
    func files() async throws -> [String: String] {
        var files: [String: String] = [:]
        for (index, source) in sources.enumerated() {
            let folder = sources.count == 1 ? "" : (source["path"]?.string ?? "\(index)") + "/"
            for (path, text) in try await self.files(of: source, index: index) { files[folder + path] = text }
        }
        return files
    }

    /// What vendir prints when it is done.
    static func lock(_ app: KubernetesObject) -> String {
        var text = "apiVersion: vendir.k14s.io/v1alpha1\ndirectories:\n"
        for (index, source) in (app.spec?["fetch"]?.array ?? []).enumerated() {
            let kind = source.object?.keys.first { $0 != "path" } ?? "inline"
            text += "- contents:\n  - \(kind): {}\n    path: .\n  path: \"\(index)\"\n"
        }
        return text + "kind: LockConfig\n"
    }

    private func files(of source: JSONValue, index: Int) async throws -> [String: String] {
        if let inline = source["inline"] { return try await files(ofInline: inline) }
        if let bundle = source["imgpkgBundle"] {
            let image = bundle["image"]?.string ?? ""
            guard let files = controller.bundles[image] else {
                throw vendirFailure(index, "imgpkgBundle", "Fetching image: \(image): the sandbox has no registry")
            }
            return files
        }
        if let git = source["git"] { return try await files(ofGit: git, index: index) }
        let kind = source.object?.keys.first ?? "nothing"
        throw vendirFailure(index, kind, "the sandbox can't fetch this kind of contents")
    }

    private func files(ofInline inline: JSONValue) async throws -> [String: String] {
        var files: [String: String] = [:]
        for (path, text) in inline["paths"]?.object ?? [:] { files[path] = text.string }
        for reference in inline["pathsFrom"]?.array ?? [] {
            guard let secretRef = reference["secretRef"], let name = secretRef["name"]?.string else { continue }
            guard let secret = try await controller.client.find(.secret, namespace: app.namespace, name: name) else {
                throw StageFailure.preparing("Fetching resources: secrets \"\(name)\" not found")
            }
            let data = try SecretData(secret)
            let folder = secretRef["directoryPath"]?.string.map { $0 + "/" } ?? ""
            for key in data.entries.keys { files[folder + key] = data[key] }
        }
        return files
    }

    private func files(ofGit git: JSONValue, index: Int) async throws -> [String: String] {
        let credentials = try await credentials(git)
        let reference = git["ref"]?.string ?? "origin/main"
        let branch = reference.hasPrefix("origin/") ? String(reference.dropFirst(7)) : reference
        let folder = git["subPath"]?.string
        do {
            let remote = try GitRemote(url: git["url"]?.string ?? "", credentials: credentials)
            let temporary = FileManager.default.temporaryDirectory.path
            return try await remote.withTemporaryClone(branch: branch, in: temporary) { clone in
                let paths = try await clone.files(under: folder).map(\.path)
                let prefix = folder.map { $0 + "/" } ?? ""
                var files: [String: String] = [:]
                for (path, bytes) in try await clone.read(paths) {
                    files[String(path.dropFirst(prefix.count))] = String(decoding: bytes, as: UTF8.self)
                }
                return files
            }
        } catch let error as GitError {
            throw vendirFailure(index, "git", "Fetching git repository: \(error)")
        }
    }

    private func credentials(_ git: JSONValue) async throws -> GitCredentials {
        guard let name = git["secretRef"]?["name"]?.string else { return .none }
        guard let secret = try await controller.client.find(.secret, namespace: app.namespace, name: name) else {
            throw StageFailure.preparing("Fetching resources: secrets \"\(name)\" not found")
        }
        let data = try SecretData(secret)
        return .password(username: data["username"] ?? "", password: data["password"] ?? "")
    }

    private func vendirFailure(_ index: Int, _ kind: String, _ reason: String) -> StageFailure {
        .program(
            "Fetching resources",
            standardError: "vendir: Error: Syncing directory '\(index)':\n"
                + "  Syncing directory '.' with \(kind) contents:\n    \(reason)\n"
        )
    }
}
