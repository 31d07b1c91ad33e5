import ArgumentParser
import CarvelCLI
import CarvelCore

struct SuspendCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "suspend",
        abstract: "Stop Flux from delivering, until resume.",
        discussion: """
            Suspends the Kustomizations, and the GitRepositories too unless --cluster
            names some run clusters. What runs goes on running. apply leaves it
            suspended, and verify says so. With --with-apps, kapp-controller stops too:
            the PackageInstalls are paused. With the engine kapp-controller the App of
            each run cluster is paused, and so all of its packages are.

            EXAMPLES:
              kubectl carvel-deliver suspend
              kubectl carvel-deliver suspend app.default.tap --cluster prod
              kubectl carvel-deliver suspend --cluster prod --with-apps
            """
    )

    @OptionGroup var options: SuspensionOptions

    func run() async throws {
        try await options.run(suspends: true)
    }
}

struct ResumeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "resume",
        abstract: "Let Flux go on after suspend.",
        discussion: """
            Takes back what suspend does with the same arguments. Flux then acts at
            once; "kubectl carvel-verify --wait" tells when all is delivered.

            EXAMPLES:
              kubectl carvel-deliver resume
              kubectl carvel-deliver resume app.default.tap --cluster prod
              kubectl carvel-deliver resume --cluster prod --with-apps
            """
    )

    @OptionGroup var options: SuspensionOptions

    func run() async throws {
        try await options.run(suspends: false)
    }
}

/// What is suspended or resumed.
struct SuspensionOptions: ParsableArguments {
    @OptionGroup var selection: SelectionOptions

    @Flag(help: "The PackageInstalls on the run clusters too.")
    var withApps = false

    @OptionGroup var repository: RepositoryOptions

    @OptionGroup(title: "Kubernetes options") var kubernetes: DeliveryKubernetesOptions

    func run(suspends: Bool) async throws {
        let host = kubernetes.host()
        let suspension = SuspendDelivery(
            try await repository.remote(host: host).read(),
            clusters: try kubernetes.clusters(host: host),
            suspends: suspends,
            selection.part,
            withApps: withApps
        )
        let reports = try await suspension.run { ObjectReportOutput.tell($0) }
        try ObjectReportOutput.finish(reports, suspends ? "suspended" : "resumed")
    }
}
