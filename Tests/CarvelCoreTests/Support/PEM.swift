import CarvelCore

/// Texts that have the form of PEM, and hold what a test likes.
enum PEM {
    static func certificate(_ content: String) -> String { block("CERTIFICATE", content) }

    static func privateKey(_ content: String) -> String { block("PRIVATE KEY", content) }

    static func block(_ label: String, _ content: String) -> String {
        "-----BEGIN \(label)-----\n\(content)\n-----END \(label)-----\n"
    }

    /// As a `-data` field of a kubeconfig has it.
    static func data(_ pem: String) -> String { Base64.encode(pem.utf8) }
}
