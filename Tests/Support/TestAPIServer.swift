package import CarvelCore
package import HTTPTransport
package import Sandbox
import YAMLDocument

/// A running API server as its administrator reaches it: the sandbox's or a real one.
///
/// Tests that take one are run with each that there is:
///
///     @Test("…", arguments: TestAPIServer.Kind.available)
///     func list(_ kind: TestAPIServer.Kind) async throws {
///         try await TestAPIServer.with(kind) { server in
///             let client = server.client(http: http)
///             let namespace = try await server.makeNamespace(http: http)
///             …
package struct TestAPIServer: Sendable {
    /// Whose API server it is.
    package enum Kind: String, Sendable, CaseIterable {
        /// Ours, a new one for each test.
        case sandbox
        /// The real one of `KUBEBUILDER_ASSETS`, one for all tests of a process.
        case kubernetes

        /// The kinds that can be had here.
        package static var available: [Kind] { KubernetesAssets.isSet ? allCases : [.sandbox] }
    }

    package let kind: Kind
    /// `https://127.0.0.1:PORT`
    package let url: String
    /// What signed the server's certificate, as PEM.
    package let certificateAuthorityPEM: String
    /// A client certificate of a member of `system:masters`, and its key, as PEM.
    package let administrator: (certificatePEM: String, keyPEM: String)
    /// The sandbox's server, to make it fail, stop it, or fill it; `nil` for a real one.
    package let sandbox: APIServer?

    /// Runs a test with a server that serves Flux 2.9 and kapp-controller's custom resources.
    ///
    /// A real one has no controllers, nor Packages, which kapp-controller's own API server serves.
    package static func with(_ kind: Kind, _ body: (TestAPIServer) async throws -> Void) async throws {
        switch kind {
        case .kubernetes: try await body(try await SharedKubernetesServer.instance.handle())
        case .sandbox:
            let configuration = APIServer.Configuration(name: "test", flux: .v2_9, hasKappController: true)
            let server = try await APIServer.start(configuration, authority: try CertificateAuthority(name: "test-ca"))
            do {
                try await body(try TestAPIServer(server))
            } catch {
                await server.stop()
                throw error
            }
            await server.stop()
        }
    }

    /// - Throws: What the certificate library says.
    package init(_ server: APIServer) throws {
        let issued = try server.clientCertificate(user: "test-admin", groups: ["system:masters"])
        self.init(
            kind: .sandbox,
            url: server.url,
            certificateAuthorityPEM: server.certificateAuthorityPEM,
            administrator: (issued.certificate, issued.key),
            sandbox: server
        )
    }

    init(
        kind: Kind,
        url: String,
        certificateAuthorityPEM: String,
        administrator: (certificatePEM: String, keyPEM: String),
        sandbox: APIServer? = nil
    ) {
        self.kind = kind
        self.url = url
        self.certificateAuthorityPEM = certificateAuthorityPEM
        self.administrator = administrator
        self.sandbox = sandbox
    }

    /// How an administrator is connected.
    package var connection: ClusterConnection {
        ClusterConnection(
            name: "test",
            server: url,
            tls: TLSOptions(
                certificateAuthority: Array(certificateAuthorityPEM.utf8),
                clientCertificate: Array(administrator.certificatePEM.utf8),
                clientKey: Array(administrator.keyPEM.utf8)
            )
        )
    }

    /// A client that may do everything.
    package func client(http: any HTTPClient) -> ClusterClient { ClusterClient(connection, http: http) }

    /// A client of somebody else: who logs in with these credentials, and no certificate.
    package func client(http: any HTTPClient, credentials: ClusterConnection.Credentials) -> ClusterClient {
        let tls = TLSOptions(certificateAuthority: Array(certificateAuthorityPEM.utf8))
        return ClusterClient(
            ClusterConnection(name: "test", server: url, tls: tls, credentials: credentials),
            http: http
        )
    }

    /// Makes a namespace that no other test has.
    package func makeNamespace(http: any HTTPClient) async throws(ClusterError) -> String {
        let name = "test-\(UInt64.random(in: 0 ... .max))"
        let object = KubernetesObject(["apiVersion": "v1", "kind": "Namespace", "metadata": ["name": .string(name)]])
        _ = try await client(http: http).create(object, as: .namespace)
        return name
    }
}
