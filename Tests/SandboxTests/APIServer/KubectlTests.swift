import Foundation
import Subprocess
import Testing
import YAMLDocument

@testable import Sandbox

/// The kubectl of this machine, logged in to a test's cluster.
private struct Kubectl {
    let cluster: TestCluster

    /// Whether there is one; tests say so when they are skipped.
    static var isInstalled: Bool {
        let folders = ProcessInfo.processInfo.environment["PATH"]?.split(separator: ":") ?? []
        return folders.contains { FileManager.default.isExecutableFile(atPath: "\($0)/kubectl") }
    }

    init(_ cluster: TestCluster) throws {
        self.cluster = cluster
        let config = """
            {"apiVersion": "v1", "kind": "Config", "current-context": "test",
             "clusters": [{"name": "test", "cluster": {
                "server": "\(cluster.server.url)", "certificate-authority": "\(cluster.file("ca.crt"))"}}],
             "users": [{"name": "admin", "user": {
                "client-certificate": "\(cluster.file("admin.crt"))", "client-key": "\(cluster.file("admin.key"))"}}],
             "contexts": [{"name": "test", "context": {"cluster": "test", "user": "admin"}}]}
            """
        try Data(config.utf8).write(to: cluster.folder.appending(path: "config"))
    }

    /// Runs a command, and gives what it prints; what it complains of comes after.
    func callAsFunction(_ arguments: String..., input: String = "") async throws -> (status: Int, output: String) {
        let result = try await run(
            .name("kubectl"),
            arguments: Arguments(["--kubeconfig", cluster.file("config")] + arguments),
            environment: environment,
            input: .string(input),
            output: .string(limit: 1 << 20),
            error: .string(limit: 1 << 20)
        )
        return (TestCluster.exitStatus(result.terminationStatus), result.standardOutput + result.standardError)
    }

    /// kubectl keeps what it discovers in its home.
    var environment: Environment {
        .inherit.updating(["HOME": cluster.folder.path, "KUBECACHEDIR": cluster.file("cache")])
    }
}

@Suite("kubectl works with the sandbox", .enabled(if: Kubectl.isInstalled, "kubectl is not installed"))
struct KubectlTests {
    private static let kustomization = """
        apiVersion: kustomize.toolkit.fluxcd.io/v1
        kind: Kustomization
        metadata: {name: shop, namespace: apps}
        spec:
          interval: 5m
          prune: true
          path: ./shop
          sourceRef: {kind: GitRepository, name: shop}
        """

    @Test("to get, apply and delete")
    func objects() async throws {
        try await withCluster { cluster in
            let kubectl = try Kubectl(cluster)
            #expect(try await kubectl("create", "namespace", "apps") == (0, "namespace/apps created\n"))
            let namespaces = try await kubectl("get", "ns")
            #expect(namespaces.output.contains(/NAME +STATUS +AGE/))
            #expect(namespaces.output.contains(/apps +Active +[0-9]+s/))

            let applied = try await kubectl("apply", "--server-side", "-f", "-", input: Self.kustomization)
            #expect(applied == (0, "kustomization.kustomize.toolkit.fluxcd.io/shop serverside-applied\n"))
            let wide = try await kubectl("get", "kustomizations", "-A", "-o", "wide")
            #expect(wide.output.contains(/NAMESPACE +NAME +AGE +READY +STATUS/))
            #expect(wide.output.contains(/apps +shop/))
            let path = try await kubectl("get", "ks", "shop", "-n", "apps", "-o", "jsonpath={.spec.path}")
            #expect(path == (0, "./shop"))

            let secret = try await kubectl("create", "secret", "generic", "s", "-n", "apps", "--from-literal=a=b")
            #expect(secret == (0, "secret/s created\n"))
            let labelled = try await kubectl("label", "secret", "s", "-n", "apps", "x=y")
            #expect(labelled == (0, "secret/s labeled\n"))
            let selected = try await kubectl("get", "secrets", "-n", "apps", "-l", "x=y", "-o", "name")
            #expect(selected == (0, "secret/s\n"))
            let deleted = try await kubectl("delete", "secret", "s", "-n", "apps")
            #expect(deleted.status == 0)
            #expect(deleted.output.hasPrefix("secret \"s\" deleted"))
            let gone = try await kubectl("get", "secret", "s", "-n", "apps")
            #expect(gone == (1, "Error from server (NotFound): secrets \"s\" not found\n"))
        }
    }

    @Test("to apply from the client's side, and see the difference")
    func clientSideApply() async throws {
        try await withCluster { cluster in
            let kubectl = try Kubectl(cluster)
            _ = try await kubectl("create", "namespace", "apps")
            let created = try await kubectl("apply", "-f", "-", input: Self.kustomization)
            #expect(created == (0, "kustomization.kustomize.toolkit.fluxcd.io/shop created\n"))
            let changed = Self.kustomization.replacing("interval: 5m", with: "interval: 9m")
            let configured = try await kubectl("apply", "-f", "-", input: changed)
            #expect(configured == (0, "kustomization.kustomize.toolkit.fluxcd.io/shop configured\n"))
            let unknown = try await kubectl("apply", "-f", "-", input: Self.kustomization + "\n  nope: 1")
            #expect(unknown.status == 1)
            #expect(unknown.output.contains("unknown field \"spec.nope\""))
        }
    }

    @Test("to ask for rights and tokens")
    func rights() async throws {
        try await withCluster { cluster in
            let kubectl = try Kubectl(cluster)
            _ = try await kubectl("create", "namespace", "apps")
            _ = try await kubectl("create", "serviceaccount", "flux", "-n", "apps")
            let token = try await kubectl("create", "token", "flux", "-n", "apps")
            #expect(token.status == 0)
            let text = token.output.trimmingCharacters(in: .whitespacesAndNewlines)
            let list = "/api/v1/namespaces/apps/secrets"
            #expect(try await cluster.send("GET", list, as: .token(text)).status == 403)

            let account = "system:serviceaccount:apps:flux"
            let ask = ["auth", "can-i", "list", "secrets", "-n", "apps", "--as", account]
            #expect(try await kubectl(ask[0], ask[1], ask[2], ask[3], ask[4], ask[5], ask[6], ask[7]) == (1, "no\n"))
            _ = try await kubectl("create", "role", "reader", "-n", "apps", "--verb=get,list", "--resource=secrets")
            _ = try await kubectl(
                "create",
                "rolebinding",
                "reader",
                "-n",
                "apps",
                "--role=reader",
                "--serviceaccount=apps:flux"
            )
            #expect(try await kubectl(ask[0], ask[1], ask[2], ask[3], ask[4], ask[5], ask[6], ask[7]) == (0, "yes\n"))
            #expect(try await cluster.send("GET", list, as: .token(text)).status == 200)
            let who = try await kubectl("auth", "whoami", "-o", "jsonpath={.status.userInfo.username}")
            #expect(who == (0, "admin"))
        }
    }

    @Test("to watch")
    func watch() async throws {
        try await withCluster { cluster in
            let kubectl = try Kubectl(cluster)
            let arguments = ["--kubeconfig", cluster.file("config"), "get", "ns", "-w", "--no-headers"]
            var lines: [String] = []
            _ = try await run(
                .name("kubectl"),
                arguments: Arguments(arguments),
                environment: kubectl.environment,
                input: .none,
                output: .sequence,
                error: .discarded
            ) { execution in
                for try await line in execution.standardOutput.strings() {
                    lines.append(line)
                    // The list is out when its first line is; the watch follows on from it.
                    if lines.count == 1 { try await cluster.createNamespace("shop") }
                    if line.hasPrefix("shop ") { break }
                }
                try execution.send(signal: .kill)
            }
            #expect(lines.last?.contains(/shop +Active/) == true)
        }
    }
}
