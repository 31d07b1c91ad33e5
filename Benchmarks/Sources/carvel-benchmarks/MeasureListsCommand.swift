import ArgumentParser
import Foundation

/// The part of the list benchmark that runs within the sandbox.
struct MeasureListsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "measure-lists",
        abstract: "Measure lists of the sandbox that KUBECONFIG names.",
        shouldDisplay: false
    )

    @Option var binPath: String
    @Option var runs: Int

    func run() throws {
        let programs = Programs(binPath: binPath)
        func measure(_ command: [String]) throws -> Measurement {
            try Measurement.median(of: runs, programs, command)
        }
        let kubectl = ["kubectl", "--context", "bench", "get", "packageinstalls", "-A"]
        let folder = try CurlFiles(context: "bench")
        defer { folder.remove() }
        let result = ListBenchmark.Result(
            ours: try measure([programs.verify, "get", "packageinstalls", "-A", "--context", "bench"]),
            kubectlTable: try measure(kubectl),
            kubectlJSON: try measure(kubectl + ["-o", "json"]),
            curl: try measure(
                ["curl", "-sS", "--fail"] + folder.arguments
                    + [folder.server + "/apis/packaging.carvel.dev/v1alpha1/packageinstalls"]
            )
        )
        print(String(decoding: try JSONEncoder().encode(result), as: UTF8.self))
    }
}
