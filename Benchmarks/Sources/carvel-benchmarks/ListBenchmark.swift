import Foundation

/// Listing all PackageInstalls of a cluster, with a verdict on each.
struct ListBenchmark {
    let programs: Programs
    let runs: Int

    /// What each program took for the same objects.
    struct Result: Codable {
        var ours: Measurement
        var kubectlTable: Measurement
        var kubectlJSON: Measurement
        var curl: Measurement
    }

    /// Starts a sandbox whose cluster has so many PackageInstalls, and measures within.
    func measure(size: Int) throws -> Result {
        let output = try Child.output(of: [
            programs.sandbox, "run", "--run-clusters", "bench", "--packageinstalls", "\(size)", "--",
            programs.own, "measure-lists", "--bin-path", programs.binPath, "--runs", "\(runs)",
        ])
        guard let line = output.split(separator: "\n").last else { throw BenchmarkError("no figures") }
        return try JSONDecoder().decode(Result.self, from: Data(line.utf8))
    }
}

extension ListBenchmark.Result {
    func comparisons(size: Int) -> [Comparison] {
        [
            Comparison("list \(size): CPU, curl", ours: ours.cpuTime, reference: curl.cpuTime, atMost: 2),
            Comparison(
                "list \(size): CPU, kubectl get",
                ours: ours.cpuTime,
                reference: kubectlTable.cpuTime,
                atMost: 0.2
            ),
            Comparison(
                "list \(size): CPU, kubectl get -o json",
                ours: ours.cpuTime,
                reference: kubectlJSON.cpuTime,
                atMost: 0.2
            ),
            Comparison("list \(size): wall time, curl", ours: ours.wallTime, reference: curl.wallTime, atMost: 1.1),
            Comparison(
                "list \(size): peak memory, curl",
                ours: Double(ours.peakMemory),
                reference: Double(curl.peakMemory),
                unit: .bytes,
                atMost: 2
            ),
        ]
    }
}
