import CarvelCore
import Foundation
import HTTPTransport
import Synchronization

/// A whole delivery landscape in one process: a build cluster with Flux, run clusters with kapp-controller, and a git
/// server with one repository.
///
/// The API servers are ours, and so are the controllers, which do what the real ones do as far as a delivery shows. Git
/// is real, and so is every request between the parts.
public final class ControlPlane: Sendable {
    /// What to start.
    public struct Configuration: Sendable {
        /// The release of Flux on the build cluster; `nil` for a cluster without, on which it can be installed.
        public var flux: FluxRelease? = .v2_9
        /// The name of the build cluster, and of its context.
        public var buildCluster = "build"
        /// The names of the run clusters, and of their contexts.
        public var runClusters = ["staging", "prod"]
        /// The folder for the kubeconfig and the repository; made where it is absent. `nil` for a temporary one.
        public var stateDirectory: String?
        /// The name of the one repository, which is empty at first.
        public var repositoryName = "gitops"
        /// What each run cluster holds of PackageInstalls from the start; `nil` for none.
        public var fleet: PackageInstallFleet?
        /// What is delivered to all run clusters from the start; `nil` for nothing. Nothing changes any more then: Flux and
        /// kapp-controller don't work.
        public var delivered: DeliveredFleet?
        /// The failures that clusters show once all is ready, by the clusters' names.
        public var faults: [String: FaultPlan] = [:]
        /// Whether kapp-controller is on the build cluster too, beside Flux.
        public var buildRunsKappController = false
        /// What the clusters can fetch as image bundles: the files by path, by the image's reference.
        public var bundles: [String: [String: String]] = [:]
        /// The longest time until a controller tries again what has failed. The real ones take minutes.
        public var retryInterval = Duration.seconds(1)
        /// The folders, as in `PATH`, in which controllers look for programs such as sops; `nil` for `PATH` itself.
        public var programSearchPath: String?

        /// The usual landscape: clusters `build`, `staging` and `prod`, the newest Flux.
        public init() {}

        /// Whether kapp-controller is on a cluster.
        func hasKappController(_ cluster: String) -> Bool { cluster != buildCluster || buildRunsKappController }
    }

    /// The kubeconfig: one context a cluster, each with an administrator's client certificate. Only this user may read
    /// it.
    public let kubeconfigPath: String
    /// A program that tells git, as `GIT_ASKPASS`, the user name and the password for the repository, from the
    /// environment.
    public let askpassPath: String
    /// The folder that these lie in.
    public let stateDirectory: String
    /// Where to clone the repository from and push it to, without credentials.
    public let repositoryURL: String
    /// The git server, whose credentials can be changed.
    public let git: GitServer
    /// The API servers by the names of their clusters.
    public let servers: [String: APIServer]

    let configuration: Configuration
    let http: CurlClient
    private let ownsDirectory: Bool
    let controllers = Mutex<[String: Task<Void, Never>]>([:])

    /// The user name for the repository.
    public var gitUsername: String { git.username }
    /// The password for the repository.
    public var gitPassword: String { git.password }

    init(
        configuration: Configuration,
        folder: StateFolder,
        repositoryURL: String,
        git: GitServer,
        servers: [String: APIServer]
    ) throws {
        self.configuration = configuration
        self.repositoryURL = repositoryURL
        self.git = git
        self.servers = servers
        stateDirectory = folder.path
        ownsDirectory = folder.isNew
        kubeconfigPath = folder.path + "/" + StateFolder.kubeconfig
        askpassPath = folder.path + "/" + StateFolder.askpass
        http = CurlClient()
        let names = [configuration.buildCluster] + configuration.runClusters
        let text = try AdministratorKubeconfig.text(names.compactMap { name in servers[name].map { (name, $0) } })
        try folder.writePrivately(text, to: kubeconfigPath)
        try folder.writePrivately(AskpassProgram.text(for: repositoryURL), to: askpassPath, mode: 0o700)
    }

    /// Starts everything; the servers listen and the controllers work when this returns.
    ///
    /// - Throws: `ControlPlaneError`, or what the file system, git, or a socket says. Nothing is left behind then.
    public static func start(_ configuration: Configuration = Configuration()) async throws -> ControlPlane {
        let names = [configuration.buildCluster] + configuration.runClusters
        if let name = names.first(where: { name in names.count { $0 == name } > 1 }) {
            throw ControlPlaneError.duplicateCluster(name)
        }
        if let name = configuration.faults.keys.sorted().first(where: { !names.contains($0) }) {
            throw ControlPlaneError.unknownCluster(name)
        }
        let plane = try await startServers(configuration)
        do {
            try await plane.installControllers()
            if let fleet = configuration.fleet {
                for name in configuration.runClusters { try plane.servers[name]?.furnish(fleet) }
            }
            if let fleet = configuration.delivered {
                try await plane.furnish(fleet)
            } else {
                for name in plane.servers.keys { try plane.startControllers(of: name) }
            }
            for (name, plan) in configuration.faults { plane.servers[name]?.setFaults(plan) }
            return plane
        } catch {
            try await plane.stop()
            throw error
        }
    }

    private static func startServers(_ configuration: Configuration) async throws -> ControlPlane {
        let folder = try StateFolder(configuration.stateDirectory)
        var servers: [String: APIServer] = [:]
        var git: GitServer?
        do {
            for name in [configuration.buildCluster] + configuration.runClusters {
                servers[name] = try await startServer(name, configuration)
            }
            if let build = servers[configuration.buildCluster] {
                for name in configuration.runClusters { servers[name]?.trust(build) }
            }
            let started = try await GitServer.start(directory: folder.path)
            git = started
            let url = try await started.createRepository(configuration.repositoryName)
            return try ControlPlane(
                configuration: configuration,
                folder: folder,
                repositoryURL: url,
                git: started,
                servers: servers
            )
        } catch {
            for server in servers.values { await server.stop() }
            try await git?.stop()
            try folder.remove()
            throw error
        }
    }

    private static func startServer(_ name: String, _ configuration: Configuration) async throws -> APIServer {
        let isBuild = name == configuration.buildCluster
        let server = APIServer.Configuration(
            name: name,
            flux: isBuild ? configuration.flux : nil,
            hasKappController: configuration.hasKappController(name)
        )
        return try await APIServer.start(server, authority: try CertificateAuthority(name: name))
    }

    /// Ends everything, and removes what was made.
    ///
    /// - Throws: what the file system says, where something can't be removed.
    public func stop() async throws {
        for name in servers.keys { await stopControllers(of: name) }
        http.shutdown()
        for server in servers.values { await server.stop() }
        try await git.stop()
        try StateFolder(path: stateDirectory, isNew: ownsDirectory).remove()
    }
}

// MARK: Clusters that fail

extension ControlPlane {
    /// Stops a cluster's API server and controllers: connections to it are refused. What it has stored is kept. A name
    /// that no cluster has is passed over.
    public func stopCluster(_ name: String) async {
        await stopControllers(of: name)
        await servers[name]?.stop()
    }

    /// Starts a cluster again, at the address and with the certificates and tokens of before.
    ///
    /// - Parameter forgettingHistory: Whether watches and pages from before get 410, as if the restart had taken long.
    /// - Throws: `ControlPlaneError.unknownCluster`, or if the address cannot be had again.
    public func startCluster(_ name: String, forgettingHistory: Bool = false) async throws {
        guard let server = servers[name] else { throw ControlPlaneError.unknownCluster(name) }
        try await server.resume(forgettingHistory: forgettingHistory)
        try startControllers(of: name)
    }
}
