/// How soon a program is there.
struct StartupBenchmark {
    let programs: Programs
    let runs: Int

    func comparisons() throws -> [Comparison] {
        let ours = try Measurement.median(of: runs * 4, programs, [programs.verify, "--version"])
        let kubectl = try Measurement.median(of: runs * 4, programs, ["kubectl", "version", "--client"])
        return [
            Comparison(
                "start-up: kubectl version --client",
                ours: ours.wallTime,
                reference: kubectl.wallTime,
                atMost: 0.3
            )
        ]
    }
}
