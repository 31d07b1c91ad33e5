import FoundationEssentials
import HTTPTransport
import Subprocess
import Testing

#if canImport(System)
    import System
#else
    import SystemPackage
#endif

@Suite("carvel-sandbox")
struct SandboxCommandTests {
    /// What `carvel-sandbox up` prints, by variable.
    private struct Exports {
        var values: [String: String] = [:]
        static let names = [
            "CARVEL_GIT_PASSWORD", "CARVEL_GIT_USERNAME", "CARVEL_SANDBOX_REPOSITORY", "GIT_ASKPASS", "KUBECONFIG",
        ]
        var isComplete: Bool { values.count == Self.names.count }

        mutating func read(_ line: String) throws {
            let line = String(line.filter { !$0.isNewline })
            let parts = line.split(separator: "=", maxSplits: 1)
            try #require(parts.count == 2 && parts[0].hasPrefix("export "), "\(line)")
            values[String(parts[0].dropFirst("export ".count))] = String(parts[1].dropFirst().dropLast())
        }

        /// The addresses of all servers: of the clusters, and of git.
        func addresses() throws -> [String] {
            let kubeconfig = try String(contentsOf: URL(filePath: values["KUBECONFIG"] ?? ""), encoding: .utf8)
            let servers = kubeconfig.split(separator: "\n").filter { $0.contains("server: ") }
            let clusters = servers.compactMap { $0.split(separator: " ").last.map(String.init) }
            return clusters + [try #require(values["CARVEL_SANDBOX_REPOSITORY"])]
        }
    }

    private static func program() throws -> String { "\(try Product.executables())/carvel-sandbox" }

    @Test("run passes on what the command prints, and its exit status", arguments: [0, 3, 255] as [Int32])
    func status(_ status: Int32) async throws {
        try await Workbench.withoutClusters { bench in
            let script = "echo $KUBECONFIG; kubectl config get-contexts -o name; exit \(status)"
            let result = try await bench.run([try Self.program(), "run", "--", "sh", "-c", script])
            result.expect(status: status)
            let lines = result.output.split(separator: "\n").map(String.init)
            #expect(lines.dropFirst().sorted() == ["build", "prod", "staging"])
            let kubeconfig = try #require(lines.first)
            #expect(kubeconfig.hasPrefix("\(bench.folder.path)/temporary/"))
            #expect(!FileManager.default.fileExists(atPath: kubeconfig))
        }
    }

    @Test("Plain git logs in to the sandbox's repository, and is not helped with any other")
    func git() async throws {
        try await Workbench.withoutClusters { bench in
            let script = """
                git ls-remote "$CARVEL_SANDBOX_REPOSITORY" && echo in
                "$GIT_ASKPASS" "Password for 'https://$CARVEL_GIT_USERNAME@example.com': " || echo none
                "$GIT_ASKPASS" "Username for 'https://example.com': " || echo none
                """
            let result = try await bench.run([try Self.program(), "run", "--", "sh", "-c", script])
            result.expect(status: 0)
            #expect(result.output == "in\nnone\nnone\n")
        }
    }

    @Test("run tells of a command that a signal has ended, as a shell does")
    func signalled() async throws {
        try await Workbench.withoutClusters { bench in
            let result = try await bench.run([try Self.program(), "run", "--", "sh", "-c", "kill -TERM $$"])
            result.expect(status: 128 + 15)
        }
    }

    @Test("run starts the run clusters and the Flux release that it is asked for")
    func choices() async throws {
        try await Workbench.withoutClusters { bench in
            let script = "kubectl config get-contexts -o name | sort | xargs echo; kubectl api-versions"
            let result = try await bench.run(
                [try Self.program(), "run", "--flux", "0.41", "--run-clusters", "eu,us", "--", "sh", "-c", script]
            )
            result.expect(status: 0)
            let lines = result.output.split(separator: "\n")
            #expect(lines.first == "build eu us")
            #expect(lines.contains("source.toolkit.fluxcd.io/v1beta2"))
            #expect(!lines.contains("source.toolkit.fluxcd.io/v1"))
        }
    }

    @Test("run fills the run clusters, and makes clusters fail as asked")
    func fleetAndFaults() async throws {
        try await Workbench.withoutClusters { bench in
            let script = """
                for cluster in eu us; do
                  kubectl --context $cluster get packageinstalls -A --no-headers | wc -l
                done
                kubectl --context build get --raw /livez >/dev/null && echo build
                kubectl --context eu get --raw /livez >/dev/null || echo broken
                kubectl --context eu get --raw /livez >/dev/null && echo whole
                """
            let result = try await bench.run([
                try Self.program(), "run", "--run-clusters", "eu,us", "--packageinstalls", "40", "--namespaces", "3",
                "--fault", "eu:status=500,path=/livez", "--", "sh", "-c", script,
            ])
            result.expect(status: 0)
            let words = result.output.split(whereSeparator: \.isWhitespace).map(String.init)
            #expect(words == ["40", "40", "build", "broken", "whole"])
        }
    }

    /// Runs a command that runs `carvel-sandbox up`, lets it be ended once the sandbox is there, and expects nothing to
    /// be left of it.
    private func expectNothingLeft(
        _ command: String...,
        end: @escaping @Sendable (Execution<CustomWriteInput, SequenceOutput, DiscardedOutput>) async throws -> Void
    ) async throws {
        try await Workbench.withoutClusters { bench in
            try await withDeadline(of: command.joined(separator: " ")) {
                let result = try await Subprocess.run(
                    .path(FilePath(command[0])),
                    arguments: Arguments(Array(command.dropFirst())),
                    environment: bench.environment(),
                    platformOptions: .ownSession,
                    input: .inputWriter,
                    output: .sequence,
                    error: .discarded
                ) { execution in
                    var exports = Exports()
                    var addresses: [String] = []
                    // The output ends when no process writes to it any more, so when the sandbox has ended.
                    for try await line in execution.standardOutput.strings() {
                        try exports.read(line)
                        guard exports.isComplete else { continue }
                        addresses = try exports.addresses()
                        try await Self.expectAnswers(addresses, true)
                        try await end(execution)
                    }
                    #expect(exports.values.keys.sorted() == Exports.names)
                    return addresses
                }
                #expect(result.closureResult.count == 4)
                try await Self.expectAnswers(result.closureResult, false)
                #expect(try bench.folder.contents("temporary").isEmpty)
            }
        }
    }

    /// Expects servers to answer, in whatever way, or not to be there.
    private static func expectAnswers(_ addresses: [String], _ answers: Bool) async throws {
        let client = CurlClient()
        defer { client.shutdown() }
        for address in addresses {
            let request = HTTPRequest(method: "GET", url: address, tls: TLSOptions(verifiesServer: false))
            do {
                _ = try await client.send(request)
                #expect(answers, "\(address) answers")
            } catch {
                #expect(!answers, "\(address): \(error)")
            }
        }
    }

    @Test("up prints the variables, and ends on SIGTERM with nothing left")
    func upEndsOnSignal() async throws {
        try await expectNothingLeft(try Self.program(), "up") { try $0.send(signal: .terminate) }
    }

    @Test("up ends when its parent does, with nothing left")
    func upEndsWithParent() async throws {
        // The inner shell is the parent, which ends when its input does; cat stays until nobody writes any more.
        let script = "sh -c '\(try Self.program()) up & read -r line' | cat"
        try await expectNothingLeft("/bin/sh", "-c", script) {
            try await $0.standardInputWriter.finish()
        }
    }
}
