/// Which of a package's versions a PackageInstall takes: its `spec.packageRef.versionSelection`.
public struct VersionSelection: Sendable, Hashable {
    /// That prereleases are taken at all.
    public struct Prereleases: Sendable, Hashable {
        /// A prerelease is taken if one of its identifiers is among these; if there are none here, each is taken.
        public var identifiers: [String]

        /// Takes the prereleases that have one of the identifiers; all, if none is given.
        public init(identifiers: [String] = []) {
            self.identifiers = identifiers
        }

        func allow(_ version: SemanticVersion) -> Bool {
            identifiers.isEmpty || version.prerelease.contains { identifiers.contains($0.text) }
        }
    }

    /// The constraint as written; an empty one constrains nothing.
    public var constraints: String?
    /// `nil` leaves prereleases out.
    public var prereleases: Prereleases?

    /// A selection; without arguments it takes the highest release.
    public init(constraints: String? = nil, prereleases: Prereleases? = nil) {
        self.constraints = constraints
        self.prereleases = prereleases
    }
}

/// A further check that a version has to pass before the constraint is looked at.
public struct VersionCheck: Sendable {
    /// The check's name in the controller's message.
    public let name: String
    /// Whether the version, as it was given, passes.
    public let allows: @Sendable (String) -> Bool

    /// A check of any name.
    public init(name: String, allows: @escaping @Sendable (String) -> Bool) {
        self.name = name
        self.allows = allows
    }

    /// That the cluster's kapp-controller is one that the package says it can be installed by.
    public static func kappControllerVersion(allows: @escaping @Sendable (String) -> Bool) -> VersionCheck {
        VersionCheck(name: "kapp-controller-version-check", allows: allows)
    }

    /// That the cluster's Kubernetes is one that the package says it can be installed on.
    public static func kubernetesVersion(allows: @escaping @Sendable (String) -> Bool) -> VersionCheck {
        VersionCheck(name: "kubernetes-version-check", allows: allows)
    }
}

extension VersionSelection {
    /// The version that kapp-controller installs for a PackageInstall with this selection.
    ///
    /// A constraint that is nothing but a prerelease's version asks for that prerelease, so that `prereleases` need not
    /// be given. Otherwise this is `select(from:checks:)`.
    ///
    /// - Parameters:
    ///   - versions: The versions of the package's Packages, in any order.
    ///   - checks: What the Packages ask of the cluster. The controller always runs the check of its own version.
    /// - Throws: `VersionSelectionError`, whose text the controller puts into the PackageInstall's condition.
    public func selectForPackageInstall(
        from versions: [String],
        checks: [VersionCheck] = [.kappControllerVersion { _ in true }]
    ) throws(VersionSelectionError) -> String {
        var selection = self
        if prereleases == nil, let constraints, let version = try? SemanticVersion(constraints), version.isPrerelease {
            selection.prereleases = Prereleases()
        }
        return try selection.select(from: versions, checks: checks)
    }

    /// The highest version that passes: of equal ones the last.
    ///
    /// Texts that are no versions are left out without a word; a single `v` before a version is passed over.
    ///
    /// - Returns: One of `versions`, as written there.
    /// - Throws: `VersionSelectionError` if the constraint cannot be read, or if no version passes.
    public func select(
        from versions: [String],
        checks: [VersionCheck] = []
    ) throws(VersionSelectionError) -> String {
        var candidates = versions.compactMap(Candidate.init)
        var steps = [VersionSelectionStep(name: "all", remaining: candidates.count)]
        func keep(_ name: String, _ allows: (Candidate) -> Bool) {
            candidates = candidates.filter(allows)
            steps.append(VersionSelectionStep(name: "after-" + name, remaining: candidates.count))
        }

        keep("prereleases-filter") { candidate in
            !candidate.version.isPrerelease || prereleases?.allow(candidate.version) ?? false
        }
        for check in checks {
            keep(check.name) { check.allows($0.original) }
        }
        if let constraints, !constraints.isEmpty {
            do {
                let constraint = try VersionConstraint(constraints)
                keep("constraints-filter") { constraint.allows($0.version) }
            } catch .emptyAlternative where candidates.isEmpty {
                // The controller notices an empty alternative only when it has a version to compare.
                keep("constraints-filter") { _ in false }
            } catch {
                throw .badConstraint(constraints, reason: error)
            }
        }
        guard var highest = candidates.first else { throw .noneMatches(steps) }
        for candidate in candidates.dropFirst() where candidate.version >= highest.version {
            highest = candidate
        }
        return highest.original
    }

    private struct Candidate {
        let original: String
        let version: SemanticVersion

        init?(_ original: String) {
            let text = original.hasPrefix("v") ? String(original.dropFirst()) : original
            guard let version = try? SemanticVersion(text) else { return nil }
            self.original = original
            self.version = version
        }
    }
}
