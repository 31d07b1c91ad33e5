import Sandbox
import Testing

@Suite("A delivery that fails shows the cluster, the object and the controller's own words")
struct FailedDeliveryTests {
    /// Pushes new values by our own command.
    private func changeValues(_ bench: Workbench) async throws {
        let values = try bench.folder.write("workload_name: app\nreplicas: 3\n", to: "values/three.yaml")
        let added = try await bench.deliver("add", MainJob.package, "--to", "staging", "--values", values)
        added.expect(status: 0).expect(says: "✔ pushed")
    }

    /// Expects the verification to end as failed, with the row of one object saying why.
    private func expectFailure(
        _ bench: Workbench,
        cluster: String = "staging",
        of object: String,
        says reasons: String...,
        sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
        let result = try await bench.verify("--wait", "--timeout", "30s", sourceLocation: sourceLocation)
        result.expect(status: 1, sourceLocation: sourceLocation)
            .expect(says: "✗ delivery shop is not verified", sourceLocation: sourceLocation)
        let row = result.output.split(separator: "\n").first { row in
            let cells = row.split(separator: " ")
            return cells.count > 2 && cells[0] == cluster && cells[1] == object
        }
        let text = String(try #require(row, "\(result.testDescription)", sourceLocation: sourceLocation))
        #expect(text.contains(" failed "), sourceLocation: sourceLocation)
        for reason in reasons { #expect(text.contains(reason), sourceLocation: sourceLocation) }
    }

    @Test("A value pushed by hand that the package does not know: ytt's message")
    func unknownValue() async throws {
        try await Workbench.with { bench in
            try await bench.add()
            try bench.edit("\(MainJob.package)/staging/params.yaml", "replicas: 2", to: "replcas: 2")
            try await bench.push()
            try await bench.deliver("apply", "--no-wait").expect(status: 0)
            try await expectFailure(
                bench,
                of: "App/app",
                says: "ytt: Error:",
                "Given data value is not declared in schema",
                "found: replcas"
            )
            try await expectFailure(bench, of: "PackageInstall/app", says: "ytt: Error:")
        }
    }

    @Test("A constraint pushed by hand that no version meets: kapp-controller's message")
    func unmetConstraint() async throws {
        try await Workbench.with { bench in
            try await bench.add()
            try bench.edit(
                "\(MainJob.package)/staging/packageinstall.yaml",
                "constraints: \(MainJob.version)",
                to: "constraints: 9.9.9"
            )
            try await bench.push()
            try await bench.deliver("apply", "--no-wait").expect(status: 0)
            try await expectFailure(
                bench,
                of: "PackageInstall/app",
                says: "Expected to find at least one version, but did not (details: all=1"
            )
        }
    }

    @Test("A service account that may not install: the run cluster's refusal")
    func accountWithoutRights() async throws {
        try await Workbench.with { bench in
            try await bench.complete()
            try await bench.kubectl("--context", "staging", "-n", "shop", "delete", "rolebinding", "shop-app-cr-role")
            try await changeValues(bench)
            try await expectFailure(
                bench,
                of: "App/app",
                says: "forbidden: User \"system:serviceaccount:shop:shop-sa\" cannot",
                "configmaps"
            )
            // Running apply again gives the rights back, and waits until all is well.
            try await bench.deliver("apply").expect(status: 0).expect(
                says: "► staging: RoleBinding/shop/shop-app-cr-role"
            )
        }
    }

    @Test("Values that change are seen through to the App that takes them")
    func changedValues() async throws {
        try await Workbench.with { bench in
            try await bench.complete()
            for replicas in 3...5 {
                let added = try await bench.deliver(
                    "add",
                    MainJob.package,
                    "--to",
                    "staging",
                    "--set",
                    "replicas=\(replicas)"
                )
                added.expect(status: 0).expect(says: "✔ pushed")
                try await bench.verify("--wait", "--timeout", "30s").expect(status: 0)
            }
        }
    }

    @Test("An identity of Flux that may not apply: the Kustomization's message")
    func fluxWithoutRights() async throws {
        try await Workbench.with { bench in
            try await bench.complete()
            let binding = "shop-app-package-and-pkgi-install-role"
            try await bench.kubectl("--context", "staging", "-n", "shop", "delete", "rolebinding", binding)
            try await changeValues(bench)
            try await expectFailure(
                bench,
                cluster: "build",
                of: "Kustomization/app.default.tap-staging-packages",
                says:
                    "ReconciliationFailed: Package/shop/app.default.tap.\(MainJob.version) dry-run failed (Forbidden)",
                "User \"system:serviceaccount:shop:shop-sa\" cannot patch resource \"packages\""
            )
        }
    }

    @Test("A wrong git password in Flux's Secret: source-controller's message")
    func wrongSecret() async throws {
        try await Workbench.with { bench in
            try await bench.complete()
            try await bench.kubectl(
                "--context=build",
                "-n=shop",
                "patch",
                "secret",
                "app.default.tap-gitops-auth",
                "--type=merge",
                "--patch",
                #"{"stringData": {"password": "wrong"}}"#
            )
            try await changeValues(bench)
            try await expectFailure(
                bench,
                cluster: "build",
                of: "GitRepository/app.default.tap-gitops-repo",
                says: "GitOperationFailed: failed to checkout and determine revision",
                "authentication required"
            )
        }
    }
}
