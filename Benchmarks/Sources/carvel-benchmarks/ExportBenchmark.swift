/// The manifests of a large delivery, beside kustomize's over the same files: one build for each run cluster, as Flux
/// does it. All of them in one build take kustomize many minutes.
struct ExportBenchmark {
    let programs: Programs
    let runs: Int

    func comparisons(packages: Int, clusters: Int) throws -> [Comparison] {
        let files = try DeliveryFiles(packages: packages, clusters: clusters, url: "https://git.example.com/shop.git")
        defer { files.remove() }
        let ours = try Measurement.median(
            of: runs,
            programs,
            ["env", "-C", files.repository, programs.deliver, "export"]
        )
        let builds = files.clusters.map { cluster in
            "kubectl kustomize --load-restrictor=LoadRestrictionsNone '\(files.overlay(cluster))'"
        }
        let kustomize = try Measurement.median(
            of: max(1, runs / 2),
            programs,
            ["sh", "-e", "-c", builds.joined(separator: "\n")]
        )
        let title = "export \(packages) packages × \(clusters) clusters"
        return [
            Comparison(
                "\(title): wall time, kubectl kustomize",
                ours: ours.wallTime,
                reference: kustomize.wallTime,
                atMost: 0.2
            ),
            Comparison(
                "\(title): CPU, kubectl kustomize",
                ours: ours.cpuTime,
                reference: kustomize.cpuTime,
                atMost: 0.2
            ),
        ]
    }
}
