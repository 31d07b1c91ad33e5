import YAMLDocument

/// The Kustomizations on a build cluster, each judged when it comes and then let go: a large delivery has very many.
struct KustomizationSurvey: Sendable {
    private let verifier: DeliveryVerifier
    private let judge: SourceJudge
    private let kind: ResourceType
    /// By run cluster.
    private let expected: [DeliveredPackages]
    private let kubeConfigs: [JSONValue]
    /// By package.
    private let sources: [JSONValue]
    /// The numbers of the Kustomizations that are looked at, by name.
    private let numbers: NumbersByName
    /// The names of the delivery's others.
    private let others: Set<String>
    /// By number.
    private var outcomes: [Outcome]
    /// Those of this delivery that the commit does not call for.
    private(set) var leftovers: [KubernetesObject] = []

    fileprivate enum Outcome: Sendable {
        case absent
        case asExpected
        indirect case other(VerificationLink)
    }

    /// The members that are read of each.
    static let selection = JSONSelection.only(
        "metadata.name",
        "metadata.namespace",
        "metadata.generation",
        "metadata.deletionTimestamp",
        "metadata.labels",
        "spec.sourceRef",
        "spec.path",
        "spec.kubeConfig",
        "spec.targetNamespace",
        "spec.serviceAccountName",
        "spec.suspend",
        "status.observedGeneration",
        "status.conditions",
        "status.lastAppliedRevision",
        "status.lastAttemptedRevision"
    )

    init(_ verifier: DeliveryVerifier, _ judge: SourceJudge, types: FluxTypes) {
        self.verifier = verifier
        self.judge = judge
        kind = types.kustomization
        let (delivery, names) = (verifier.delivery, ObjectNames(verifier.delivery))
        let expected = delivery.runClusters.map { cluster in
            DeliveredPackages(
                folders: verifier.folders,
                folderNames: verifier.folderNames,
                names: names,
                cluster: cluster,
                commit: FluxRevision.short(verifier.commit)
            )
        }
        let aims = FluxAims(delivery)
        kubeConfigs = delivery.runClusters.map(aims.kubeConfig)
        sources = verifier.folderNames.map(aims.source)
        var numbers = NumbersByName()
        for (cluster, packages) in expected.enumerated() {
            for package in verifier.folders.indices {
                for position in 0..<packages.count(of: package) {
                    let number = Self.number(cluster, package, position, of: verifier.folders.count)
                    numbers.set(number, for: packages.name(of: package, at: position))
                }
            }
        }
        others = Self.names(of: verifier.allFolders, besides: verifier, names)
        self.numbers = numbers
        self.expected = expected
        outcomes = Array(repeating: .absent, count: expected.count * verifier.folders.count * 2)
    }

    /// The names of the Kustomizations of the part of the delivery that is not looked at.
    private static func names(
        of folders: [PackageFolder],
        besides verifier: DeliveryVerifier,
        _ names: ObjectNames
    ) -> Set<String> {
        guard verifier.scope != VerificationScope() else { return [] }
        let meant = Dictionary(verifier.folders.map { ($0.path, $0.installs) }, uniquingKeysWith: { first, _ in first })
        return Set(
            folders.flatMap { folder in
                folder.installs.keys.filter { meant[folder.path]?[$0] == nil }
                    .flatMap { names.kustomizations(folder.name, on: $0) }
            }
        )
    }

    /// What a Kustomization says of the delivery.
    struct Finding: Sendable {
        fileprivate let kind: Kind

        fileprivate enum Kind: Sendable {
            case outcome(Outcome, number: Int)
            case leftover(KubernetesObject)
        }
    }

    /// Judges a Kustomization, whosever it is; `nil` for one that says nothing of this part of the delivery.
    func finding(_ listed: ListedObject) -> Finding? {
        let name = listed.name
        if let number = number(of: name) {
            let link = link(number, name, listed)
            let (cluster, package, _) = place(number)
            let isExpected = link == expected[cluster].link(of: package, name: name)
            return Finding(kind: .outcome(isExpected ? .asExpected : .other(link), number: number))
        }
        guard !others.contains(name) else { return nil }
        let object = listed.object(kind)
        guard Labels.marks(object, of: verifier.delivery),
            verifier.scope.includes(leftover: object, folders: verifier.folders, of: verifier.delivery)
        else { return nil }
        return Finding(kind: .leftover(object))
    }

    /// The survey once all is found.
    func noting(_ findings: [Finding]) -> KustomizationSurvey {
        var survey = self
        for finding in findings {
            switch finding.kind {
            case .outcome(let outcome, let number): survey.outcomes[number] = outcome
            case .leftover(let object): survey.leftovers.append(object)
            }
        }
        return survey
    }

    /// The number of a Kustomization that is looked at; `nil` for any other name.
    private func number(of name: String) -> Int? {
        numbers.number(of: name) { number in
            let (cluster, package, position) = place(number)
            return expected[cluster].name(of: package, at: position) == name
        }
    }

    /// The number of a Kustomization.
    ///
    /// - Parameter count: how many packages there are.
    private static func number(_ cluster: Int, _ package: Int, _ position: Int, of count: Int) -> Int {
        (cluster * count + package) * 2 + position
    }

    /// What a number stands for.
    private func place(_ number: Int) -> (cluster: Int, package: Int, position: Int) {
        let package = number / 2
        return (package / sources.count, package % sources.count, number % 2)
    }

    private func link(_ number: Int, _ name: String, _ object: ListedObject?) -> VerificationLink {
        let (cluster, package, position) = place(number)
        let (folder, destination) = (verifier.folders[package], expected[cluster].cluster)
        let aim = FluxAims.kustomization(
            folder.path(for: position == 0 ? PackageFolder.packagesFolder : destination.name),
            to: destination,
            source: sources[package],
            kubeConfig: kubeConfigs[cluster]
        )
        var link = judge.kustomization(name, aim: aim, object, kind: kind)
        link.package = expected[cluster].folderNames[package]
        link.runCluster = destination.name
        return link
    }

    /// The links of the Kustomizations to a run cluster.
    ///
    /// - Parameter cluster: its position in the delivery.
    func links(ofCluster cluster: Int) -> PackageLinks {
        let expected = expected[cluster]
        var links = PackageLinks(expected)
        for package in sources.indices {
            links.append(
                (0..<expected.count(of: package)).map { position in
                    let number = Self.number(cluster, package, position, of: sources.count)
                    switch outcomes[number] {
                    case .absent: return link(number, expected.name(of: package, at: position), nil)
                    case .asExpected: return expected.link(of: package, at: position, version: "")
                    case .other(let link): return link
                    }
                }
            )
        }
        return links
    }

    /// How a Kustomization that is looked at stands; `nil` for any other name.
    func verdict(of name: String) -> Verdict? {
        guard let number = number(of: name) else { return nil }
        switch outcomes[number] {
        case .absent: return link(number, name, nil).verdict
        case .asExpected: return .verified
        case .other(let link): return link.verdict
        }
    }
}
