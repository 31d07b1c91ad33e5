import ArgumentParser

/// Compares the plugins with kubectl and curl, in one run on one machine.
@main
struct CarvelBenchmarks: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "carvel-benchmarks",
        abstract: "Compare the plugins with kubectl and curl, on a sandbox.",
        discussion: "Run it by \"make benchmarks\", which builds for release first.",
        subcommands: [
            RunCommand.self, MeasureListsCommand.self, MeasurePlanCommand.self, MeasureVerifyCommand.self,
        ],
        defaultSubcommand: RunCommand.self
    )
}
