/// What is delivered from where to where: the topology that `delivery.yaml` at the root of a GitOps repository holds.
public struct Delivery: Sendable, Hashable {
    /// The name of the file, always at the repository's root.
    public static let fileName = "delivery.yaml"
    /// The version of the file's format.
    public static let apiVersion = "carvel-delivery/v1alpha1"

    /// The delivery's name, a label value on all that it makes.
    public var name: String
    /// What brings the repository to the clusters.
    public var engine: Engine
    /// The GitOps repository that all of it comes from.
    public var repository: Repository
    /// The build cluster that `delivery.yaml` names; never `nil` with Flux. Without one, the Apps of kapp-controller are
    /// on the run clusters themselves.
    public var buildCluster: BuildCluster?
    /// The clusters that packages go to, in the order of the file.
    public var runClusters: [RunCluster]
    /// What is other than usual of the objects that it makes.
    public var overrides = DeliveryOverrides()
    /// How values are encrypted; `nil` where `delivery.yaml` does not ask for that.
    public var encryption: Encryption?

    /// What brings the repository to the clusters.
    public enum Engine: String, Sendable, Hashable, CaseIterable {
        /// Flux on the build cluster: a GitRepository and Kustomizations.
        case flux
        /// kapp-controller itself: an App for each run cluster that fetches and deploys the repository.
        case kappController = "kapp-controller"
    }

    /// The GitOps repository.
    public struct Repository: Sendable, Hashable {
        /// As Flux takes it: http, https or ssh.
        public var url: String
        /// The branch whose head is delivered.
        public var branch: String
        /// How Flux, or kapp-controller, logs in to it.
        public var access: Access
        /// Whether one GitRepository serves all packages, rather than one a package.
        public var isShared: Bool

        /// How Flux logs in to the repository.
        public enum Access: Sendable, Hashable {
            /// Not at all: anyone may read it.
            case anonymous
            /// With a Secret of this name, or of the usual name where there is none.
            case secret(name: String?)
        }

        /// A repository that anyone may read, with a GitRepository for each package, unless said otherwise.
        public init(url: String, branch: String, access: Access = .anonymous, isShared: Bool = false) {
            self.url = url
            self.branch = branch
            self.access = access
            self.isShared = isShared
        }
    }

    /// The cluster that runs Flux.
    public struct BuildCluster: Sendable, Hashable {
        /// The kubeconfig context by which the tool reaches it.
        public var context: String
        /// Where the GitRepository, the Kustomizations and their Secrets are.
        public var namespace: String
        /// Which Flux it runs, for those who don't ask it; `nil` for any that serves `v1`.
        public var fluxVersion: FluxVersion?

        /// The cluster of that context, with all that Flux needs in that namespace.
        public init(context: String, namespace: String) {
            self.context = context
            self.namespace = namespace
        }
    }

    /// A cluster that runs kapp-controller, and with it the packages.
    public struct RunCluster: Sendable, Hashable {
        /// The name in the repository's folders and in the names of objects.
        public var name: String
        /// The kubeconfig context by which the tool reaches it.
        public var context: String
        /// Where the packages are installed.
        public var namespace: String
        /// The service account that installs them; of kapp-controller's engine, that by which its App deploys.
        public var serviceAccountName: String
        /// By what Flux, or an App on a build cluster, logs in to it.
        public var kubeconfig: KubeconfigSource
        /// What is other than usual of the Kustomizations that deliver to it.
        public var kustomization = KustomizationSettings()
        /// The folder of the repository that the cluster's App deploys, where it is not the usual one; `nil` with Flux.
        public var path: String?

        /// The cluster of that context, with its packages in that namespace.
        public init(
            name: String,
            context: String,
            namespace: String,
            serviceAccountName: String,
            kubeconfig: KubeconfigSource = .secret(),
            path: String? = nil
        ) {
            self.name = name
            self.context = context
            self.namespace = namespace
            self.serviceAccountName = serviceAccountName
            self.kubeconfig = kubeconfig
            self.path = path
        }
    }

    /// A delivery in its parts; whether they fit together is checked when its file is read.
    public init(
        name: String,
        engine: Engine = .flux,
        repository: Repository,
        build: BuildCluster?,
        runClusters: [RunCluster]
    ) {
        self.name = name
        self.engine = engine
        self.repository = repository
        self.buildCluster = build
        self.runClusters = runClusters
    }

    /// The run cluster of that name.
    ///
    /// - Throws: `DeliveryError` with the names that there are.
    public func runCluster(named name: String) throws(DeliveryError) -> RunCluster {
        if let cluster = runClusters.first(where: { $0.name == name }) { return cluster }
        let names = runClusters.map(\.name)
        throw DeliveryError(
            at: Self.fileName,
            "there is no run cluster \"\(name)\", expected one of \(names.joined(separator: ", "))",
            hint: closestMatch(to: name, in: names).map { "did you mean \"\($0)\"?" }
        )
    }
}
