import HTTPTransport
import Testing
import YAMLDocument

@testable import CarvelCore

@Suite("Whether a kubeconfig Secret leads to the run cluster")
struct DestinationProofTests {
    private static let authority = "-----BEGIN CERTIFICATE-----\nAQID\n-----END CERTIFICATE-----\n"
    private static let otherAuthority = "-----BEGIN CERTIFICATE-----\nBAUG\n-----END CERTIFICATE-----\n"

    private static func data(_ authority: String) -> String { Base64.encode(authority.utf8) }

    /// A kubeconfig with contexts of these servers, each with its authority.
    private static func directory(
        _ clusters: InMemoryClusters,
        _ servers: [String: (server: String, authority: String)]
    ) throws -> ClusterDirectory {
        var kubeconfig = Kubeconfig()
        let text = servers.sorted { $0.key < $1.key }.reduce(into: (clusters: "", users: "", contexts: "")) {
            text,
            entry in
            let name = entry.key
            text.clusters +=
                "- {name: \(name), cluster: {server: \"\(entry.value.server)\", "
                + "certificate-authority-data: \(data(entry.value.authority))}}\n"
            text.users += "- {name: \(name), user: {token: t}}\n"
            text.contexts += "- {name: \(name), context: {cluster: \(name), user: \(name)}}\n"
        }
        try kubeconfig.merge(
            "clusters:\n\(text.clusters)users:\n\(text.users)contexts:\n\(text.contexts)",
            file: "/home/me/.kube/config"
        )
        return ClusterDirectory(kubeconfig: kubeconfig, requestTimeout: nil, host: clusters.host())
    }

    private static func proof(
        server: String,
        authority: String = authority,
        user: String = "token: t",
        contexts: [String: (server: String, authority: String)] = [
            "staging": ("https://staging.example.com", authority), "prod": ("https://prod.example.com", otherAuthority),
        ],
        _ change: (InMemoryClusters) throws -> Void = { _ in }
    ) async throws -> DestinationProof {
        let clusters = try InMemoryClusters.healthy(SampleDelivery.tree(SampleDelivery.files()))
        try change(clusters)
        let text = KubeconfigSample.text(
            server,
            cluster: ", certificate-authority-data: \(data(authority))",
            user: user
        )
        let secret = KubeconfigSample.secret(of: "staging", ["value": text])
        let directory = try directory(clusters, contexts)
        return try await DestinationProver(
            clusters: directory,
            cluster: try SampleDelivery.tree(SampleDelivery.files()).delivery().runCluster(named: "staging"),
            memory: VerificationMemory()
        ).proof(of: Destination(secret, named: .init(namespace: "shop", name: secret.name)))
    }

    private static let places = "https://10.0.0.1:6443, while context staging is at https://staging.example.com"

    @Test("The same address is the same cluster, unless its authority is another one")
    func address() async throws {
        #expect(try await Self.proof(server: "https://staging.example.com") == .same(note: nil))
        let reused = try await Self.proof(server: "https://staging.example.com", authority: Self.otherAuthority)
        // Both ways lead to one server here, so that kube-system tells.
        #expect(
            reused
                == .same(
                    note: "takes Flux to https://staging.example.com, while context staging is at "
                        + "https://staging.example.com: the same cluster, by the UID of its kube-system"
                )
        )
    }

    @Test("The UID of kube-system tells, by the Secret's own credentials or by another context of its address")
    func system() async throws {
        let same = try await Self.proof(server: "https://staging.internal", authority: Self.otherAuthority)
        guard case .same(let note?) = same else { return #expect(Bool(false), "\(same)") }
        #expect(note.hasSuffix("the same cluster, by the UID of its kube-system"))
        let other = try await Self.proof(server: "https://prod.internal", authority: Self.otherAuthority)
        #expect(
            other
                == .other(
                    "takes Flux to another cluster: https://prod.internal, while context staging is at "
                        + "https://staging.example.com"
                )
        )
    }

    @Test("The UID of the service account tells where the address is out of reach")
    func account() async throws {
        func proof(uid: String) async throws -> DestinationProof {
            let claims = """
                {"sub": "system:serviceaccount:shop:flux",
                "kubernetes.io": {"namespace": "shop", "serviceaccount": {"name": "flux", "uid": "\(uid)"}}}
                """
            let token = "h.\(Base64.encode(claims.utf8).replacing("=", with: "")).s"
            return try await Self.proof(server: "https://10.0.0.1:6443", user: "token: \(token)") { clusters in
                let account = KubernetesObject(.serviceAccount, name: "flux", namespace: "shop")
                clusters.put(account.setting("1-2-3", at: "metadata", "uid"), as: .serviceAccount, on: "staging")
            }
        }
        #expect(
            try await proof(uid: "1-2-3")
                == .same(
                    note: "takes Flux to \(Self.places): the same cluster, by the UID of its service account shop/flux"
                )
        )
        #expect(
            try await proof(uid: "4-5-6")
                == .other(
                    "takes Flux to \(Self.places), as service account shop/flux, which that cluster does not have"
                )
        )
    }

    @Test("The authority tells last of all, where no other cluster has it")
    func authorities() async throws {
        #expect(
            try await Self.proof(server: "https://10.0.0.1:6443")
                == .same(note: "takes Flux to \(Self.places): taken for the same cluster by its certificate authority")
        )
        let shared = try await Self.proof(
            server: "https://10.0.0.1:6443",
            contexts: [
                "staging": ("https://staging.example.com", Self.authority),
                "prod": ("https://prod.example.com", Self.authority),
            ]
        )
        let untold = DestinationProof.untold(
            "takes Flux to \(Self.places); whether that is the same cluster could not be told"
        )
        #expect(shared == untold)
        #expect(try await Self.proof(server: "https://10.0.0.1:6443", authority: Self.otherAuthority) == untold)
    }

    @Test("Where the run cluster may not be asked either, nobody says yes")
    func forbidden() async throws {
        let proof = try await Self.proof(server: "https://prod.internal", authority: Self.otherAuthority) {
            $0.forbid("/namespaces/kube-system", "namespaces", verb: "get", on: "staging")
        }
        guard case .untold = proof else { return #expect(Bool(false), "\(proof)") }
    }

    @Test(
        "Addresses are equal however they are written",
        arguments: [
            ("https://c", "https://C:443/", true), ("https://c:6443", "https://c", false),
            ("http://c", "http://c:80", true),
            ("https://c/k8s/clusters/a", "https://c/k8s/clusters/b", false),
            ("https://[::1]:6443", "https://[::1]", false),
            ("https://[::1]", "https://[::1]:443", true), ("https://u:p@c", "https://c", true),
            ("https://c", "http://c", false),
        ]
    )
    func addresses(left: String, right: String, isSame: Bool) {
        #expect((ServerAddress(left) == ServerAddress(right)) == isSame)
        #expect(!ServerAddress(left).description.contains("u:p"))
    }
}
