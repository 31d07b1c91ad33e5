import CarvelCore
import FoundationEssentials
import OrderedCollections
import Sandbox
import Testing
import YAMLDocument

@Suite("What is for containers and for pipelines")
struct ActionTests {
    private static func text(_ path: String) throws -> String {
        String(decoding: try Data(contentsOf: URL(filePath: Product.path(path))), as: UTF8.self)
    }

    @Test("The action passes its inputs on, each by the environment, and has the script's outputs")
    func form() throws {
        let action = try #require(try YAMLReader.documents(Self.text("action.yml")).first)
        let inputs = try #require(action["inputs"]?.object)
        let step = try #require(action[path: "runs", "steps"]?.array?.first)
        #expect(action[path: "runs", "using"] == "composite" && step["shell"] == "bash")
        let command = try #require(step["run"]?.string)
        #expect(command.hasSuffix("/scripts/verify-action") && !command.contains("inputs."))
        let passed = try #require(step["env"]?.object)
        let names = passed.values.compactMap { $0.string?.firstMatch(of: #/inputs\.([a-z-]+) /#)?.output.1 }
        #expect(Set(names.map(String.init)) == Set(inputs.keys))
        let script = try Self.text("scripts/verify-action")
        for variable in passed.keys { #expect(script.contains(variable), "\(variable)") }
        for output in try #require(action["outputs"]?.object).keys { #expect(script.contains("echo \"\(output)=")) }
    }

    @Test("It waits until the delivery is verified, and says where the report is")
    func run() async throws {
        try await Workbench.with { bench in
            try await bench.complete()
            let kubeconfig = String(
                decoding: try Data(contentsOf: URL(filePath: try bench.clusters().kubeconfigPath)),
                as: UTF8.self
            )
            let output = try bench.folder.write("", to: "runner/output")
            let variables = [
                "RUNNER_TEMP": try bench.folder.subfolder("runner"), "GITHUB_OUTPUT": output,
                "KUBECONFIG_TEXT": kubeconfig, "KUBECONFIG": "/nowhere", "TIMEOUT": "30s",
                "REPOSITORY": try bench.repositoryURL,
            ]
            let script = Product.path("scripts/verify-action")
            try await bench.run([script], in: "plugins", with: variables).expect(status: 0)
            #expect(try bench.folder.read("runner/output").hasPrefix("verdict=verified\nreport="))
            let report = try JSONReader.value(bench.folder.read("runner/carvel-verification.json"))
            #expect(report["kind"] == "VerificationReport")
            // The kubeconfig is gone.
            #expect(try bench.folder.contents("runner") == ["carvel-verification.json", "output"])

            let refused = variables.merging(["REPOSITORY": "https://127.0.0.1:1/none.git"]) { $1 }
            try await bench.run([script], in: "plugins", with: refused).expect(status: 2)
            #expect(try bench.folder.read("runner/output").contains("verdict=unknown\n"))
        }
    }

    @Test("The issue forms have what such forms need", arguments: ["bug", "feature"])
    func form(_ name: String) throws {
        let form = try #require(try YAMLReader.documents(Self.text(".github/ISSUE_TEMPLATE/\(name).yml")).first)
        #expect(form["name"]?.string != nil && form["description"]?.string != nil)
        let fields = try #require(form["body"]?.array).filter { $0["type"] != "markdown" }
        let identifiers = fields.compactMap { $0["id"]?.string }
        #expect(Set(identifiers).count == fields.count)
        #expect(fields.allSatisfy { $0[path: "attributes", "label"]?.string != nil })
    }

    @Test("The image is built from what the setup installs, and runs as no root")
    func image() throws {
        let file = try Self.text("Dockerfile")
        let setup = try Self.text("scripts/setup")
        for match in setup.matches(of: #/(?m)^library \S+ (\S+)/#) { #expect(file.contains(match.output.1)) }
        #expect(file.contains("\nUSER carvel\n"))
        let stages = file.matches(of: #/(?m)^FROM (\S+)/#).map { String($0.output.1) }
        #expect(stages.count == 2 && stages.last == "debian:bookworm-slim")
    }
}
