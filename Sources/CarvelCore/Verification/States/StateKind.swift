import YAMLDocument

/// The kinds of objects that a delivery consists of, and those that Flux delivers beside it.
public enum StateKind: String, Sendable, Hashable, CaseIterable {
    case gitRepositories = "gitrepositories"
    case kustomizations
    case helmRepositories = "helmrepositories"
    case helmReleases = "helmreleases"
    case packageRepositories = "packagerepositories"
    case packages
    case packageInstalls = "packageinstalls"
    case apps

    /// The kind by one of its names: plural, singular or short, as the CRDs have them.
    public init?(name: String) {
        let name = name.lowercased()
        guard let kind = Self.allCases.first(where: { $0.names.contains(name) }) else { return nil }
        self = kind
    }

    /// All names by which it is known, the plural first.
    public var names: [String] {
        switch self {
        case .gitRepositories: ["gitrepositories", "gitrepository", "gitrepo"]
        case .kustomizations: ["kustomizations", "kustomization", "ks"]
        case .helmRepositories: ["helmrepositories", "helmrepository", "helmrepo"]
        case .helmReleases: ["helmreleases", "helmrelease", "hr"]
        case .packageRepositories: ["packagerepositories", "packagerepository", "pkgr"]
        case .packages: ["packages", "package", "pkg"]
        case .packageInstalls: ["packageinstalls", "packageinstall", "pkgi"]
        case .apps: ["apps", "app"]
        }
    }

    /// The name of one object's kind, as kubectl prints it before a slash.
    public var singular: String { names[1] }

    /// Whether Flux brings it, on the build cluster, rather than kapp-controller on a run cluster.
    public var isOfFlux: Bool {
        switch self {
        case .gitRepositories, .kustomizations, .helmRepositories, .helmReleases: true
        case .packageRepositories, .packages, .packageInstalls, .apps: false
        }
    }

    /// Whether a delivery can do without it, so that a cluster need not serve it.
    public var isOptional: Bool { self == .helmRepositories || self == .helmReleases }

    /// The type on a cluster, in the version that it serves.
    func type(on client: ClusterClient) async throws(ClusterError) -> ResourceType {
        switch self {
        case .gitRepositories: try await client.fluxTypes().gitRepository
        case .kustomizations: try await client.fluxTypes().kustomization
        case .helmRepositories:
            try await client.served(.helmRepository, versions: ["v1", "v1beta2"], hint: Self.helmHint)
        case .helmReleases:
            try await client.served(.helmRelease, versions: ["v2", "v2beta2", "v2beta1"], hint: Self.helmHint)
        case .packageRepositories: .packageRepository
        case .packages: .package
        case .packageInstalls: .packageInstall
        case .apps: .app
        }
    }

    private static let helmHint = "install Flux's source-controller and helm-controller on it"

    /// The state that an object of this kind tells.
    func state(of object: KubernetesObject) -> ObjectState {
        switch self {
        case .gitRepositories, .helmRepositories:
            ObjectState(flux: object, revision: object.status?[path: "artifact", "revision"]?.string)
        case .kustomizations:
            ObjectState(flux: object, revision: object.status?["lastAppliedRevision"]?.string)
        case .helmReleases:
            ObjectState(
                flux: object,
                // The newest release comes first; before that there was a revision.
                revision: object.status?["history"]?.array?.first?["chartVersion"]?.string
                    ?? object.status?["lastAppliedRevision"]?.string
            )
        case .packages:
            // It has no controller: that it is there is all that there is to it.
            ObjectState(object, revision: object.spec?["version"]?.string, isSuspended: false, .ready, nil)
        case .packageInstalls:
            ObjectState(carvel: object, revision: object.status?["version"]?.string)
        case .apps:
            // An App of no package delivers a repository.
            ObjectState(
                carvel: object,
                revision: object.annotation("packaging.carvel.dev/package-version")
                    ?? FetchedCommit.of(object).map(FluxRevision.short)
            )
        case .packageRepositories:
            ObjectState(carvel: object, revision: nil)
        }
    }

    /// What a state is told from; the rest of an object, most of it, is not read.
    var selection: JSONSelection {
        .only(
            "metadata.name",
            "metadata.namespace",
            "metadata.generation",
            "metadata.deletionTimestamp",
            ["metadata", "annotations", "packaging.carvel.dev/package-version"],
            "spec.suspend",
            "spec.paused",
            "spec.canceled",
            "spec.version",
            "status.observedGeneration",
            "status.conditions",
            "status.friendlyDescription",
            "status.usefulErrorMessage",
            "status.version",
            "status.artifact.revision",
            "status.fetch.exitCode",
            "status.fetch.error",
            "status.fetch.stdout",
            "status.lastAppliedRevision",
            "status.history.chartVersion"
        )
    }
}

extension ClusterClient {
    /// The states of all objects of a kind, told as they arrive; memory does not grow with their number.
    ///
    /// - Parameters:
    ///   - namespace: `nil` for those of all namespaces.
    ///   - tell: is told of each, in the server's order.
    public func states(
        of kind: StateKind,
        namespace: String?,
        _ tell: (ObjectState) async -> Void
    ) async throws(ClusterError) {
        let type = try await kind.type(on: self)
        for try await object in objects(type, namespace: namespace, reading: kind.selection) {
            await tell(kind.state(of: object))
        }
    }
}
