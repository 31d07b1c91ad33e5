import ArgumentParser

/// All comparisons, and whether each keeps its threshold.
struct RunCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Run all comparisons; exit with 1 where one misses its threshold."
    )

    @Option(help: ArgumentHelp("The folder with the programs built for release.", valueName: "folder"))
    var binPath: String

    @Option(help: ArgumentHelp("How often each program runs; the median counts.", valueName: "count"))
    var runs = 5

    @Option(parsing: .upToNextOption, help: ArgumentHelp("How many PackageInstalls to list.", valueName: "count"))
    var sizes = [5_000, 50_000]

    @Option(help: ArgumentHelp("How many packages the large delivery has.", valueName: "count"))
    var packages = 200

    @Option(help: ArgumentHelp("How many run clusters the large delivery has.", valueName: "count"))
    var clusters = 20

    @Option(help: ArgumentHelp("How many packages the delivery has that is verified.", valueName: "count"))
    var verifiedPackages = 200

    @Option(help: ArgumentHelp("How many run clusters it has.", valueName: "count"))
    var verifiedClusters = 100

    @Flag(help: "Report the figures, whatever they are.")
    var reportOnly = false

    func run() throws {
        let programs = Programs(binPath: binPath)
        var comparisons = try StartupBenchmark(programs: programs, runs: runs).comparisons()
        var memory: [(size: Int, measurement: Measurement)] = []
        for size in sizes {
            let lists = try ListBenchmark(programs: programs, runs: runs).measure(size: size)
            comparisons += lists.comparisons(size: size)
            memory.append((size, lists.ours))
        }
        if let few = memory.first, let many = memory.last, few.size != many.size {
            comparisons.append(
                Comparison(
                    "memory for \(many.size) objects as for \(few.size)",
                    ours: Double(many.measurement.peakMemory),
                    reference: Double(few.measurement.peakMemory),
                    unit: .bytes,
                    atMost: 1.1
                )
            )
        }
        comparisons += try ExportBenchmark(programs: programs, runs: runs)
            .comparisons(packages: packages, clusters: clusters)
        comparisons += try PlanBenchmark(programs: programs, runs: runs)
            .comparisons(packages: packages, clusters: clusters)
        comparisons += try VerifyBenchmark(programs: programs, runs: runs)
            .comparisons(packages: verifiedPackages, clusters: verifiedClusters)
        print(Report(comparisons).text)
        if !reportOnly, comparisons.contains(where: { !$0.holds }) { throw ExitCode.failure }
    }
}
