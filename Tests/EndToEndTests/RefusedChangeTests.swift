import Testing

@Suite("What would fail on the clusters is refused before anything is pushed")
struct RefusedChangeTests {
    /// Expects a command to fail in these words, and to leave the branch alone.
    private func expectRefusal(
        _ bench: Workbench,
        says text: String,
        with extra: [String: String] = [:],
        _ arguments: String...
    ) async throws {
        let head = try await bench.remoteHead()
        let result = try await bench.run(["kubectl-carvel-deliver"] + arguments, with: extra)
        result.expect(status: 1).expect(says: text)
        #expect(result.output.isEmpty)
        #expect(try await bench.remoteHead() == head)
    }

    @Test("Values that the package does not know, versions that are not there, packages and clusters likewise")
    func unknown() async throws {
        try await Workbench.with { bench in
            try await bench.begin()
            let values = try bench.folder.write("workload_name: app\nreplcas: 2\n", to: "values/typo.yaml")
            try await expectRefusal(
                bench,
                says: "✗ \(values):2: the package has no value 'replcas'; expected there: hostname, replicas,"
                    + " workload_name; did you mean 'replicas'?",
                "add",
                MainJob.package,
                "--to",
                "staging",
                "--values",
                values
            )
            try await expectRefusal(
                bench,
                says: "details: all=1 -> after-prereleases-filter=1 -> after-kapp-controller-version-check=1"
                    + " -> after-constraints-filter=0",
                "add",
                MainJob.package,
                "--to",
                "staging",
                "--version",
                "9.9.9"
            )
            try await expectRefusal(
                bench,
                says: "did you mean \"\(MainJob.package)\"?",
                "add",
                "app.defualt.tap",
                "--to",
                "staging"
            )
            try await expectRefusal(bench, says: "\"prod\"", "add", MainJob.package, "--to", "prod")
        }
    }

    @Test("A lower version than the one that is installed")
    func downgrade() async throws {
        try await Workbench.with { bench in
            try await bench.begin()
            let newer = "20230401000000.0.0"
            let old = try bench.folder.read(
                "\(Workbench.checkout)/\(MainJob.package)/packages/\(MainJob.version).yaml"
            )
            try bench.folder.write(
                old.replacing(MainJob.version, with: newer),
                to: "\(Workbench.checkout)/\(MainJob.package)/packages/\(newer).yaml"
            )
            try await bench.push()
            try await bench.deliver("add", MainJob.package, "--to", "staging").expect(status: 0)
                .expect(says: "✔ pushed")
            try await expectRefusal(
                bench,
                says: "staging is at \(newer), and kapp-controller does not go back to \(MainJob.version)",
                "add",
                MainJob.package,
                "--to",
                "staging",
                "--version",
                MainJob.version
            )
        }
    }

    @Test("A wrong git password is named, and not shown")
    func wrongPassword() async throws {
        try await Workbench.with { bench in
            try await bench.begin()
            let wrong = "an-altogether-wrong-password"
            let result = try await bench.deliver(
                "add",
                MainJob.package,
                "--to",
                "staging",
                with: ["CARVEL_GIT_PASSWORD": wrong]
            )
            let url = try bench.repositoryURL
            result.expect(status: 1).expect(says: "✗ The git server did not accept the credentials for \(url).")
            #expect(!result.text.contains(wrong))
            try await bench.verify(with: ["CARVEL_GIT_PASSWORD": wrong]).expect(status: 2)
        }
    }

    @Test("A delivery.yaml that is there already and says something else")
    func otherDelivery() async throws {
        try await Workbench.with { bench in
            try await bench.begin()
            try await expectRefusal(
                bench,
                says: "delivery.yaml: the repository has one already, and it says something else",
                "init",
                "--name",
                "other",
                "--url",
                try bench.repositoryURL,
                "--run-cluster",
                "staging"
            )
        }
    }

    @Test("A delivery.yaml with a mistake is refused with line and column")
    func brokenDelivery() async throws {
        try await Workbench.with { bench in
            try await bench.begin()
            try bench.edit("delivery.yaml", "  engine: flux\n", to: "  engine: flux\n  colour: red\n")
            try await bench.push()
            for result in [
                try await bench.deliver("apply").expect(status: 1),
                try await bench.deliver("export").expect(status: 1),
                try await bench.deliver("add", MainJob.package, "--to", "staging").expect(status: 1),
                try await bench.verify().expect(status: 2),
            ] {
                result.expect(says: "delivery.yaml:7:3: unknown field \"spec.colour\"")
            }
        }
    }

    @Test("Without a delivery.yaml, every command says where it looked and what to do")
    func noDelivery() async throws {
        try await Workbench.with { bench in
            try await bench.pushPackage()
            let here = "\(bench.folder.path)/\(Workbench.checkout)"
            for result in [
                try await bench.deliver("apply").expect(status: 1),
                try await bench.deliver("export").expect(status: 1),
                try await bench.deliver("add", MainJob.package, "--to", "staging").expect(status: 1),
                try await bench.verify().expect(status: 2),
            ] {
                result.expect(says: "\(here): there is no delivery.yaml here or in a folder above", "--repository")
            }
            let elsewhere = try await bench.verify("--repository", try bench.repositoryURL)
            elsewhere.expect(status: 2).expect(says: "the repository has no delivery.yaml at its root")
        }
    }

    @Test("A repository without installs is not verified")
    func noInstalls() async throws {
        try await Workbench.with { bench in
            try await bench.begin()
            let verified = try await bench.verify().expect(status: 1)
            verified.expect(says: "it installs no package on any run cluster", "carvel-deliver add PACKAGE")
        }
    }
}
