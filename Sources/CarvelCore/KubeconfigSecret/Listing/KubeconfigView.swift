import OrderedCollections
import YAMLDocument

/// A kubeconfig Secret as it may be shown.
public struct KubeconfigView: Sendable, Hashable {
    /// What Flux reads: the kubeconfig as it is, or without its secrets; for a ConfigMap, what it says.
    public var text: String
    /// What was found out about it on the build cluster alone.
    public var inspection: KubeconfigInspection

    /// What stands in place of a secret.
    public static let mask = "REDACTED"

    /// Reads a kubeconfig from the build cluster.
    ///
    /// - Parameter showsSecrets: whether secrets are in the text.
    /// - Throws: `KubeconfigSecretError` where there is none, or it is no YAML.
    public static func read(
        _ reference: KubeconfigReference,
        _ inspector: KubeconfigInspector,
        showsSecrets: Bool
    ) async throws(KubeconfigSecretError) -> KubeconfigView {
        let build = inspector.build
        var reference = reference
        let object: KubernetesObject?
        let users: [KubeconfigUser]
        do {
            users = try await build.kubeconfigUsers(namespace: reference.namespace)
                .filter { $0.reference.name == reference.name }
            if let used = users.first?.reference, reference.key == nil { reference = used }
            object = try await build.find(reference.type, namespace: reference.namespace, name: reference.name)
        } catch {
            throw .notRead(error)
        }
        guard let object else { throw .missing(title: reference.title, cluster: build.connection.name) }
        let inspection = await inspector.inspect(reference, users: users)
        if reference.kind == .configMap {
            return KubeconfigView(text: YAMLWriter.string(object.json["data"] ?? [:]), inspection: inspection)
        }
        let data = object.json["data"]
        let key = reference.key ?? FluxReading.defaultKeys.first { data?[$0] != nil } ?? ""
        let text = data?[key]?.string.flatMap(Base64.decode).flatMap { String(validating: $0, as: UTF8.self) }
        guard let text else { return KubeconfigView(text: "", inspection: inspection) }
        return KubeconfigView(text: showsSecrets ? text : redacted(text), inspection: inspection)
    }

    /// A kubeconfig with all texts masked but those that are known to be no secret; of what is no YAML nothing is shown.
    static func redacted(_ text: String) -> String {
        guard let config = try? YAMLReader.document(text) else { return "" }
        return YAMLWriter.string(redacted(config, at: ""))
    }

    private static func redacted(_ value: JSONValue, at member: String) -> JSONValue {
        switch value {
        case .object(let members) where member != "config":
            return .object(JSONObject(uniqueKeysWithValues: members.map { ($0.key, redacted($0.value, at: $0.key)) }))
        case .object(let members): return .object(members.mapValues { _ in .string(mask) })
        // The arguments of a program may be anything.
        case .array(let elements): return .array(elements.map { redacted($0, at: member) })
        case .string(let text) where member == "proxy-url": return .string(MaskedURL.text(text))
        case .string(let text): return text.isEmpty || harmless.contains(member) ? value : .string(mask)
        case .null, .bool: return value
        case .int, .uint, .double: return harmless.contains(member) ? value : .string(mask)
        }
    }

    private static let harmless: Set<String> = [
        "apiVersion", "kind", "current-context", "name", "server", "tls-server-name", "namespace", "cluster", "user",
        "certificate-authority", "certificate-authority-data", "client-certificate", "client-certificate-data",
        "client-key", "tokenFile", "username", "as", "as-uid", "as-groups", "command", "interactiveMode", "installHint",
    ]
}
