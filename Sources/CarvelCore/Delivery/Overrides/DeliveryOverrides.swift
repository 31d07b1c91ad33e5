/// What `delivery.yaml` wants other than usual of the objects that a delivery makes.
public struct DeliveryOverrides: Sendable, Hashable {
    /// What objects are called.
    public var names = NameTemplates()
    /// Labels on all objects, namespaces apart, which may well be somebody else's.
    public var labels: [String: String] = [:]
    /// Annotations on the same objects.
    public var annotations: [String: String] = [:]
    /// Of every GitRepository.
    public var gitRepository = GitRepositorySettings()
    /// Of every Kustomization.
    public var kustomization = KustomizationSettings()
    /// Of single packages.
    public var packages: [PackageSettings] = []
    /// What the fields above do not know, one patch after the other.
    public var patches: [ManifestPatch] = []

    /// None: all is as usual.
    public init() {}

    /// The settings of a package; `nil` where there are none.
    func settings(of folder: PackageFolder) -> PackageSettings? {
        packages.first { $0.means(folder) }
    }
}

/// Fields of a GitRepository; `nil` where they are as usual.
public struct GitRepositorySettings: Sendable, Hashable {
    /// How often the repository is looked at, such as `1m`.
    public var interval: String?
    /// How long fetching may take.
    public var timeout: String?
    /// What of the repository is left out, as in a .gitignore.
    public var ignore: String?

    /// All as usual.
    public init() {}

    /// These where they say something, or else others.
    func over(_ others: Self) -> Self {
        var settings = self
        settings.interval = interval ?? others.interval
        settings.timeout = timeout ?? others.timeout
        settings.ignore = ignore ?? others.ignore
        return settings
    }
}

/// Fields of a Kustomization; `nil` where they are as usual.
public struct KustomizationSettings: Sendable, Hashable {
    /// How often it is applied anew, such as `10m`.
    public var interval: String?
    /// How long applying, and waiting for health, may take.
    public var timeout: String?
    /// How soon a failure is tried again.
    public var retryInterval: String?
    /// Whether what is gone from the repository is deleted.
    public var prune: Bool?
    /// Whether it is ready only when all that it applied is healthy.
    public var wait: Bool?
    /// Whether what can't be changed in place is made anew.
    public var force: Bool?

    /// All as usual.
    public init() {}

    /// These where they say something, or else others.
    func over(_ others: Self) -> Self {
        var settings = self
        settings.interval = interval ?? others.interval
        settings.timeout = timeout ?? others.timeout
        settings.retryInterval = retryInterval ?? others.retryInterval
        settings.prune = prune ?? others.prune
        settings.wait = wait ?? others.wait
        settings.force = force ?? others.force
        return settings
    }
}

/// What is other than usual of the objects of one package.
public struct PackageSettings: Sendable, Hashable {
    /// The package's name, or its folder's.
    public var name: String
    /// Of its GitRepository.
    public var gitRepository = GitRepositorySettings()
    /// Of its Kustomizations on all run clusters.
    public var kustomization = KustomizationSettings()
    /// The place in the file that says so, for messages.
    public var place: String?

    /// A package of which all is as usual.
    public init(name: String) {
        self.name = name
    }

    /// Whether a package is the one that is meant.
    func means(_ folder: PackageFolder) -> Bool {
        [folder.refName, folder.name, folder.path].contains(name)
    }
}
