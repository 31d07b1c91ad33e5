import CarvelCore
import FoundationEssentials
import HTTPTransport
import Sandbox
import TestSupport
import Testing
import YAMLDocument

/// One API server that is build cluster and run cluster at once, with a kubeconfig Secret that Flux could use.
struct RotatingCluster: Sendable {
    let server: TestAPIServer
    let http: CurlClient
    let namespace: String

    var reference: KubeconfigReference { KubeconfigReference(namespace: namespace, name: "staging-kubeconfig") }
    var account: NamespacedName { NamespacedName(namespace: namespace, name: "flux") }
    var client: ClusterClient { server.client(http: http) }
    var access: FluxAccess {
        FluxAccess(actingAs: NamespacedName(namespace: namespace, name: "shop-sa"), targetNamespace: namespace)
    }
    var identity: String { "system:serviceaccount:\(namespace):flux" }

    /// Makes the account, a token and the Secret.
    @discardableResult
    func create(_ lifetime: AccountKubeconfig.Lifetime = .seconds(3600)) async throws -> KubeconfigInspection {
        let creation = AccountKubeconfig(RunClusterAccount(account, access: access), run: client, build: client)
        try await creation.prepare(force: false, dryRun: false) { _, _ in }
        return try await creation.make(lifetime, for: reference, force: false, secret).inspection
    }

    /// The Secret with a token.
    @Sendable
    func secret(_ token: String) -> KubernetesObject {
        secret(token, server: server.url, authority: server.certificateAuthorityPEM)
    }

    /// The Secret of a server and an authority, as PEM, that may be others than the cluster's.
    func secret(_ token: String, server: String, authority: String) -> KubernetesObject {
        let config = """
            current-context: staging
            contexts: [{name: staging, context: {cluster: staging, user: flux}}]
            clusters:
            - name: staging
              cluster: {server: "\(server)", certificate-authority-data: \(Base64.encode(authority.utf8))}
            users: [{name: flux, user: {token: \(token)}}]
            """
        return KubeconfigSecret.manifest(
            runCluster: "staging",
            namespace: namespace,
            kubeconfig: config
        )
    }

    func target(
        _ source: KubeconfigRotation.Source = .account(nil, nil),
        accesses: [FluxAccess] = []
    ) -> KubeconfigRotation.Target {
        .init(
            runCluster: "staging",
            reference: reference,
            source: source,
            run: .success(client),
            accesses: accesses
        )
    }

    /// Rotates once.
    func rotate(
        _ source: KubeconfigRotation.Source = .account(nil, nil),
        accesses: [FluxAccess] = []
    ) async throws -> Result<Rotated, RotationError> {
        let rotation = KubeconfigRotation(build: client, patience: .milliseconds(200))
        return try #require(await rotation.run([target(source, accesses: accesses)]).first).result
    }

    /// The token that Flux logs in with now.
    func token() async throws -> String {
        let secret = try await client.get(.secret, namespace: namespace, name: reference.name)
        guard case .token(let token) = try FluxReading(secret).connection.credentials else {
            throw NoToken()
        }
        return token
    }

    struct NoToken: Error {}

    /// Whether a token logs in.
    func isGood(_ token: String) async throws -> Bool {
        let answer = await Self.answer(server.client(http: http, credentials: .token(token)))
        if case .failure(let error) = answer, error.status?.code == 401 { return false }
        return try answer.get() == identity
    }

    private static func answer(_ client: ClusterClient) async -> Result<String, ClusterError> {
        do throws(ClusterError) {
            return .success(try await client.whoAmI().name)
        } catch {
            return .failure(error)
        }
    }

    /// The administrator, on a machine whose clock is ahead by so many seconds.
    func client(later seconds: Double) -> ClusterClient {
        var host = Host(http: http)
        host.now = { Date.now.addingTimeInterval(seconds) }
        return ClusterClient(server.connection, host: host)
    }

    /// Makes a Kustomization that uses the Secret.
    func applyKustomization() async throws {
        let kustomization = KubernetesObject([
            "apiVersion": "kustomize.toolkit.fluxcd.io/v1", "kind": "Kustomization",
            "metadata": ["name": "app", "namespace": .string(namespace)],
            "spec": [
                "interval": "5m", "prune": true, "sourceRef": ["kind": "GitRepository", "name": "r"],
                "kubeConfig": ["secretRef": ["name": "staging-kubeconfig"]],
            ],
        ])
        _ = try await client.apply(kustomization, as: .kustomization)
    }

    /// The Secrets that tokens end with.
    func tokenSecrets() async throws -> [String] {
        try await client.list(.secret, namespace: namespace).map(\.name).filter { $0.hasPrefix("flux-kubeconfig-") }
    }

    static func with(_ body: (RotatingCluster) async throws -> Void) async throws {
        try await TestAPIServer.with(.sandbox) { server in
            let http = CurlClient()
            let namespace = try await server.makeNamespace(http: http)
            try await body(RotatingCluster(server: server, http: http, namespace: namespace))
        }
    }
}
