import CarvelCore
import OrderedCollections
import Testing
import YAMLDocument

@Suite("The kubeconfig for Flux")
struct FluxKubeconfigTests {
    private static let text = """
        apiVersion: v1
        kind: Config
        current-context: other
        preferences: {colors: true}
        users:
        - {name: admin, user: {client-key: tls.key, client-certificate: tls.crt, token: null}}
        - {name: robot, user: {token: sesame}}
        - {name: ann, user: {username: ann, password: "1234"}}
        contexts:
        - {name: other, context: {user: robot, cluster: plain}}
        - name: prod
          context: {user: admin, namespace: shop, cluster: prod, extensions: [{name: x, extension: {a: b}}]}
        - {name: password, context: {user: ann, cluster: plain}}
        - {name: no-user, context: {cluster: plain}}
        clusters:
        - name: prod
          cluster:
            tls-server-name: kubernetes
            server: https://prod.example.com:6443/
            disable-compression: true
            proxy-url: http://proxy:3128
            insecure-skip-tls-verify: false
            certificate-authority: ca.crt
        - {name: plain, cluster: {server: "https://plain.example.com"}}
        """
    private static let host = Host.inMemory(files: [
        "/k/config": text, "/k/ca.crt": PEM.certificate("CA"), "/k/tls.crt": PEM.certificate("CERT"),
        "/k/tls.key": PEM.privateKey("KEY"),
    ])

    private func flux(_ context: String? = nil) throws -> FluxKubeconfig {
        let kubeconfig = try Kubeconfig.load(explicitPath: "/k/config", host: Self.host)
        return try FluxKubeconfig(kubeconfig, context: context, host: Self.host)
    }

    @Test("Has one context, its cluster and its user, with all files in it")
    func golden() throws {
        let prod = try flux("prod")
        #expect(prod.contextName == "prod")
        #expect(prod.server == "https://prod.example.com:6443")
        #expect(
            prod.text == """
                apiVersion: v1
                kind: Config
                clusters:
                - cluster:
                    certificate-authority-data: \(PEM.data(PEM.certificate("CA")))
                    proxy-url: http://proxy:3128
                    server: https://prod.example.com:6443
                    tls-server-name: kubernetes
                  name: prod
                contexts:
                - context:
                    cluster: prod
                    namespace: shop
                    user: admin
                  name: prod
                current-context: prod
                users:
                - name: admin
                  user:
                    client-certificate-data: \(PEM.data(PEM.certificate("CERT")))
                    client-key-data: \(PEM.data(PEM.privateKey("KEY")))

                """
        )
    }

    @Test("Is of the current context, where none is named, with nothing that is not set")
    func current() throws {
        #expect(
            try flux().text == """
                apiVersion: v1
                kind: Config
                clusters:
                - cluster:
                    server: https://plain.example.com
                  name: plain
                contexts:
                - context:
                    cluster: plain
                    user: robot
                  name: other
                current-context: other
                users:
                - name: robot
                  user:
                    token: sesame

                """
        )
    }

    @Test("Keeps a password, in quotes where it looks like a number")
    func password() throws {
        #expect(try flux("password").text.hasSuffix("  user:\n    password: \"1234\"\n    username: ann\n"))
    }

    @Test("Is the same for the same context, in whatever order it is written, and made from itself")
    func deterministic() throws {
        let prod = try flux("prod")
        var config = Kubeconfig()
        try config.merge(prod.text, file: "/elsewhere/config")
        let again = try FluxKubeconfig(config, host: .inMemory())
        #expect(again.text == prod.text)

        let upsideDown = try #require(try YAMLReader.document(Self.text).object?.reversed())
        var reordered = Kubeconfig()
        try reordered.merge(
            YAMLWriter.string(.object(JSONObject(uniqueKeysWithValues: upsideDown.map { ($0.key, $0.value) }))),
            file: "/k/config"
        )
        #expect(try FluxKubeconfig(reordered, context: "prod", host: Self.host).text == prod.text)
    }

    @Test(
        "A kubeconfig that is wrong is refused as by every command",
        arguments: [
            (
                "prd",
                "/k/config: there is no context \"prd\" (it has: other, prod, password, no-user); did you mean "
                    + "\"prod\"?"
            ),
            ("no-user", "/k/config: context \"no-user\" names no user"),
        ]
    )
    func wrong(context: String, message: String) {
        #expect(throws: KubeconfigSecretError.kubeconfig(KubeconfigError(message))) { try flux(context) }
    }

    @Test("Without a current context, one must be named")
    func noCurrent() throws {
        var config = Kubeconfig()
        try config.merge("contexts: [{name: a, context: {}}]", file: "/k/config")
        let message = "/k/config: no context is current; give --context (one of: a)"
        #expect(throws: KubeconfigSecretError.kubeconfig(KubeconfigError(message))) {
            try FluxKubeconfig(config, host: .inMemory())
        }
    }

    @Test("A file that is missing is named")
    func missingFile() throws {
        let kubeconfig = try Kubeconfig.load(explicitPath: "/k/config", host: Self.host)
        let message = "/k/config: cluster \"prod\": certificate-authority: /k/ca.crt: no such file"
        #expect(throws: KubeconfigSecretError.kubeconfig(KubeconfigError(message))) {
            try FluxKubeconfig(kubeconfig, context: "prod", host: .inMemory())
        }
    }

    @Test(
        "Is what kubectl makes of the context by --minify --flatten",
        .enabled("kubectl is not on PATH") { await KubectlCase.hasKubectl() },
        arguments: KubectlCases.usable
    )
    func agreesWithKubectl(example: KubectlCase) async throws {
        try await example.run { kubectl, host in
            var expected = try #require(kubectl)
            expected["preferences"] = nil
            let kubeconfig = try Kubeconfig.load(explicitPath: nil, host: host)
            let ours = try FluxKubeconfig(kubeconfig, context: example.context, host: host)
            #expect(try YAMLReader.document(ours.text) == expected)
        }
    }
}
