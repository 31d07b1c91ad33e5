import FoundationEssentials
import Sandbox
import Testing
import YAMLDocument

@Suite("Kubeconfigs that can't do")
struct RefusedClusterTests {
    @Test("A context that the kubeconfig lacks is named, whichever command asks for it")
    func missingContext() async throws {
        try await Workbench.with { bench in
            try await bench.pushPackage()
            let url = try bench.repositoryURL
            let begun = try await bench.deliver("init", "--name", "shop", "--url", url, "--run-cluster", "staging=gone")
            begun.expect(status: 0)
            try await bench.pull()
            try await bench.deliver("add", MainJob.package, "--to", "staging").expect(status: 0)
            let applied = try await bench.deliver("apply").expect(status: 1)
            applied.expect(says: "✗ staging: context gone: ", "\"gone\"")
            let verified = try await bench.verify().expect(status: 1)
            #expect(
                verified.output.split(separator: "\n").contains {
                    $0.hasPrefix("staging ") && $0.contains("unknown") && $0.contains("\"gone\"")
                }
            )
            let secret = try await bench.run(
                ["kubectl-carvel-kubeconfig-secret", "create", "staging", "--from-context", "gone"]
                    + ["--context", "build", "-n", "shop"]
            )
            secret.expect(status: 1).expect(says: "\"gone\"")
        }
    }

    @Test("A context that logs in by a program is refused as a kubeconfig Secret, with the way out")
    func execLogin() async throws {
        try await Workbench.with { bench in
            let plane = try bench.clusters()
            let text = try String(contentsOf: URL(filePath: plane.kubeconfigPath), encoding: .utf8)
            var config = try #require(try YAMLReader.documents(text).first)
            let login: JSONValue = [
                "name": "cloud",
                "user": ["exec": ["apiVersion": "client.authentication.k8s.io/v1", "command": "cloud-login"]],
            ]
            config["users"] = .array((config["users"]?.array ?? []) + [login])
            config["contexts"] = .array(
                (config["contexts"]?.array ?? []) + [
                    ["name": "cloud", "context": ["cluster": "staging", "user": "cloud"]]
                ]
            )
            let file = try bench.folder.write(YAMLWriter.string(config), to: "cloud/config")
            let secret = try await bench.run(
                ["kubectl-carvel-kubeconfig-secret", "create", "staging", "--from-context", "cloud"]
                    + ["--context", "build", "-n", "default"],
                with: ["KUBECONFIG": file]
            )
            secret.expect(status: 1).expect(
                says: "\(file): user \"cloud\": exec: Flux drops it, since its controllers run no login programs",
                "choose a context with a token or a client certificate"
            )
            let secrets = try await bench.kubectl("--context", "build", "-n", "default", "get", "secrets", "-o", "name")
            #expect(secrets.isEmpty)
        }
    }

    @Test("A user who may do nothing is told what the server refuses")
    func forbidden() async throws {
        try await Workbench.with { bench in
            try await bench.add()
            let applied = try await bench.deliver("apply", "--as", "nobody").expect(status: 1)
            applied.expect(says: "User \"nobody\" cannot ", "✗ staging: Namespace/shop", "✗ build: Namespace/shop")
            let namespaces = try await bench.kubectl("--context", "staging", "get", "namespaces", "-o", "name")
            #expect(!namespaces.contains("namespace/shop"))
        }
    }
}
