/// Kubeconfigs that kubectl understands, and some that it does not.
enum KubectlCases {
    private static let authority = PEM.data(PEM.certificate("CA"))
    private static let certificate = PEM.data(PEM.certificate("CERT"))
    private static let key = PEM.data(PEM.privateKey("KEY"))
    private static let head = "apiVersion: v1\nkind: Config\n"
    private static let contextAndUser = """
        apiVersion: v1
        kind: Config
        current-context: a
        contexts: [{name: a, context: {cluster: c, user: u, namespace: shop}}]
        users: [{name: u, user: {token: sesame}}]

        """
    private static let contextAndCluster = """
        apiVersion: v1
        kind: Config
        current-context: a
        contexts: [{name: a, context: {cluster: c, user: u}}]
        clusters: [{name: c, cluster: {server: "https://c:6443", certificate-authority-data: \(authority)}}]

        """
    private static func cluster(_ members: String) -> String {
        contextAndUser + "clusters: [{name: c, cluster: {server: \"https://c:6443\", \(members)}}]\n"
    }
    private static func user(_ members: String) -> String {
        contextAndCluster + "users: [{name: u, user: {\(members)}}]\n"
    }
    private static func whole(_ name: String, _ server: String) -> String {
        head + """
            current-context: \(name)
            contexts: [{name: \(name), context: {cluster: c, user: u, namespace: of-\(name)}}]
            clusters: [{name: c, cluster: {server: "\(server)"}}]
            users: [{name: u, user: {token: token-of-\(name)}}]
            """
    }

    /// Those that Flux can use too.
    static let usable: [KubectlCase] = [
        KubectlCase("a token", cluster("certificate-authority-data: \(authority)")),
        KubectlCase("no authority", contextAndUser + "clusters: [{name: c, cluster: {server: \"https://c\"}}]"),
        KubectlCase("a server name and a proxy", cluster("tls-server-name: kube, proxy-url: \"http://proxy:3128\"")),
        KubectlCase("verification asked for", cluster("insecure-skip-tls-verify: false")),
        KubectlCase(
            "a path in the address",
            contextAndUser
                + "clusters: [{name: c, cluster: {server: \"https://rancher/k8s/clusters/c-1\"}}]"
        ),
        KubectlCase(
            "an IPv6 address",
            contextAndUser
                + "clusters: [{name: c, cluster: {server: \"https://[2001:db8::1]:6443\"}}]"
        ),
        KubectlCase("a password", user("username: ann, password: \"p: #w\"")),
        KubectlCase("a certificate", user("client-certificate-data: \(certificate), client-key-data: \(key)")),
        KubectlCase(
            "a certificate and a token",
            user(
                "client-certificate-data: \(certificate), client-key-data: \(key), token: sesame"
            )
        ),
        KubectlCase("a token that looks like a number", user("token: \"0123\"")),
        KubectlCase(
            "files beside the kubeconfig",
            [
                "k/config": head + """
                    current-context: a
                    contexts: [{name: a, context: {cluster: c, user: u}}]
                    clusters: [{name: c, cluster: {server: "https://c", certificate-authority: pki/ca.crt}}]
                    users: [{name: u, user: {client-certificate: ./tls.crt, client-key: ../tls.key}}]
                    """,
                "k/pki/ca.crt": PEM.certificate("CA"), "k/tls.crt": PEM.certificate("CERT"),
                "tls.key": PEM.privateKey("KEY"),
            ],
            list: ["k/config"]
        ),
        KubectlCase(
            "written as JSON",
            """
            {"kind": "Config", "apiVersion": "v1", "current-context": "a", "preferences": {},
             "contexts": [{"name": "a", "context": {"cluster": "c", "user": "u"}}],
             "clusters": [{"name": "c", "cluster": {"server": "https://c:6443"}}],
             "users": [{"name": "u", "user": {"token": "\\u0073esame"}}]}
            """
        ),
        KubectlCase(
            "the first of two files wins",
            [
                "1": whole("a", "https://one"), "2": whole("b", "https://two"),
            ],
            list: ["1", "2"]
        ),
        KubectlCase(
            "the other of two files, by --context",
            [
                "1": whole("a", "https://one"), "2": whole("b", "https://two"),
            ],
            list: ["1", "2"],
            context: "b"
        ),
        KubectlCase(
            "an entry is not mixed from two files",
            [
                "1": cluster("tls-server-name: kube"),
                "2": cluster("proxy-url: \"http://proxy\", tls-server-name: other"),
            ],
            list: ["1", "2"]
        ),
        KubectlCase(
            "parts in three files, one of them missing",
            [
                "1": head + "current-context: a\ncontexts: [{name: a, context: {cluster: c, user: u}}]",
                "2": head + "clusters: [{name: c, cluster: {server: \"https://c\"}}]",
                "4": head + "users: [{name: u, user: {token: sesame}}]",
            ],
            list: ["1", "2", "3", "4"]
        ),
        KubectlCase(
            "the current context of the second file, where the first has none",
            [
                "1": head + "current-context: \"\"", "2": whole("b", "https://two"),
            ],
            list: ["1", "2"]
        ),
        KubectlCase("the same file twice", ["1": whole("a", "https://one")], list: ["1", "1"]),
        KubectlCase("an empty file first", ["1": "", "2": whole("b", "https://two")], list: ["1", "2"]),
        KubectlCase(
            "names with odd characters",
            head + """
                current-context: "ann@prod:eu/1"
                contexts: [{name: "ann@prod:eu/1", context: {cluster: "arn:aws:eks:eu:1:cluster/p", user: "ann: x"}}]
                clusters: [{name: "arn:aws:eks:eu:1:cluster/p", cluster: {server: "https://c"}}]
                users: [{name: "ann: x", user: {token: sesame}}]
                """
        ),
        KubectlCase(
            "anchors",
            head + """
                current-context: a
                contexts: [{name: a, context: &context {cluster: c, user: u}}, {name: b, context: *context}]
                clusters: [{name: c, cluster: {server: "https://c"}}]
                users: [{name: u, user: {token: sesame}}]
                """,
            context: "b"
        ),
        KubectlCase(
            "data broken into lines",
            contextAndUser + """
                clusters:
                - name: c
                  cluster:
                    server: https://c
                    certificate-authority-data: |
                      \(authority.prefix(40))
                      \(authority.dropFirst(40))
                """
        ),
        KubectlCase("line ends of Windows", cluster("tls-server-name: kube").replacing("\n", with: "\r\n")),
        KubectlCase(
            "comments, and fields that nobody knows",
            "# a comment\n---\nfuture: 1\n"
                + cluster("future: {a: b}, certificate_authority: none")
        ),
        KubectlCase(
            "names of fields in capitals, which count for nothing",
            contextAndUser
                + "clusters: [{name: c, cluster: {server: \"https://c\", Server: \"https://d\", TLS-Server-Name: x}}]"
        ),
        KubectlCase(
            "only the first document counts",
            cluster("tls-server-name: kube") + "---\n"
                + whole("z", "https://z")
        ),
    ]

    /// Those that kubectl can use, and Flux can't.
    static let unusable: [KubectlCase] = [
        KubectlCase("no verification", cluster("insecure-skip-tls-verify: true")),
        KubectlCase("acting for another", user("token: t, as: bob, as-uid: \"7\", as-groups: [a, b]")),
        KubectlCase(
            "nobody",
            head + """
                current-context: a
                contexts: [{name: a, context: {cluster: c, namespace: ""}}]
                clusters: [{name: c, cluster: {server: "https://c"}}]
                """
        ),
        KubectlCase("a user of whom nothing is said", user("")),
        KubectlCase("no compression", cluster("disable-compression: true, insecure-skip-tls-verify: true")),
        KubectlCase(
            "a plugin",
            user(
                "exec: {command: aws, args: [eks, get-token], env: [{name: A, value: b}, {name: C}], installHint: get it, "
                    + "apiVersion: client.authentication.k8s.io/v1, interactiveMode: Never}"
            )
        ),
        KubectlCase(
            "an old plugin beside the kubeconfig, which is told of the cluster",
            user(
                "exec: {command: ./bin/login, apiVersion: client.authentication.k8s.io/v1beta1, provideClusterInfo: true}"
            )
        ),
        KubectlCase(
            "a plugin of the second file, beside that",
            [
                "1": contextAndCluster,
                "k/2": head
                    + "users: [{name: u, user: {exec: {command: bin/login, apiVersion: client.authentication.k8s.io/v1, "
                    + "interactiveMode: IfAvailable}}}]",
            ],
            list: ["1", "k/2"]
        ),
        KubectlCase(
            "a plugin of the first file, and a token for the same user in the second",
            [
                "1": user("exec: {command: aws, apiVersion: client.authentication.k8s.io/v1, interactiveMode: Always}"),
                "2": user("token: sesame"),
            ],
            list: ["1", "2"]
        ),
        KubectlCase(
            "a token, and OpenID Connect's provider",
            user("token: sesame, auth-provider: {name: oidc, config: {client-id: x, idp-issuer-url: \"https://i\"}}")
        ),
        KubectlCase("acting with extras", user("token: t, as: bob, as-user-extra: {scope: [x, \"y\"]}")),
    ]

    /// Those that kubectl refuses.
    static let refused: [KubectlCase] = [
        KubectlCase("another kind", "apiVersion: v1\nkind: Foo"),
        KubectlCase("no YAML", "a: b: c"),
        KubectlCase("a list", "[1]"),
        KubectlCase("no such context", cluster("tls-server-name: kube"), context: "none"),
        KubectlCase("a file that is missing", cluster("certificate-authority: none.crt")),
        KubectlCase("a current context that is a number", head + "current-context: 5"),
        KubectlCase(
            "two entries of one name",
            cluster("tls-server-name: kube").replacing(
                "[{name: c,",
                with:
                    "[{name: c, cluster: {server: \"https://d\"}}, {name: c,"
            )
        ),
        KubectlCase("a token that is a number", user("token: 123")),
        KubectlCase("a user name that is a boolean of YAML 1.1", user("username: n, password: p")),
        KubectlCase(
            "a broken file after a good one",
            ["1": whole("a", "https://one"), "2": "a: b: c"],
            list: ["1", "2"]
        ),
        KubectlCase("a name that is a number", head + "current-context: \"5\"\ncontexts: [{name: 5, context: {}}]"),
        KubectlCase("verification in quotes", cluster("insecure-skip-tls-verify: \"false\"")),
        KubectlCase("a plugin that is a text", user("exec: aws")),
        KubectlCase("arguments that are numbers", user("exec: {command: aws, args: [1]}")),
        KubectlCase("groups that are no list", user("token: t, as: bob, as-groups: admins")),
        KubectlCase("data that is no base64", cluster("certificate-authority-data: \"*\"")),
    ]
}
