import CarvelCore
import HTTPTransport
import Testing

@Suite("Finding and merging kubeconfigs")
struct KubeconfigLoadingTests {
    private static let first = """
        apiVersion: v1
        kind: Config
        current-context: a
        contexts:
        - {name: a, context: {cluster: shared, user: shared}}
        clusters:
        - {name: shared, cluster: {server: "https://first:6443"}}
        users:
        - {name: shared, user: {token: first-token}}
        """
    private static let second = """
        current-context: b
        contexts:
        - {name: a, context: {cluster: other, user: other, namespace: lost}}
        - {name: b, context: {cluster: other, user: shared, namespace: blue}}
        clusters:
        - {name: shared, cluster: {server: "https://second:6443", proxy-url: "http://proxy:3128"}}
        - {name: other, cluster: {server: "https://other:6443"}}
        users:
        - {name: shared, user: {token: second-token}}
        """
    private static let files = [
        "/k/first": first, "/k/second": second, "/home/me/.kube/config": second, "/here/here": first,
    ]

    private func load(_ path: String? = nil, _ variables: [String: String]) throws -> (Kubeconfig, Host) {
        let host = Host.inMemory(files: Self.files, variables: variables)
        return (try Kubeconfig.load(explicitPath: path, host: host), host)
    }

    @Test("The file of --kubeconfig is read alone")
    func explicit() throws {
        let (config, _) = try load("/k/first", ["KUBECONFIG": "/k/second", "HOME": "/home/me"])
        #expect(config.files == ["/k/first"])
        #expect(config.contextNames == ["a"])
    }

    @Test("An empty --kubeconfig is none, as for kubectl")
    func emptyFlag() throws {
        let (config, _) = try load("", ["KUBECONFIG": "/k/second"])
        #expect(config.files == ["/k/second"])
    }

    @Test("A relative path starts from the current folder", arguments: [true, false])
    func relative(isFlag: Bool) throws {
        let (config, _) = try isFlag ? load("here", [:]) : load(nil, ["KUBECONFIG": "here"])
        #expect(config.files == ["/here/here"])
        #expect(config.currentContext == "a")
    }

    @Test("The file of --kubeconfig must be there")
    func explicitMissing() {
        #expect(throws: KubeconfigError("kubeconfig /k/none: no such file")) {
            try load("/k/none", ["KUBECONFIG": "/k/first"])
        }
    }

    @Test("Of several files the first that names an entry wins with all of it, and the first current context counts")
    func merging() throws {
        let (config, host) = try load(nil, ["KUBECONFIG": "/k/first:/k/second", "HOME": "/home/me"])
        #expect(config.files == ["/k/first", "/k/second"])
        #expect(config.contextNames == ["a", "b"])
        #expect(config.currentContext == "a")

        let a = try config.connection(host: host)
        #expect(a.name == "a")
        #expect(a.server == "https://first:6443")
        #expect(a.proxy == nil)
        #expect(a.namespace == "default")
        #expect(a.credentials == .token("first-token"))

        let b = try config.connection(ConnectionOverrides(context: "b"), host: host)
        #expect(b.server == "https://other:6443")
        #expect(b.namespace == "blue")
        #expect(b.credentials == .token("first-token"))
    }

    @Test("Order matters")
    func reversed() throws {
        let (config, host) = try load(nil, ["KUBECONFIG": "/k/second:/k/first"])
        #expect(config.currentContext == "b")
        let b = try config.connection(host: host)
        #expect(b.credentials == .token("second-token"))
    }

    @Test(
        "Missing files, empty places and repetitions of the list are passed over",
        arguments: ["/none:/k/first", "/k/first:/none", "::/k/first:", "/none:here", "/k/first:/k/first"]
    )
    func missing(list: String) throws {
        let (config, _) = try load(nil, ["KUBECONFIG": list])
        #expect(config.files.count == 1)
        #expect(config.contextNames == ["a"])
    }

    @Test("Without KUBECONFIG it is the one in the home folder", arguments: [[:], ["KUBECONFIG": ""]])
    func home(variables: [String: String]) throws {
        let (config, _) = try load(nil, variables.merging(["HOME": "/home/me"]) { first, _ in first })
        #expect(config.files == ["/home/me/.kube/config"])
        #expect(config.currentContext == "b")
    }

    @Test("With none at all, the message says how to give one", arguments: [[:], ["HOME": "/nowhere"]])
    func none(variables: [String: String]) throws {
        let (config, host) = try load(nil, variables)
        #expect(config.files == [])
        let expected = KubeconfigError("no kubeconfig was found; set KUBECONFIG, or give --kubeconfig or --server")
        #expect(throws: expected) { try config.connection(host: host) }
    }

    @Test("A file that may not be read is an error, not passed over")
    func forbidden() {
        var host = Host.inMemory(variables: ["KUBECONFIG": "/k/secret:/k/first"])
        host.files = .inMemory([:], forbidden: ["/k/secret"])
        #expect(throws: KubeconfigError("kubeconfig /k/secret: may not be read by this user")) {
            try Kubeconfig.load(explicitPath: nil, host: host)
        }
    }

    @Test(
        "What is no kubeconfig is refused with the file's name",
        arguments: [
            ("kind: Foo", "/k/x: kind is \"Foo\", expected \"Config\""),
            ("- 1", "/k/x: not a kubeconfig; expected apiVersion: v1, kind: Config"),
            ("just text", "/k/x: not a kubeconfig; expected apiVersion: v1, kind: Config"),
            ("clusters: {a: b}", "/k/x: clusters is no list"),
            ("users: text", "/k/x: users is no list"),
            ("contexts: [{name: a, context: {}}, {context: {}}]", "/k/x: contexts[1] has no name"),
            ("clusters: [{name: 5}]", "/k/x: clusters[0] has no name"),
            ("users: [{name: \"\"}]", "/k/x: users[0] has no name"),
            ("current-context: 5", "/k/x: current-context is no text; put it in quotes"),
            (
                "users: [{name: a}, {name: b}, {name: a}]",
                "/k/x: two entries of users are named \"a\"; remove or rename one"
            ),
        ]
    )
    func malformed(text: String, message: String) {
        var config = Kubeconfig()
        #expect(throws: KubeconfigError(message)) { try config.merge(text, file: "/k/x") }
    }

    @Test("A text that is no YAML is refused with its place, and not quoted")
    func noYAML() throws {
        var config = Kubeconfig()
        let error = #expect(throws: KubeconfigError.self) {
            try config.merge("users:\n- {name: u, user: {token: topsecret\n", file: "/k/x")
        }
        let message = try #require(error?.description)
        #expect(message.hasPrefix("/k/x:"))
        #expect(!message.contains("topsecret"))
    }

    @Test("An empty file has nothing to say", arguments: ["", "# only a comment\n", "clusters: null\nusers:\n"])
    func empty(text: String) throws {
        var config = Kubeconfig()
        try config.merge(text, file: "/k/x")
        #expect(config.files == ["/k/x"])
        #expect(config.contextNames == [])
        #expect(config.currentContext == nil)
    }
}
