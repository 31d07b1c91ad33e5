import CarvelCore
import OrderedCollections
import Sandbox
import TestSupport
import Testing
import YAMLDocument

@Suite("A repository that is reached by ssh", .enabled(if: SSHServer.isInstalled))
struct SSHRepositoryTests {
    @Test("Is changed by a key file or by the agent; a server that is not known, or has another key, is refused")
    func change() async throws {
        try await Workbench.withoutClusters { bench in
            try await bench.command(["git", "init", "-q", "--bare", "--initial-branch=main", "../r.git"]).expect(
                status: 0
            )
            let repository = "\(bench.folder.path)/r.git"
            try await SSHServer.with("\(bench.folder.path)/ssh") { server in
                let known = ["CARVEL_GIT_KNOWN_HOSTS_FILE": server.path(of: "known_hosts")]
                let key = ["CARVEL_GIT_SSH_KEY_FILE": server.path(of: "user")]
                let words = [
                    "kubectl-carvel-deliver", "init", "--url", server.url(repository), "--run-cluster", "staging",
                ]
                func begin(_ name: String, _ extra: [String: String]) async throws -> CommandResult {
                    try await bench.run(words + ["--name", name], with: extra)
                }
                let unknown = try await begin("shop", key).expect(status: 1)
                unknown.expect(says: "shows a key that known_hosts does not have", "SHA256:")
                let changed = ["CARVEL_GIT_KNOWN_HOSTS_FILE": server.path(of: "changed_hosts")]
                try await begin("shop", key.merging(changed) { $1 }).expect(status: 1)
                    .expect(says: "shows another key than known_hosts has")
                let stranger = ["CARVEL_GIT_SSH_KEY_FILE": server.path(of: "stranger")]
                try await begin("shop", known.merging(stranger) { $1 }).expect(status: 1)
                    .expect(says: "did not accept the credentials")
                try await begin("shop", known).expect(status: 1).expect(says: "took no key of the ssh agent")
                try await begin("shop", known.merging(key) { $1 }).expect(status: 0).expect(says: "✔ pushed")

                let script = """
                    eval "$(ssh-agent)" > /dev/null && ssh-add -q '\(server.path(of: "user"))' && "$@"
                    status=$?; ssh-agent -k > /dev/null; exit $status
                    """
                let agent = ["sh", "-c", script, "sh"] + words + ["--name", "shop"]
                let again = try await bench.run(agent, with: known).expect(status: 0)
                again.expect(says: "✔ nothing to change")
            }
        }
    }

    @Test("Is delivered from: Flux gets the key, and what is known of the server")
    func delivery() async throws {
        try await Workbench.with { bench in
            try await bench.pushPackage()
            let repository = try bench.clusters().git.path(of: "gitops")
            try await SSHServer.with("\(bench.folder.path)/ssh") { server in
                var bench = bench
                bench.variables["CARVEL_GIT_KNOWN_HOSTS_FILE"] = server.path(of: "known_hosts")
                bench.variables["CARVEL_GIT_SSH_KEY_FILE"] = server.path(of: "phrased")
                bench.variables["CARVEL_GIT_SSH_PASSPHRASE"] = "open sesame"
                let url = server.url(repository)
                try await bench.deliver("init", "--name", "shop", "--url", url, "--run-cluster", "staging")
                    .expect(status: 0)
                try await bench.pull()
                try await bench.deliver("add", MainJob.package, "--to", "staging", "--values", Workbench.exampleValues)
                    .expect(status: 0)
                try await bench.deliver("apply").expect(status: 0).expect(says: "✔ delivery shop is verified")
                let secrets = try await bench.objects("secrets", on: "build")
                let auth = try #require(secrets.first { $0.name == "app.default.tap-gitops-auth" })
                #expect(auth.json["data"]?.object?.keys.sorted() == ["identity", "known_hosts", "password"])
            }
        }
    }
}
