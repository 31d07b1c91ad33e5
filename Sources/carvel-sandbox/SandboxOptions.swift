public import ArgumentParser
public import Sandbox

/// What kind of sandbox is wanted.
struct SandboxOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The Flux release that the build cluster stands in for; none for a cluster to install it on.",
            valueName: "release"
        )
    )
    var flux = FluxChoice(release: .v2_9)

    @Option(help: ArgumentHelp("The run clusters, separated by commas.", valueName: "name,…"))
    var runClusters = "staging,prod"

    @Option(
        name: .customLong("packageinstalls"),
        help: ArgumentHelp(
            "So many PackageInstalls on each run cluster, every tenth of them failed.",
            valueName: "number"
        )
    )
    var packageInstalls = 0

    @Option(help: ArgumentHelp("Over how many namespaces they are spread.", valueName: "number"))
    var namespaces = 100

    @Flag(
        name: .customLong("kapp-controller-on-build"),
        help: "Put kapp-controller on the build cluster too, beside Flux."
    )
    var kappControllerOnBuild = false

    @Option(
        name: .customLong("bundle"),
        help: ArgumentHelp("What an image holds, such as packages/; repeatable.", valueName: "image=folder"),
        transform: ImageBundle.init(parsing:)
    )
    var bundles: [ImageBundle] = []

    @Option(
        help: ArgumentHelp(
            "So many packages delivered to all run clusters and verified; nothing moves then.",
            valueName: "number"
        )
    )
    var deliveredPackages = 0

    @Option(
        name: .customLong("fault"),
        help: ArgumentHelp("Make a cluster fail, as told above; repeatable.", valueName: "cluster:spec"),
        transform: ClusterFault.init(parsing:)
    )
    var faults: [ClusterFault] = []

    func validate() throws {
        let clusters = [ControlPlane.Configuration().buildCluster] + runClusterNames
        if let unknown = faults.first(where: { !clusters.contains($0.cluster) }) {
            let names = clusters.joined(separator: ", ")
            throw ValidationError("--fault: there is no cluster \"\(unknown.cluster)\"; the clusters are \(names)")
        }
        if packageInstalls < 0 {
            throw ValidationError("--packageinstalls: \(packageInstalls) is no number of objects")
        }
        if deliveredPackages < 0 {
            throw ValidationError("--delivered-packages: \(deliveredPackages) is no number of packages")
        }
        if namespaces < 1 { throw ValidationError("--namespaces: there must be one at least") }
    }

    private var runClusterNames: [String] { runClusters.split(separator: ",").map(String.init) }

    /// Starts it.
    func start() async throws -> ControlPlane {
        var configuration = ControlPlane.Configuration()
        configuration.flux = flux.release
        configuration.runClusters = runClusterNames
        configuration.buildRunsKappController = kappControllerOnBuild
        for bundle in bundles { configuration.bundles[bundle.image] = bundle.files }
        if packageInstalls > 0 {
            configuration.fleet = PackageInstallFleet(count: packageInstalls, namespaces: namespaces)
        }
        if deliveredPackages > 0 { configuration.delivered = DeliveredFleet(packages: deliveredPackages) }
        for fault in faults { configuration.faults[fault.cluster, default: FaultPlan()].faults.append(fault.fault) }
        return try await ControlPlane.start(configuration)
    }

    /// How `--fault` is written, for the help of the commands that take it.
    static let faultHelp = """
        FAULTS:
          --fault CLUSTER:WHAT[=VALUE][,WHICH=VALUE…] makes requests fail.

          status=503        refused; retry-after=2 adds the header
          reset             the connection is reset
          delay=2s          the answer comes later; also 500ms
          stall             the answer never comes
          slow-body=100     so many bytes a tenth of a second
          cut-body=100      reset after so many bytes of the body
          expire-token      the bearer token is accepted no more
          cut-watch=3       a watch is reset after so many events
          end-watch=3       … ends in good order
          expire-watch=3    … ends with ERROR 410 Expired
          silence-watch=3   … says nothing any more

          Which requests, by default the next one: method=GET, path=/api/v1
          (its beginning), client=kubectl-carvel (the beginning of its
          User-Agent), skip=2 spares two, times=3 or times=all,
          request=4 strikes the fourth alone.

          # The plugins' first three requests to staging are refused
          carvel-sandbox up \\
            --fault staging:status=503,retry-after=1,client=kubectl-carvel,times=3
        """
}

extension FluxRelease: ExpressibleByArgument {}

/// A release of Flux, or none.
struct FluxChoice: ExpressibleByArgument, CustomStringConvertible {
    /// `nil` for none.
    var release: FluxRelease?
    private static let none = "none"

    init(release: FluxRelease?) {
        self.release = release
    }

    init?(argument: String) {
        guard argument != Self.none else {
            self.init(release: nil)
            return
        }
        guard let release = FluxRelease(rawValue: argument) else { return nil }
        self.init(release: release)
    }

    static var allValueStrings: [String] { FluxRelease.allCases.map(\.rawValue) + [none] }

    var description: String { release?.rawValue ?? Self.none }
}

extension ControlPlane {
    /// The environment variables by which kubectl, its plugins and scripts find the sandbox, sorted by name.
    var variables: [(name: String, value: String)] {
        [
            ("CARVEL_GIT_PASSWORD", gitPassword),
            ("CARVEL_GIT_USERNAME", gitUsername),
            ("CARVEL_SANDBOX_REPOSITORY", repositoryURL),
            ("GIT_ASKPASS", askpassPath),
            ("KUBECONFIG", kubeconfigPath),
        ]
    }
}
