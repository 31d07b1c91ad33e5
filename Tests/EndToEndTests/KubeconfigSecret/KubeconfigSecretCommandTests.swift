import CarvelCore
import Sandbox
import Testing
import YAMLDocument

@Suite("kubectl carvel-kubeconfig-secret")
struct KubeconfigSecretCommandTests {
    private static let program = "kubectl-carvel-kubeconfig-secret"

    /// The kubeconfig that Flux reads for staging now, as data.
    private func config(_ bench: Workbench) async throws -> JSONValue {
        let text = try await bench.kubectl(
            "--context=build",
            "-n=shop",
            "get",
            "secret",
            "staging-kubeconfig",
            "-o",
            #"jsonpath={.data.value\.yaml}"#
        )
        let bytes = try #require(Base64.decode(text))
        return try YAMLReader.document(String(decoding: bytes, as: UTF8.self))
    }

    private func token(_ bench: Workbench) async throws -> String {
        let user = try #require(try await config(bench)["users"]?.array?.first)
        return try #require(user[path: "user", "token"]?.string)
    }

    @Test("Without a place for the Secret nothing is made on the run cluster, and the way out is told")
    func noNamespace() async throws {
        try await Workbench.with { bench in
            try await bench.add()
            for source in [["--service-account", "shop/flux"], ["--from-context", "staging"]] {
                let refused = try await bench.run([Self.program, "create", "staging"] + source)
                refused.expect(status: 1)
                    .expect(says: "build has no namespace \"shop\" for the Secret", "kubectl carvel-deliver apply")
                #expect(!refused.text.contains("created"))
            }
        }
    }

    @Test("From a delivery with an administrator's kubeconfig to a service account's, checked, rotated and deleted")
    func life() async throws {
        try await Workbench.with { bench in
            try await bench.complete()
            func run(_ arguments: String...) async throws -> CommandResult {
                try await bench.run([Self.program] + arguments)
            }
            try await run("check").expect(status: 0).expect(says: "Healthy")

            let created = try await run("create", "staging", "--service-account", "shop/flux", "--duration", "1000h")
            created.expect(status: 0).expect(
                says: "► staging: ServiceAccount/shop/flux created",
                "the token of system:serviceaccount:shop:flux ends ",
                "Secret/shop/staging-kubeconfig on build configured"
            )
            try await bench.verify("--wait").expect(status: 0)
            let first = try await token(bench)

            let checked = try await run("check", "staging", "-o", "json").expect(status: 0)
            let report = try JSONReader.value(checked.output)
            #expect(report["kind"] == "KubeconfigSecretCheck")
            let item = try #require(report["items"]?.array?.first)
            #expect(item["identity"] == "system:serviceaccount:shop:flux")
            #expect(item["rights"]?.array?.count == 16)
            #expect(item["users"]?.array?.count == 2)
            try await run("check", "--warn-before", "2000h").expect(status: 1).expect(says: "the token ends ")
            try await run("list", "-A", "--context", "build").expect(status: 0)
                .expect(says: "NAMESPACE", "staging-kubeconfig   Healthy")
            try await run("list", "-o", "name").expect(status: 0).expect(says: "secret/staging-kubeconfig\n")

            let viewed = try await run("view", "staging").expect(status: 0)
                .expect(says: "token: REDACTED", "Flux reads key value.yaml", "it is used by Kustomization/")
            #expect(!viewed.text.contains(first))
            try await run("view", "staging", "--show-secrets").expect(status: 0).expect(says: first)

            try await run("rotate", "--all").expect(status: 0)
                .expect(says: "rotated, for system:serviceaccount:shop:flux, until ", "the old credentials are revoked")
            let second = try await token(bench)
            #expect(second != first)
            try await run("rotate", "staging", "--context", "staging", "--build-context", "build", "--long-lived")
                .expect(status: 0).expect(says: "the old credentials are revoked")
            try await run("check").expect(status: 0)
            try await bench.verify("--wait").expect(status: 0)

            try await run("delete", "staging").expect(status: 1)
                .expect(says: "is used by Kustomization/", "give --force")
            try await run("delete", "staging", "--force", "--dry-run", "server").expect(status: 0)
                .expect(says: "would be deleted")
            try await run("delete", "staging", "--force").expect(status: 0).expect(says: "fail from now on")
            try await run("check").expect(status: 1).expect(says: "there is no Secret \"staging-kubeconfig\"")
        }
    }

    @Test("What is not to be changed is only shown, from a file, from standard input, for an account and an identity")
    func shown() async throws {
        try await Workbench.with { bench in
            try await bench.begin()
            func run(_ arguments: String...) async throws -> CommandResult {
                try await bench.run([Self.program, "create", "staging"] + arguments).expect(status: 0)
            }
            let kubeconfig = try bench.clusters().kubeconfigPath
            let fromFile = try await run("--from-file", kubeconfig, "--from-context", "staging", "--export")
            #expect(fromFile.output.contains("namespace: shop\n"))
            #expect(fromFile.output.contains("value.yaml: '**REDACTED**'") || fromFile.output.contains("**REDACTED**"))
            let piped = try await bench.command([
                "sh", "-c",
                "\(Self.program) create staging --from-file - --from-context staging --export --show-secrets < \(kubeconfig)",
            ])
            let plain = try await run("--from-context", "staging", "--export", "--show-secrets")
            #expect(piped.output == plain.output)

            let account = try await run("--service-account", "shop/flux", "--export")
            #expect(account.output.contains("kind: ServiceAccount\n"))
            #expect(account.output.contains("verbs:\n  - impersonate\n"))
            try await run("--service-account", "shop/flux", "--dry-run", "client")
                .expect(says: "staging: Role/shop/flux-impersonate-", "build: Secret/shop/staging-kubeconfig")

            try await run(
                "--workload-identity",
                "gcp",
                "--identity-cluster",
                "projects/p/locations/l/clusters/c",
                "--export"
            )
            .expect(says: "kind: ConfigMap", "cluster: projects/p/locations/l/clusters/c")
            try await bench.kubectl("--context", "build", "create", "namespace", "shop")
            try await run("--from-context", "staging", "--dry-run", "server").expect(says: "would be created")
            let none = try await bench.kubectl("--context=build", "-n=shop", "get", "secrets", "-o", "name")
            #expect(none == "")
        }
    }

    @Test(
        "What does not fit together is a usage error",
        arguments: [
            ["create", "staging"], ["create", "staging", "--from-context", "a", "--service-account", "a/b"],
            ["create", "staging", "--from-context", "a", "--long-lived"],
            ["create", "staging", "--service-account", "flux"],
            ["create", "staging", "--service-account", "a/b", "--duration", "5m"],
            ["create", "staging", "--service-account", "a/b", "--duration", "1h", "--long-lived"],
            ["create", "staging", "--from-context", "a", "--identity-cluster", "c"],
            ["rotate"], ["rotate", "staging", "--all"], ["rotate", "a", "b", "--from-context", "c"],
            ["check", "a", "b", "--name", "c"],
        ]
    )
    func usage(arguments: [String]) async throws {
        try await Workbench.withoutClusters { bench in
            try await bench.run([Self.program] + arguments).expect(status: 64)
        }
    }

    @Test("A build cluster that can't be asked tells nothing, with status 2")
    func undetermined() async throws {
        try await Workbench.withoutClusters { bench in
            for command in ["check", "list"] {
                try await bench.run([Self.program, command, "--server", "https://127.0.0.1:1", "-n", "shop"])
                    .expect(status: 2)
            }
        }
    }
}
