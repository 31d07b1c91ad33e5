import CarvelCore
import OrderedCollections
import YAMLDocument

/// The second stage of an App: makes objects of its files.
struct AppTemplating {
    let client: ClusterClient
    let app: KubernetesObject
    let files: [String: String]

    /// - Throws: `StageFailure`, or `ClusterError` where the cluster does not answer.
    func objects() async throws -> [KubernetesObject] {
        var texts = files
        var documents: [JSONValue]?
        for step in app.spec?["template"]?.array ?? [] {
            if let ytt = step["ytt"] {
                let values = try await values(ytt["valuesFrom"]?.array ?? [])
                documents = try Self.render(Self.select(ytt["paths"], of: texts), values)
            } else if let tool = step.object?.keys.first, tool != "kbld" {
                throw StageFailure.program(
                    "Templating dir",
                    standardError: "\(tool): Error: the sandbox has ytt and kbld only\n"
                )
            }
            // kbld resolves images, and the sandbox runs none.
        }
        if documents == nil { documents = try Self.plain(&texts) }
        return (documents ?? []).map { KubernetesObject($0) }
    }

    /// The names of the Secrets that an App uses, to fetch and for values.
    static func secretNames(of app: KubernetesObject) -> Set<String> {
        let sources = (app.spec?["template"]?.array ?? []).flatMap { $0["ytt"]?["valuesFrom"]?.array ?? [] }
        let names = Set(sources.compactMap { $0["secretRef"]?["name"]?.string })
        return names.union(VendirFetch.secretNames(in: app.spec?["fetch"]?.array ?? []))
    }

    private static func render(_ files: [String: String], _ values: [ValuesFile]) throws -> [JSONValue] {
        do {
            return try YttTemplate(files: files).render(values)
        } catch {
            throw StageFailure.program("Templating dir", standardError: error.standardError)
        }
    }

    private static func plain(_ texts: inout [String: String]) throws -> [JSONValue] {
        var documents: [JSONValue] = []
        for (path, text) in texts.sorted(by: { $0.key < $1.key }) where YttTemplate.isYAML(path) {
            do {
                documents += try YAMLReader.documents(text, file: path)
            } catch {
                throw StageFailure.program("Templating dir", standardError: "kapp: Error: Parsing \(error)\n")
            }
        }
        return documents
    }

    /// The files that `paths` names, folders included; all where it names none.
    private static func select(_ paths: JSONValue?, of files: [String: String]) -> [String: String] {
        guard let paths = paths?.array?.compactMap(\.string), !paths.isEmpty else { return files }
        return files.filter { file in
            paths.contains { path in path == "." || file.key == path || file.key.hasPrefix(path + "/") }
        }
    }

    private func values(_ sources: [JSONValue]) async throws -> [ValuesFile] {
        var values: [ValuesFile] = []
        for source in sources {
            if let name = source["secretRef"]?["name"]?.string {
                values += try await self.values(ofSecret: name)
            } else if let name = source["configMapRef"]?["name"]?.string {
                values += try await self.values(ofConfigMap: name)
            } else if let path = source["path"]?.string {
                guard let text = files[path] else {
                    throw StageFailure.preparing("Preparing template values: no file \(path)")
                }
                values.append(ValuesFile(name: path, text: text))
            }
        }
        return values
    }

    /// Every key counts, in the order of the names.
    private func values(ofSecret name: String) async throws -> [ValuesFile] {
        guard let secret = try await client.find(.secret, namespace: app.namespace, name: name) else {
            throw StageFailure.preparing("Preparing template values: secrets \"\(name)\" not found")
        }
        let data = try SecretData(secret)
        return data.entries.keys.sorted().map { ValuesFile(name: $0, text: data[$0] ?? "") }
    }

    private func values(ofConfigMap name: String) async throws -> [ValuesFile] {
        guard let map = try await client.find(.configMap, namespace: app.namespace, name: name) else {
            throw StageFailure.preparing("Preparing template values: configmaps \"\(name)\" not found")
        }
        let data = map.json["data"]?.object ?? [:]
        return data.keys.sorted().map { ValuesFile(name: $0, text: data[$0]?.string ?? "") }
    }
}
