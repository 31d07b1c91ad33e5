import CarvelCore
import OrderedCollections
import Sandbox
import TestSupport
import Testing
import YAMLDocument

@Suite("Bootstrapping Flux")
struct BootstrapTests {
    private static let usual = ["--path", "clusters/dev", "--context", "build", "--timeout", "40s"]

    /// Runs `bootstrap` with the manifest of a release.
    private func bootstrap(
        _ bench: Workbench,
        _ release: FluxRelease,
        _ version: String,
        tag: String = "v1.0.0",
        url: String? = nil,
        _ arguments: String...
    ) async throws -> CommandResult {
        let text = try FluxInstallManifest(release, tag: tag).text()
        let manifest = try bench.folder.write(text, to: "manifests/\(release.rawValue)-\(tag).yaml")
        let words = ["kubectl-carvel-deliver", "bootstrap", "--manifests", manifest, "--flux-version", version]
        let place = ["--url", try url ?? bench.repositoryURL]
        return try await bench.run(words + place + Self.usual + arguments)
    }

    private func withoutFlux(_ body: (Workbench) async throws -> Void) async throws {
        try await Workbench.with {
            $0.flux = nil
            $0.runClusters = []
        } _: {
            try await body($0)
        }
    }

    @Test("Shows what it would do, does it, and has nothing to do the second time")
    func twice() async throws {
        try await withoutFlux { bench in
            let asked = try await bootstrap(bench, .v2_9, "v2.9.0", "--dry-run=server").expect(status: 0)
            try Golden.expect(asked.output, is: "bootstrap-dry-run.txt")
            let read = try await bootstrap(bench, .v2_9, "v2.9.0", "--dry-run=client").expect(status: 0)
            #expect(read.output == asked.output)
            let exported = try await bootstrap(bench, .v2_9, "v2.9.0", "--export").expect(status: 0)
            #expect(exported.output.contains("# clusters/dev/flux-system/gotk-sync.yaml\n"))
            #expect(
                try await bench.kubectl("--context", "build", "get", "namespaces", "-o", "name").contains("flux")
                    == false
            )

            try await bootstrap(bench, .v2_9, "v2.9.0").expect(status: 0)
                .expect(says: "✔ source-controller: deployment ready", "has applied", "✔ Flux follows ")
            try await bench.clone()
            try await bench.pull()
            let head = try await bench.remoteHead()
            let files = try await bench.git("ls-files")
            #expect(files.split(separator: "\n").count == 3)
            let password = try #require(bench.variables["CARVEL_GIT_PASSWORD"])
            #expect(try await bench.command(["git", "grep", "-F", password]).status == 1)
            // Flux's own manifests are what export printed.
            let committed = try bench.folder.read("\(Workbench.checkout)/clusters/dev/flux-system/gotk-components.yaml")
            #expect(exported.output.contains(committed))

            let all = ["--context", "build", "-n", "flux-system", "get", "deployments,secrets", "-o", "json"]
            let before = try await bench.command(["kubectl"] + all).expect(status: 0)
            let again = try await bootstrap(bench, .v2_9, "v2.9.0").expect(status: 0)
            again.expect(says: "has it all, at \(head.prefix(12)) of main")
            #expect(!again.errors.contains("configured") && !again.errors.contains("created"))
            #expect(try await bench.remoteHead() == head)
            #expect(try await bench.command(["kubectl"] + all).output == before.output)
            let plan = try await bootstrap(bench, .v2_9, "v2.9.0", "--dry-run=server", "-o", "name").expect(status: 0)
            #expect(plan.output == "\n")

            // What Flux can't do itself any more, is done for it.
            try await bench.kubectl(
                "--context",
                "build",
                "-n",
                "flux-system",
                "delete",
                "deployment",
                "source-controller"
            )
            try await bootstrap(bench, .v2_9, "v2.9.0").expect(status: 0)
                .expect(says: "Deployment/flux-system/source-controller created", "✔ Flux follows ")
        }
    }

    @Test("Goes from Flux 0.41 to 2.9, never over a version that objects are stored in, and not back unasked")
    func upgrade() async throws {
        try await withoutFlux { bench in
            try await bootstrap(bench, .v0_41, "v0.41.2", "--components", "source-controller,kustomize-controller")
                .expect(status: 0).expect(says: "✔ Flux follows ")
            /// The full name, since kubectl keeps what it has found out of versions.
            func source(_ version: String) async throws -> String {
                let name = "gitrepositories.\(version).source.toolkit.fluxcd.io/flux-system"
                return try await bench.kubectl("--context", "build", "-n", "flux-system", "get", name, "-o", "name")
            }
            #expect(try await source("v1beta2").hasSuffix("/flux-system\n"))

            let tooFar = try await bootstrap(bench, .v2_9, "v2.9.0").expect(status: 1)
            tooFar.expect(says: "is stored as v1beta2, which this Flux knows no more", "Flux 2.0 to 2.6")
            try await bootstrap(bench, .v2_6, "v2.6.1").expect(status: 0).expect(says: "✔ Flux follows ")
            let last = try await bootstrap(bench, .v2_9, "v2.9.0").expect(status: 0)
            last.expect(says: "► storing all gitrepositories.source.toolkit.fluxcd.io anew", "✔ Flux follows ")
            #expect(try await source("v1").hasSuffix("/flux-system\n"))
            let images = try await bench.kubectl(
                "--context",
                "build",
                "-n",
                "flux-system",
                "get",
                "deployments",
                "-o",
                "jsonpath={.items[*].metadata.labels.app\\.kubernetes\\.io/version}"
            )
            #expect(Set(images.split(separator: " ")) == ["v2.9.0"])

            try await bootstrap(bench, .v2_6, "v2.6.1").expect(status: 1)
                .expect(says: "there is Flux v2.9.0 already, and v2.6.1 is older", "--allow-downgrade")
            try await bootstrap(bench, .v2_9, "v2.8.0", "--allow-downgrade").expect(status: 0)
                .expect(says: "✔ Flux follows ")
            let stuck = try await bootstrap(bench, .v2_9, "v2.9.1", tag: "missing").expect(status: 1)
            stuck.expect(says: "replicas of before are still there, and it has given up", "run bootstrap again")
        }
    }

    @Test("Makes a branch that is missing, and refuses what would take something away unasked")
    func refusals() async throws {
        try await withoutFlux { bench in
            try await bench.clone()
            try bench.folder.write("# Ours\n", to: "\(Workbench.checkout)/README.md")
            try await bench.push()
            let nowhere = try bench.repositoryURL.replacing("gitops.git", with: "nothing.git")
            try await bootstrap(bench, .v2_9, "v2.9.0", url: nowhere).expect(status: 1)
                .expect(says: "there is no git repository at \(nowhere)", "make an empty one there first")

            try await bootstrap(bench, .v2_9, "v2.9.0", "--branch", "fleet", "--no-wait").expect(status: 0)
                .expect(says: "✔ Flux is to follow ")
            try await bench.git("fetch", "--quiet", "origin")
            #expect(try await bench.git("ls-tree", "--name-only", "origin/fleet") == "README.md\nclusters")
            #expect(try await bench.git("ls-tree", "--name-only", "origin/main") == "README.md")

            try await bootstrap(bench, .v2_9, "v2.9.0").expect(status: 1)
                .expect(says: "it follows branch fleet already, expected main", "--replace-sync")
            try await bootstrap(bench, .v2_9, "v2.9.0", "--branch", "fleet", "--path", "clusters/prod").expect(
                status: 1
            )
            .expect(says: "it follows folder ./clusters/dev already, expected ./clusters/prod")
            try await bootstrap(bench, .v2_9, "v2.9.0", "--replace-sync").expect(status: 0)
                .expect(says: "GitRepository/flux-system/flux-system configured", "✔ Flux follows ")

            let head = try await bench.remoteHead()
            try await bootstrap(bench, .v2_9, "v2.9.0", "--namespace", "flux2", "--take-over").expect(status: 1).expect(
                says: "Flux is in namespace \"flux-system\" already, and would fight with another in \"flux2\"",
                "give --namespace flux-system"
            )
            #expect(try await bench.remoteHead() == head)
            let definition = "crd/gitrepositories.source.toolkit.fluxcd.io"
            try await bench.kubectl(
                "--context",
                "build",
                "label",
                definition,
                "app.kubernetes.io/managed-by=Helm"
            )
            try await bootstrap(bench, .v2_9, "v2.9.0").expect(status: 1)
                .expect(says: "Flux is there already, installed by Helm", "--take-over")
        }
    }

    @Test("By ssh, Flux gets the key and what is known of the server", .enabled(if: SSHServer.isInstalled))
    func ssh() async throws {
        try await withoutFlux { bench in
            let repository = try bench.clusters().git.path(of: "gitops")
            try await SSHServer.with("\(bench.folder.path)/ssh") { server in
                var bench = bench
                bench.variables["CARVEL_GIT_KNOWN_HOSTS_FILE"] = server.path(of: "known_hosts")
                let url = server.url(repository)
                bench.variables["CARVEL_GIT_SSH_KEY_FILE"] = server.path(of: "user")
                try await bootstrap(bench, .v2_9, "v2.9.0", url: url).expect(status: 0).expect(says: "✔ Flux follows ")
                let keys = try await bench.kubectl(
                    "--context",
                    "build",
                    "-n",
                    "flux-system",
                    "get",
                    "secret",
                    "flux-system",
                    "-o",
                    "json"
                )
                let data = try JSONReader.value(keys)["data"]?.object ?? [:]
                #expect(Set(data.keys) == ["identity", "known_hosts"])
            }
        }
    }

    @Test("A release is looked for where releases are said to be")
    func releases() async throws {
        try await Workbench.withoutClusters { bench in
            let refused = try await bench.run(
                ["kubectl-carvel-deliver", "bootstrap", "--flux-version", "v2.9.0", "--export"]
                    + ["--url", "https://git.example.com/fleet.git", "--releases-url", "http://127.0.0.1:1/flux2"]
            )
            refused.expect(status: 1).expect(
                says: "✗ http://127.0.0.1:1/flux2/download/v2.9.0/flux_2.9.0_checksums.txt: can't be downloaded"
            )
        }
    }

    @Test("Without credentials that Flux could use, nothing is pushed")
    func noCredentials() async throws {
        try await withoutFlux { bench in
            var bare = bench
            bare.variables["CARVEL_GIT_USERNAME"] = nil
            bare.variables["CARVEL_GIT_PASSWORD"] = nil
            try await bootstrap(bare, .v2_9, "v2.9.0").expect(status: 1)
            try await bench.clone()
            #expect(try await bench.git("ls-remote", "origin") == "")
        }
    }
}
