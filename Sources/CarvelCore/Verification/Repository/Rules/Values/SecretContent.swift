import OrderedCollections
import YAMLDocument

/// Tells what a Secret holds by its outside: never by the secret itself.
enum SecretContent {
    private static let types: Set<String> = [
        "kubernetes.io/tls", "kubernetes.io/dockerconfigjson", "kubernetes.io/dockercfg", "kubernetes.io/basic-auth",
        "kubernetes.io/ssh-auth", "kubernetes.io/service-account-token", "bootstrap.kubernetes.io/token",
    ]
    private static let keys: [String: String] = [
        "username": "a login", "password": "a login", "bearerToken": "a token", "token": "a token",
        "identity": "an ssh key", "ssh-privatekey": "an ssh key", "tls.key": "a private key",
        "keyFile": "a private key", ".dockerconfigjson": "a registry's login", ".dockercfg": "a registry's login",
        "kubeconfig": "a kubeconfig", "value": "a kubeconfig", "value.yaml": "a kubeconfig",
    ]

    /// What credentials a Secret holds; `nil` where it is none that is known by its type, its keys or its form.
    static func credentials(in secret: CheckedDocument) -> String? {
        if let type = secret.json["type"]?.string, types.contains(type) { return "credentials of type \(type)" }
        let texts = InstallValues.texts(secret) ?? [:]
        for text in texts.values.sorted() {
            if text.contains("-----BEGIN"), text.contains("PRIVATE KEY-----") { return "a private key" }
            if isKubeconfig(text) { return "a kubeconfig" }
        }
        let names =
            (secret.json["data"]?.object.map { Array($0.keys) } ?? [])
            + (secret.json["stringData"]?.object.map { Array($0.keys) } ?? [])
        // The key `value` says nothing of what is under it.
        return names.sorted().lazy.compactMap { $0.hasPrefix("value") ? nil : keys[$0] }.first
    }

    private static func isKubeconfig(_ text: String) -> Bool {
        text.contains("clusters:") && text.contains("users:") && text.contains("contexts:")
    }

    /// Whether a kubeconfig, as a document, holds what lets somebody in.
    static func holdsLogin(_ kubeconfig: CheckedDocument) -> Bool {
        guard kubeconfig.object.kind == "Config", let users = kubeconfig.json["users"]?.array else { return false }
        return users.contains { user in
            ["token", "password", "client-key-data"].contains { user[path: "user", $0]?.string?.isEmpty == false }
        }
    }

    /// Whether a Secret is readable by whoever reads the repository: it holds something, and that is not encrypted.
    static func isPlain(_ secret: CheckedDocument) -> Bool {
        guard secret.json["sops"] == nil else { return false }
        return ["data", "stringData"].contains { secret.json[$0]?.object?.isEmpty == false }
    }

    private static let secretWords = [
        "password", "passwd", "passphrase", "secret", "token", "apikey", "accesskey", "secretkey", "privatekey",
        "credentials", "kubeconfig",
    ]

    /// Whether a value of that name is likely secret.
    static func isSecretName(_ name: String) -> Bool {
        let letters = name.lowercased().filter { $0.isLetter }
        return secretWords.contains { letters.hasSuffix($0) }
    }
}
