import Testing

@Suite("The real kubectl finds the plugins")
struct PluginDiscoveryTests {
    /// How users may spell each of them.
    static let spellings = [
        ["carvel-deliver"], ["carvel", "deliver"],
        ["carvel-verify"], ["carvel", "verify"],
        ["carvel-kubeconfig-secret"], ["carvel", "kubeconfig-secret"],
    ]

    @Test("In each spelling --version and --help are the plugin's own", arguments: spellings)
    func found(_ words: [String]) async throws {
        let name = "kubectl " + words.joined(separator: "-")
        try await Workbench.withoutClusters { bench in
            let version = try await bench.run(["kubectl"] + words + ["--version"])
            version.expect(status: 0)
            #expect(version.output.hasPrefix("\(name) 0."))
            let help = try await bench.run(["kubectl"] + words + ["--help"])
            help.expect(status: 0).expect(says: "USAGE: \(name)")
            #expect(help.errors.isEmpty)
        }
    }

    @Test("The exit status passes through", arguments: [["carvel-verify"], ["carvel", "verify"]])
    func exitStatus(_ words: [String]) async throws {
        try await Workbench.withoutClusters { bench in
            let verified = try await bench.run(["kubectl"] + words)
            verified.expect(status: 2).expect(says: "there is no delivery.yaml here or in a folder above")
            try await bench.run(["kubectl"] + words + ["--nonsense"]).expect(status: 64)
        }
    }

    @Test("Links do not stand in the way of a plugin's flags")
    func flags() async throws {
        try await Workbench.with { bench in
            let result = try await bench.run(
                ["kubectl", "carvel", "kubeconfig-secret", "create", "staging", "--from-context", "staging"]
                    + ["--context", "build", "--namespace", "default", "-v", "6"]
            )
            result.expect(status: 0).expect(says: "Secret/default/staging-kubeconfig on build created", "PATCH ")
        }
    }
}
