import FoundationEssentials
import Testing

@Suite("What make install puts below a prefix")
struct InstallTests {
    @Test("Programs, names, manual pages and completion files are where they are looked for, and gone afterwards")
    func installAndRemove() async throws {
        try await Workbench.withoutClusters { bench in
            let built = try await bench.standIns()
            try bench.folder.write("another program's", to: "prefix/bin/other")
            let prefix = "\(bench.folder.path)/prefix"
            try await bench.script("install", built, prefix)
            // Once more is no different.
            try await bench.script("install", built, prefix)
            let found = try await bench.everything(below: "prefix")
            for path in [
                "bin/kubectl-carvel-deliver", "bin/kubectl-carvel_deliver", "bin/kubectl_complete-carvel_deliver",
                "bin/kubectl_complete-carvel-kubeconfig_secret", "bin/carvel-sandbox",
                "lib/kubectl-carvel/kubectl-carvel_Sandbox.resources/crd.yaml",
                "share/bash-completion/completions/kubectl-carvel_deliver",
                "share/zsh/site-functions/_kubectl-carvel-deliver",
                "share/fish/vendor_completions.d/kubectl-carvel_deliver.fish",
                "share/man/man1/kubectl-carvel-deliver-add.1", "share/man/man5/delivery.yaml.5",
            ] {
                #expect(found.contains(path), "\(path)")
            }
            let broken = try await bench.command(["find", prefix, "-xtype", "l"])
            #expect(broken.output.isEmpty)
            #expect(!found.contains { $0.contains("resources/kubectl-carvel_Sandbox.resources") })

            try await bench.script("install", "--remove", prefix)
            #expect(try await bench.everything(below: "prefix") == ["bin", "bin/other"])
        }
    }

    @Test("The names that kubectl finds are those that the tests' own plugins have")
    func names() async throws {
        try await Workbench.withoutClusters { bench in
            let names = try await bench.script("plugin-names", "kubectl").split(separator: "\n").map {
                $0.split(separator: " ").map(String.init)
            }
            for (program, name) in names.map({ ($0[0], $0[1]) }) {
                let target = try FileManager.default.destinationOfSymbolicLink(
                    atPath: "\(bench.folder.path)/plugins/\(name)"
                )
                #expect(target.hasSuffix("/\(program)"))
            }
            #expect(names.count == 11)
        }
    }

    @Test(
        "bash-completion loads the files by themselves from where they were installed",
        .enabled("install bash-completion, as scripts/setup --tests does") {
            FileManager.default.fileExists(atPath: ShellCompletionTests.bashCompletion)
        }
    )
    func loading() async throws {
        try await Workbench.withoutClusters { bench in
            let prefix = "\(bench.folder.path)/prefix"
            try await bench.script("install", try await bench.standIns(), prefix)
            let line = """
                source \(ShellCompletionTests.bashCompletion)
                _completion_loader kubectl-carvel_deliver
                complete -p kubectl-carvel_deliver
                """
            let loaded = try await bench.command(["bash", "-c", line], with: ["XDG_DATA_DIRS": "\(prefix)/share"])
            loaded.expect(says: "complete -F __complete_kubectl_carvel_deliver kubectl-carvel_deliver")
        }
    }

    @Test("flux finds the plugins in the folder that it names")
    func flux() async throws {
        try await Workbench.withoutClusters { bench in
            let folder = "\(bench.folder.path)/fluxcd"
            let variables = ["FLUXCD_PLUGINS": folder]
            try await bench.script("install-flux-plugins", try await bench.standIns(), with: variables)
            let found = try await bench.everything(below: "fluxcd")
            #expect(found == ["flux-carvel-deliver", "flux-carvel-kubeconfig-secret", "flux-carvel-verify"])
            try await bench.command(["\(folder)/flux-carvel-verify"]).expect(status: 0)
            try await bench.script("install-flux-plugins", "--remove", with: variables)
            #expect(try await bench.everything(below: "fluxcd").isEmpty)
        }
    }
}
