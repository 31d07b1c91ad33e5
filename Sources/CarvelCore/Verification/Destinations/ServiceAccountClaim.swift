import YAMLDocument

/// The service account that a token says it is of. Its UID is that of one object on one cluster, and there alone is the
/// token good.
///
/// Source: Kubernetes, claims of bound tokens (`kubernetes.io`) and of older ones (`kubernetes.io/serviceaccount/…`).
struct ServiceAccountClaim: Sendable, Hashable {
    let namespace: String
    let name: String
    let uid: String

    /// - Returns: `nil` for a token of anybody else, or that does not say.
    init?(token: String) {
        let parts = token.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 3 else { return nil }
        let usual = parts[1].replacing("-", with: "+").replacing("_", with: "/")
        let padding = String(repeating: "=", count: (4 - usual.count % 4) % 4)
        guard let bytes = Base64.decode(usual + padding), let claims = try? JSONReader.value(bytes) else { return nil }
        let bound = claims["kubernetes.io"]
        let old = "kubernetes.io/serviceaccount/"
        guard let namespace = bound?["namespace"]?.string ?? claims[old + "namespace"]?.string,
            let name = bound?[path: "serviceaccount", "name"]?.string ?? claims[old + "service-account.name"]?.string,
            let uid = bound?[path: "serviceaccount", "uid"]?.string ?? claims[old + "service-account.uid"]?.string
        else { return nil }
        self.namespace = namespace
        self.name = name
        self.uid = uid
    }
}
