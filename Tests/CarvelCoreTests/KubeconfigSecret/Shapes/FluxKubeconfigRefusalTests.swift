import Testing

@testable import CarvelCore

@Suite("What Flux would drop is refused")
struct FluxKubeconfigRefusalTests {
    private static let certificate = PEM.data(PEM.certificate("CERT"))

    private func error(user: String, cluster: String = "") throws -> KubeconfigSecretError {
        var config = Kubeconfig()
        try config.merge(
            """
            current-context: prod
            contexts: [{name: prod, context: {cluster: c, user: u}}]
            clusters: [{name: c, cluster: {server: "https://c"\(cluster)}}]
            users: [{name: u, user: {\(user)}}]
            """,
            file: "/k/config"
        )
        // No file exists here: a refusal must come before any is read.
        let error = #expect(throws: KubeconfigSecretError.self) { try FluxKubeconfig(config, host: .inMemory()) }
        return try #require(error)
    }

    @Test(
        "With the place, the reason and the way out, and without any secret",
        arguments: [
            ("exec: {command: topsecret}", "exec", .exec),
            ("exec: {command: aws}, token: topsecret", "exec", .exec),
            ("auth-provider: {name: oidc, config: {id-token: topsecret}}", "auth-provider", .authProvider),
            ("tokenFile: topsecret", "tokenFile", .tokenFile),
            ("tokenFile: /run/token, token: topsecret", "tokenFile", .tokenFile),
            ("token: topsecret, as: bob", "as", .impersonation),
            ("token: topsecret, as-uid: \"7\"", "as-uid", .impersonation),
            ("token: topsecret, as-groups: [topsecret]", "as-groups", .impersonation),
            ("token: topsecret, as-user-extra: {a: [topsecret]}", "as-user-extra", .impersonation),
            ("", "user", .noCredentials),
            ("token: \"\", password: topsecret, exec: null", "user", .noCredentials),
            ("client-certificate: topsecret", "client-certificate", .certificateWithoutKey),
            ("client-certificate-data: dG9wc2VjcmV0, token: t", "client-certificate-data", .certificateWithoutKey),
            ("client-key: topsecret", "client-key", .keyWithoutCertificate),
            ("client-key-data: dG9wc2VjcmV0", "client-key-data", .keyWithoutCertificate),
        ] as [(String, String, KubeconfigRefusal.Reason)]
    )
    func users(user: String, field: String, reason: KubeconfigRefusal.Reason) throws {
        let refusal = KubeconfigRefusal(place: "/k/config: user \"u\"", field: field, reason: reason)
        let error = try error(user: user)
        #expect(error == .refused(refusal))
        #expect(error.description.hasPrefix("/k/config: user \"u\": \(field): "))
        #expect(!error.description.contains("topsecret"))
        #expect(!error.description.contains("dG9wc2VjcmV0"))
    }

    @Test("A server that is not verified, however that is written", arguments: ["true", "\"true\"", "1"])
    func insecure(value: String) throws {
        let error = try error(user: "token: t", cluster: ", insecure-skip-tls-verify: \(value)")
        let place = "/k/config: cluster \"c\""
        #expect(
            error
                == .refused(
                    KubeconfigRefusal(place: place, field: "insecure-skip-tls-verify", reason: .skipsTLSVerification)
                )
        )
    }

    @Test(
        "A key that is encrypted, in either form",
        arguments: [
            "-----BEGIN ENCRYPTED PRIVATE KEY-----\ntopsecret\n-----END ENCRYPTED PRIVATE KEY-----\n",
            "-----BEGIN RSA PRIVATE KEY-----\r\nProc-Type: 4,ENCRYPTED\r\nDEK-Info: AES-128-CBC,00\r\n\r\ntopsecret\r\n",
        ]
    )
    func encryptedKey(pem: String) throws {
        let data = Base64.encode(pem.utf8)
        let error = try error(user: "client-certificate-data: \(Self.certificate), client-key-data: \(data)")
        #expect(error.description.hasPrefix("/k/config: user \"u\": client-key-data: the key is encrypted, "))
        #expect(!error.description.contains("topsecret"))
    }

    @Test("A key that only holds the word is taken")
    func plainKey() throws {
        let pem = "-----BEGIN PRIVATE KEY-----\nENCRYPTED\n-----END PRIVATE KEY-----\n"
        var config = Kubeconfig()
        try config.merge(
            """
            current-context: prod
            contexts: [{name: prod, context: {cluster: c, user: u}}]
            clusters: [{name: c, cluster: {server: "https://c"}}]
            users: [{name: u, user: {client-certificate-data: \(Self.certificate), client-key-data: \(Base64.encode(pem.utf8))}}]
            """,
            file: "/k/config"
        )
        #expect(try FluxKubeconfig(config, host: .inMemory()).text.contains(Base64.encode(pem.utf8)))
    }

    @Test("Every refusal says why and what to do in one sentence", arguments: KubeconfigRefusal.Reason.allCases)
    func sentences(reason: KubeconfigRefusal.Reason) {
        let refusal = KubeconfigRefusal(place: "/k/config: user \"u\"", field: "f", reason: reason)
        let parts = refusal.description.split(separator: "; ")
        #expect(parts.count == 2)
        #expect(parts[0].hasPrefix("/k/config: user \"u\": f: "))
        #expect(!refusal.description.contains("\n"))
        #expect(!refusal.description.hasSuffix("."))
    }

    @Test("The sentence for exec, in full")
    func fullSentence() throws {
        #expect(
            try error(user: "exec: {command: aws}").description
                == "/k/config: user \"u\": exec: Flux drops it, since its controllers run no login programs; choose a "
                + "context with a token or a client certificate, or make a token by kubectl carvel-kubeconfig-secret "
                + "create --service-account, or, where the controllers run with --insecure-kubeconfig-exec, give "
                + "--allow-exec"
        )
    }
}
