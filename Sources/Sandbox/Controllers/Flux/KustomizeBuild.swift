import CarvelCore
import OrderedCollections
import YAMLDocument

/// Reads the objects of a folder as kustomize would: those that its `kustomization.yaml` lists, or those of all YAML
/// files below it.
struct KustomizeBuild {
    private static let kustomizationFiles = ["kustomization.yaml", "kustomization.yml", "Kustomization"]
    /// What of a kustomization.yaml is understood.
    private static let knownMembers: Set<String> = ["apiVersion", "kind", "metadata", "resources", "namespace"]

    let files: [String: [UInt8]]

    /// The objects of a folder of the repository.
    ///
    /// - Parameter path: such as `./app/packages`.
    /// - Throws: `FluxFailure` where there is no such folder, or a file in it can't be read.
    func objects(under path: String) throws(FluxFailure) -> [KubernetesObject] {
        let folder = Self.normal(path)
        let prefix = folder.isEmpty ? "" : folder + "/"
        guard files.keys.contains(where: { $0.hasPrefix(prefix) }) else {
            throw FluxFailure(
                reason: "ArtifactFailed",
                message: "kustomization path not found: stat /tmp/kustomization/\(folder): no such file or directory"
            )
        }
        return try objects(ofFolder: prefix)
    }

    private func objects(ofFolder prefix: String) throws(FluxFailure) -> [KubernetesObject] {
        if let file = Self.kustomizationFiles.map({ prefix + $0 }).first(where: { files[$0] != nil }) {
            return try objects(ofKustomization: file, prefix: prefix)
        }
        var objects: [KubernetesObject] = []
        var listed: Set<String> = []
        for file in files.keys.sorted() where file.hasPrefix(prefix) && Self.isYAML(file) {
            // A folder with a kustomization of its own is taken as that says.
            if let inner = innerKustomizationFolder(of: file, below: prefix) {
                if listed.insert(inner).inserted { objects += try self.objects(ofFolder: inner) }
            } else {
                objects += try self.objects(ofFile: file)
            }
        }
        return objects
    }

    private func objects(ofKustomization file: String, prefix: String) throws(FluxFailure) -> [KubernetesObject] {
        let documents = try documents(of: file)
        let members = documents.first?.object ?? [:]
        if let unknown = members.keys.first(where: { !Self.knownMembers.contains($0) }) {
            throw buildFailure("\(file): the sandbox's kustomize does not know '\(unknown)'")
        }
        var objects: [KubernetesObject] = []
        for resource in (members["resources"]?.array ?? []).compactMap(\.string) {
            let path = Self.normal(prefix + resource)
            if files[path] != nil {
                objects += try self.objects(ofFile: path)
            } else if files.keys.contains(where: { $0.hasPrefix(path + "/") }) {
                objects += try self.objects(ofFolder: path + "/")
            } else {
                throw buildFailure(
                    "accumulating resources: accumulation err='accumulating resources from '\(resource)': "
                        + "no such file or directory'"
                )
            }
        }
        if let namespace = members["namespace"] {
            for index in objects.indices { objects[index].setMetadata("namespace", namespace) }
        }
        return objects
    }

    private func innerKustomizationFolder(of file: String, below prefix: String) -> String? {
        var folder = prefix
        for part in file.dropFirst(prefix.count).split(separator: "/").dropLast() {
            folder += part + "/"
            if Self.kustomizationFiles.contains(where: { files[folder + $0] != nil }) { return folder }
        }
        return nil
    }

    private func objects(ofFile file: String) throws(FluxFailure) -> [KubernetesObject] {
        try documents(of: file).filter { $0["apiVersion"]?.string != nil && $0["kind"]?.string != nil }.flatMap {
            document in
            guard document["kind"]?.string?.hasSuffix("List") == true, let items = document["items"]?.array else {
                return [KubernetesObject(document)]
            }
            return items.map { KubernetesObject($0) }
        }
    }

    private func documents(of file: String) throws(FluxFailure) -> [JSONValue] {
        do {
            return try YAMLReader.documents(String(decoding: files[file] ?? [], as: UTF8.self), file: file)
        } catch {
            throw buildFailure("failed to decode Kubernetes YAML from \(file): \(error.message)")
        }
    }

    private func buildFailure(_ message: String) -> FluxFailure {
        FluxFailure(reason: "BuildFailed", message: "kustomize build failed: \(message)")
    }

    private static func isYAML(_ file: String) -> Bool {
        file.hasSuffix(".yaml") || file.hasSuffix(".yml")
    }

    /// The path without `.`, `..` and slashes at its ends.
    private static func normal(_ path: String) -> String {
        var parts: [Substring] = []
        for part in path.split(separator: "/") where part != "." {
            if part == ".." { _ = parts.popLast() } else { parts.append(part) }
        }
        return parts.joined(separator: "/")
    }
}
