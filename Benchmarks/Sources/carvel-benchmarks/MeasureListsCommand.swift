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

/// What curl needs of a kubeconfig's context, in files that only this user can read.
private struct CurlFiles {
    let server: String
    let arguments: [String]
    private let folder: URL

    init(context: String) throws {
        func field(_ path: String) throws -> String {
            try Child.output(of: [
                "kubectl", "config", "view", "--raw", "--minify", "--context", context, "-o", "jsonpath={\(path)}",
            ])
        }
        folder = FileManager.default.temporaryDirectory.appending(path: "carvel-benchmarks-\(UUID().uuidString)")
        try FileManager.default.createDirectory(
            at: folder,
            withIntermediateDirectories: false,
            attributes: [.posixPermissions: 0o700]
        )
        server = try field(".clusters[0].cluster.server")
        var arguments: [String] = []
        for (option, path) in [
            ("--cacert", ".clusters[0].cluster.certificate-authority-data"),
            ("--cert", ".users[0].user.client-certificate-data"), ("--key", ".users[0].user.client-key-data"),
        ] {
            guard let bytes = Data(base64Encoded: try field(path)) else {
                throw BenchmarkError("the sandbox's kubeconfig has no \(path)")
            }
            let file = folder.appending(path: option)
            try bytes.write(to: file)
            arguments += [option, file.path(percentEncoded: false)]
        }
        self.arguments = arguments
    }

    func remove() {
        try? FileManager.default.removeItem(at: folder)
    }
}
