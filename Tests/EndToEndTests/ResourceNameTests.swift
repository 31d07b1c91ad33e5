import CarvelCore
import FoundationEssentials
import HTTPTransport
import Sandbox
import Testing

@Suite("Names of types beside kubectl")
struct ResourceNameTests {
    private static let names = [
        "po", "pod", "PODS", "cm", "ns", "deploy", "deployments.apps", "deployment.v1.apps", "events", "ev",
        "gitrepo", "GitRepository", "gitrepositories.source", "gitrepositories.v1.source.toolkit.fluxcd.io", "ks",
        "roles", "clusterroles.rbac", "pods.v1.", "nope", "gitrepositories.v9.source.toolkit.fluxcd.io",
    ]

    @Test("Mean the same types")
    func names() async throws {
        try await Workbench.with { bench in
            let server = try #require(try bench.clusters().servers["build"])
            let identity = try server.clientCertificate(user: "tester", groups: ["system:masters"])
            let tls = TLSOptions(
                certificateAuthority: Array(server.certificateAuthorityPEM.utf8),
                clientCertificate: Array(identity.certificate.utf8),
                clientKey: Array(identity.key.utf8)
            )
            let connection = ClusterConnection(name: "build", server: server.url, tls: tls)
            let served = try await ClusterClient(connection, http: CurlClient()).servedResources()
            for name in Self.names {
                let theirs = try await bench.command(["kubectl", "--context", "build", "-v", "6", "get", name, "-A"])
                #expect(Self.path(of: try? served.resource(named: name)) == Self.path(in: theirs.errors), "\(name)")
            }
        }
    }

    private static func path(of resource: ServedResource?) -> String? {
        guard let type = resource?.type else { return nil }
        return (type.group.isEmpty ? "/api" : "/apis") + "/\(type.apiVersion)/\(type.plural)"
    }

    /// Where kubectl asked for objects.
    private static func path(in log: String) -> String? {
        log.firstMatch(of: #/GET https://[^/]+(/apis?/\S+)\?limit=500 /#).map { String($0.output.1) }
    }
}
