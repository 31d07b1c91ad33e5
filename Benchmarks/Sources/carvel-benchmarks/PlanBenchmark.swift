import ArgumentParser
import Foundation

/// A plan of a large delivery with nothing to do, beside kubectl, which only reads what the plan compares.
struct PlanBenchmark {
    let programs: Programs
    let runs: Int

    struct Result: Codable {
        var plan: Measurement
        var kubectl: Measurement
    }

    func comparisons(packages: Int, clusters: Int) throws -> [Comparison] {
        let names = (1...clusters).map { "run\($0)" }.joined(separator: ",")
        let output = try Child.output(of: [
            programs.sandbox, "run", "--run-clusters", names, "--", programs.own, "measure-plan",
            "--bin-path", programs.binPath, "--runs", "\(runs)", "--packages", "\(packages)", "--clusters",
            "\(clusters)",
        ])
        guard let line = output.split(separator: "\n").last else { throw BenchmarkError("no figures") }
        let result = try JSONDecoder().decode(Result.self, from: Data(line.utf8))
        let title = "plan \(packages) packages × \(clusters) clusters, nothing to do"
        return [
            Comparison(
                "\(title): wall time, kubectl get",
                ours: result.plan.wallTime,
                reference: result.kubectl.wallTime,
                atMost: 2
            )
        ]
    }
}

/// The part of the plan benchmark that runs within the sandbox.
struct MeasurePlanCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "measure-plan",
        abstract: "Measure a plan on the sandbox that KUBECONFIG names.",
        shouldDisplay: false
    )

    @Option var binPath: String
    @Option var runs: Int
    @Option var packages: Int
    @Option var clusters: Int

    func run() throws {
        let programs = Programs(binPath: binPath)
        let variables = ProcessInfo.processInfo.environment
        guard let url = variables["CARVEL_SANDBOX_REPOSITORY"] else { throw BenchmarkError("this is no sandbox") }
        let files = try DeliveryFiles(packages: packages, clusters: clusters, url: url)
        defer { files.remove() }
        try push(files)
        try fill(files, programs)
        // What was fetched is kept beside the files, and goes with them.
        let cache = "XDG_CACHE_HOME=\(files.folder.path(percentEncoded: false))"
        // It tells of each suspended object, which nobody here wants to read.
        let quiet = ["sh", "-c", "exec \"$@\" 2>/dev/null", "sh"]
        let plan = quiet + ["env", "-C", files.repository, cache, programs.deliver, "plan", "-o", "table"]
        let kubectl = [
            "kubectl", "--context", "build", "-n", "shop", "get", "gitrepositories,kustomizations", "-o", "json",
        ]
        let result = PlanBenchmark.Result(
            plan: try Measurement.median(of: runs, programs, plan),
            kubectl: try Measurement.median(of: runs, programs, kubectl)
        )
        print(String(decoding: try JSONEncoder().encode(result), as: UTF8.self))
    }

    private func push(_ files: DeliveryFiles) throws {
        let script = """
            cd "$1" && git init --quiet --initial-branch=main && git add . && git commit --quiet --message begin
            askpass=../askpass && cat > "$askpass" <<'END'
            #!/bin/sh
            case "$1" in Username*) echo "$CARVEL_GIT_USERNAME" ;; *) echo "$CARVEL_GIT_PASSWORD" ;; esac
            END
            chmod 700 "$askpass"
            GIT_ASKPASS="$askpass" git push --quiet "$CARVEL_SANDBOX_REPOSITORY" main
            """
        let identity =
            ["GIT_AUTHOR_NAME", "GIT_COMMITTER_NAME"].map { "\($0)=benchmarks" }
            + ["GIT_AUTHOR_EMAIL", "GIT_COMMITTER_EMAIL"].map { "\($0)=benchmarks@example.com" }
        _ = try Child.output(of: identity + ["sh", "-e", "-c", script, "sh", files.repository])
    }

    /// Puts all objects of the delivery on the clusters. Flux's are suspended, so that the stand-ins do nothing beside
    /// what is measured.
    private func fill(_ files: DeliveryFiles, _ programs: Programs) throws {
        let export = try Child.output(of: [
            "env", "-C", files.repository, programs.deliver, "export", "--flux-version", "2.9",
        ])
        for section in export.components(separatedBy: "# cluster: ").dropFirst() {
            var documents = section.components(separatedBy: "---\n")
            let cluster = documents.removeFirst().trimmingCharacters(in: .newlines)
            if cluster == "build" { documents += files.clusters.map(Self.kubeconfigSecret) }
            let folder = try CurlFiles(context: cluster)
            defer { folder.remove() }
            let objects = try documents.map { try AppliedDocument($0) }
            // A namespace must be there before what is in it.
            for part in [objects.filter { $0.kind == "Namespace" }, objects.filter { $0.kind != "Namespace" }] {
                try folder.apply(part)
            }
        }
    }

    private static func kubeconfigSecret(_ cluster: String) -> String {
        """
        apiVersion: v1
        kind: Secret
        metadata:
          name: \(cluster)-kubeconfig
          namespace: shop
          labels:
            app.kubernetes.io/managed-by: carvel-deliver

        """
    }
}
