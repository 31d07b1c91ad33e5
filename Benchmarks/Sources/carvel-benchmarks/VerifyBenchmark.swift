import ArgumentParser
import Foundation

/// Verifying a large delivery, beside curl, which fetches the same lists from all clusters side by side and judges nothing.
struct VerifyBenchmark {
    let programs: Programs
    let runs: Int

    /// What each program took.
    struct Result: Codable {
        var ours: Measurement
        var curl: Measurement
    }

    /// Starts a sandbox with the delivery, and measures within.
    func measure(packages: Int, clusters: Int) throws -> Result {
        let names = (1...clusters).map { "run\($0)" }.joined(separator: ",")
        let output = try Child.output(of: [
            programs.sandbox, "run", "--run-clusters", names, "--delivered-packages", "\(packages)", "--",
            programs.own, "measure-verify", "--bin-path", programs.binPath, "--runs", "\(runs)",
        ])
        guard let line = output.split(separator: "\n").last else { throw BenchmarkError("no figures") }
        return try JSONDecoder().decode(Result.self, from: Data(line.utf8))
    }

    func comparisons(packages: Int, clusters: Int) throws -> [Comparison] {
        let result = try measure(packages: packages, clusters: clusters)
        let few = try measure(packages: max(1, packages / 4), clusters: clusters)
        let title = "verify \(packages) packages × \(clusters) clusters"
        return [
            Comparison(
                "\(title): wall time, curl",
                ours: result.ours.wallTime,
                reference: result.curl.wallTime,
                atMost: 1.5
            ),
            Comparison(
                "\(title): memory as for a quarter of them",
                ours: Double(result.ours.peakMemory),
                reference: Double(few.ours.peakMemory),
                unit: .bytes,
                atMost: 1.1
            ),
        ]
    }
}

/// The part of the benchmark that runs within the sandbox.
struct MeasureVerifyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "measure-verify",
        abstract: "Measure verification on the sandbox that KUBECONFIG names.",
        shouldDisplay: false
    )

    @Option var binPath: String
    @Option var runs: Int

    func run() throws {
        let programs = Programs(binPath: binPath)
        guard let url = ProcessInfo.processInfo.environment["CARVEL_SANDBOX_REPOSITORY"] else {
            throw BenchmarkError("this is no sandbox")
        }
        let curl = try CurlLists()
        defer { curl.remove() }
        // What is fetched from git is kept there.
        let cache = "XDG_CACHE_HOME=\(curl.folder.path(percentEncoded: false))"
        let result = VerifyBenchmark.Result(
            ours: try .median(of: runs, programs, ["env", cache, programs.verify, "--repository", url]),
            curl: try .median(of: runs, programs, curl.command)
        )
        print(String(decoding: try JSONEncoder().encode(result), as: UTF8.self))
    }
}

/// A command that fetches all lists of a delivery from its clusters at once.
private struct CurlLists {
    let command: [String]
    let folder: URL

    private struct Config: Decodable {
        struct Entry<Value: Decodable>: Decodable {
            var name: String
            var cluster: Value?
            var user: Value?
        }

        struct Cluster: Decodable {
            var server: String
            var authority: Data

            enum CodingKeys: String, CodingKey {
                case server
                case authority = "certificate-authority-data"
            }
        }

        struct User: Decodable {
            var certificate: Data
            var key: Data

            enum CodingKeys: String, CodingKey {
                case certificate = "client-certificate-data"
                case key = "client-key-data"
            }
        }

        var clusters: [Entry<Cluster>]
        var users: [Entry<User>]
    }

    init() throws {
        let text = try Child.output(of: ["kubectl", "config", "view", "--raw", "-o", "json"])
        let config = try JSONDecoder().decode(Config.self, from: Data(text.utf8))
        folder = FileManager.default.temporaryDirectory.appending(path: "carvel-benchmarks-\(UUID().uuidString)")
        try FileManager.default.createDirectory(
            at: folder,
            withIntermediateDirectories: false,
            attributes: [.posixPermissions: 0o700]
        )
        var entries: [String] = []
        for (cluster, user) in zip(config.clusters, config.users) {
            guard let place = cluster.cluster, let login = user.user else {
                throw BenchmarkError("the sandbox's kubeconfig has an entry without content")
            }
            var options = ""
            for (option, bytes) in [
                ("cacert", place.authority), ("cert", login.certificate), ("key", login.key),
            ] {
                let file = folder.appending(path: "\(cluster.name)-\(option)")
                try bytes.write(to: file)
                options += "\(option) = \"\(file.path(percentEncoded: false))\"\n"
            }
            for path in Self.paths(of: cluster.name) {
                // Compressed, as kubectl and we ask for them.
                entries.append("url = \"\(place.server)\(path)\"\noutput = /dev/null\nfail\ncompressed\n\(options)")
            }
        }
        let file = folder.appending(path: "curl.config")
        try Data(entries.joined(separator: "next\n").utf8).write(to: file)
        command = [
            "curl", "-sS", "--no-progress-meter", "--parallel", "--parallel-immediate", "--parallel-max", "300",
            "--config",
            file.path(percentEncoded: false),
        ]
    }

    private static func paths(of cluster: String) -> [String] {
        let build = [
            "/apis/source.toolkit.fluxcd.io/v1/namespaces/shop/gitrepositories",
            "/apis/kustomize.toolkit.fluxcd.io/v1/namespaces/shop/kustomizations",
        ]
        let run = [
            "/apis/data.packaging.carvel.dev/v1alpha1/namespaces/shop/packages",
            "/apis/packaging.carvel.dev/v1alpha1/namespaces/shop/packageinstalls",
            "/apis/kappctrl.k14s.io/v1alpha1/namespaces/shop/apps",
            "/api/v1/namespaces/shop/secrets",
        ]
        return cluster == "build" ? build : run
    }

    func remove() {
        try? FileManager.default.removeItem(at: folder)
    }
}
