/// Kubeconfigs and flags with which kubectl gets as far as sending a request, and those with which it does not. Nobody
/// listens on the port.
enum KubectlConnectionCases {
    private static let authority = PEM.data(PEM.certificate("CA"))
    private static let v1 = "apiVersion: client.authentication.k8s.io/v1, interactiveMode: Never"
    private static let v1beta1 = "apiVersion: client.authentication.k8s.io/v1beta1"

    private static func config(user: String = "token: t", cluster: String = "") -> String {
        """
        apiVersion: v1
        kind: Config
        current-context: a
        contexts: [{name: a, context: {cluster: c, user: u}}, {name: b, context: {cluster: c, user: acting}}]
        clusters:
        - {name: c, cluster: {server: "https://127.0.0.1:9", \(cluster)}}
        - {name: other, cluster: {server: "https://localhost:9"}}
        users:
        - {name: u, user: {\(user)}}
        - {name: acting, user: {token: t, as: bob, as-uid: "7", as-groups: [a, b], as-user-extra: {x: [q]}}}
        - {name: nobody, user: {}}
        """
    }

    static let sent: [KubectlCase] = [
        KubectlCase("a token", config()),
        KubectlCase("a password", config(user: "username: ann, password: p")),
        KubectlCase("a plugin beside a token", config(user: "token: t, exec: {command: x, \(v1)}")),
        KubectlCase("an old plugin beside a token", config(user: "token: t, exec: {command: x, \(v1beta1)}")),
        KubectlCase("a key beside a token", config(user: "token: t, client-key-data: eA==")),
        KubectlCase("a token file that is missing, and a token", config(user: "token: t, tokenFile: /none")),
        KubectlCase(
            "OpenID Connect beside a token",
            config(
                user: "token: t, auth-provider: "
                    + "{name: oidc, config: {idp-issuer-url: \"https://127.0.0.1:9\", client-id: \"x\"}}"
            )
        ),
        KubectlCase("a plugin that is null", config(user: "token: t, exec: null, auth-provider: null")),
        KubectlCase("--token", config(user: ""), flags: ["token": "flag"]),
        KubectlCase("--token instead of a plugin", config(user: "exec: {command: x, \(v1)}"), flags: ["token": "flag"]),
        KubectlCase("--token instead of another", config(), flags: ["token": "flag"]),
        KubectlCase("--user with --token", config(), flags: ["user": "nobody", "token": "flag"]),
        KubectlCase("--cluster", config(), flags: ["cluster": "other"]),
        KubectlCase("--server", config(), flags: ["server": "https://127.0.0.2:9"]),
        KubectlCase("--server over --cluster", config(), flags: ["server": "https://127.0.0.2:9", "cluster": "other"]),
        KubectlCase(
            "a server without TLS, to whom no token is shown",
            config(),
            flags: ["server": "http://127.0.0.1:9"]
        ),
        KubectlCase("a server without a scheme", config(), flags: ["server": "127.0.0.1:9"]),
        KubectlCase(
            "flags that are empty",
            config(),
            flags: ["server": "", "token": "", "user": "", "cluster": "", "certificate-authority": "", "as": ""]
        ),
        KubectlCase("acting for another", config(), context: "b"),
        KubectlCase("acting for another without TLS", config(), context: "b", flags: ["server": "http://127.0.0.1:9"]),
        KubectlCase("--as, and the rest from the kubeconfig", config(), context: "b", flags: ["as": "eve"]),
        KubectlCase("--as-group and --as-uid", config(), context: "b", flags: ["as-group": "g", "as-uid": "9"]),
        KubectlCase("--as with all", config(), flags: ["as": "eve", "as-group": "g", "as-uid": "9"]),
        KubectlCase("--user who acts", config(), flags: ["user": "acting"]),
        KubectlCase("no verification", config(cluster: "insecure-skip-tls-verify: true")),
        KubectlCase(
            "--insecure-skip-tls-verify over an authority",
            config(cluster: "certificate-authority-data: \(authority)"),
            flags: ["insecure-skip-tls-verify": "true"]
        ),
    ]

    static let refused: [KubectlCase] = [
        KubectlCase("a token and a password", config(user: "token: t, username: ann, password: p")),
        KubectlCase(
            "a token file and a password",
            config(user: "tokenFile: /etc/hostname, username: ann, password: p")
        ),
        KubectlCase("--token and a password", config(user: "username: ann, password: p"), flags: ["token": "t"]),
        KubectlCase("a plugin without a version", config(user: "token: t, exec: {command: x, interactiveMode: Never}")),
        KubectlCase("a plugin without a command", config(user: "token: t, exec: {\(v1)}")),
        KubectlCase(
            "a plugin of v1alpha1",
            config(user: "token: t, exec: {command: x, apiVersion: client.authentication.k8s.io/v1alpha1}")
        ),
        KubectlCase(
            "a plugin of an unknown version",
            config(user: "token: t, exec: {command: x, interactiveMode: Never, apiVersion: example.com/v9}")
        ),
        KubectlCase(
            "a plugin of v1 without a mode",
            config(user: "token: t, exec: {command: x, apiVersion: client.authentication.k8s.io/v1}")
        ),
        KubectlCase(
            "a plugin of an unknown mode",
            config(user: "exec: {command: x, \(v1beta1), interactiveMode: Ever}")
        ),
        KubectlCase(
            "a plugin with a variable without a name",
            config(user: "exec: {command: x, \(v1), env: [{value: a}]}")
        ),
        KubectlCase("a plugin and a provider", config(user: "exec: {command: x, \(v1)}, auth-provider: {name: oidc}")),
        KubectlCase("the provider gcp", config(user: "auth-provider: {name: gcp}")),
        KubectlCase("the provider gcp, and a token", config(user: "token: t, auth-provider: {name: gcp}")),
        KubectlCase("the provider azure, and a token", config(user: "token: t, auth-provider: {name: azure}")),
        KubectlCase("an unknown provider, and a token", config(user: "token: t, auth-provider: {name: x}")),
        KubectlCase("a provider without a name, and a token", config(user: "token: t, auth-provider: {}")),
        KubectlCase("a certificate without a key", config(user: "token: t, client-certificate-data: \(authority)")),
        KubectlCase(
            "a certificate that is no PEM",
            config(user: "client-certificate-data: eA==, client-key-data: eA==")
        ),
        KubectlCase("an authority that is no PEM", config(cluster: "certificate-authority-data: eA==")),
        KubectlCase(
            "no verification, and an authority",
            config(cluster: "insecure-skip-tls-verify: true, certificate-authority-data: \(authority)")
        ),
        KubectlCase(
            "--insecure-skip-tls-verify and --certificate-authority",
            ["config": config(), "ca.crt": PEM.certificate("CA")],
            flags: ["insecure-skip-tls-verify": "true", "certificate-authority": "ca.crt"]
        ),
        KubectlCase("a proxy of no known scheme", config(cluster: "proxy-url: \"ftp://proxy\"")),
        KubectlCase("a proxy without a scheme", config(cluster: "proxy-url: \"proxy:3128\"")),
        KubectlCase("groups without a user to act as", config(user: "token: t, as-groups: [a]")),
        KubectlCase("a UID without a user to act as", config(user: "token: t, as-uid: \"7\"")),
        KubectlCase("extras without a user to act as", config(user: "token: t, as-user-extra: {x: [q]}")),
        KubectlCase("--as-group without --as", config(), flags: ["as-group": "g"]),
        KubectlCase("--as-uid without --as", config(), flags: ["as-uid": "7"]),
        KubectlCase("--user that is not there", config(), flags: ["user": "gone"]),
        KubectlCase("--cluster that is not there", config(), flags: ["cluster": "gone"]),
        KubectlCase(
            "--certificate-authority that is not there",
            config(),
            flags: ["certificate-authority": "none.crt"]
        ),
        KubectlCase("--client-certificate without a key", config(), flags: ["client-certificate": "config"]),
        KubectlCase("a list of groups that are numbers", config(user: "token: t, as: bob, as-groups: [1]")),
        KubectlCase("no verification, in quotes", config(cluster: "insecure-skip-tls-verify: \"true\"")),
    ]
}
