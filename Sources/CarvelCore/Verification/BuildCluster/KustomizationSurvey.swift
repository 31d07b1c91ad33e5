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
    /// Whether each is as expected, by number.
    private var asExpected: [Bool]
    /// The links of those that are there and not as expected, by number.
    private var otherLinks: [Int: VerificationLink] = [:]
    /// Those of this delivery that the commit does not call for.
    private(set) var leftovers: [KubernetesObject] = []

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
        let count = expected.count * verifier.folders.count * 2
        numbers = NumbersByName(
            expected.enumerated().lazy.flatMap { cluster, packages in
                verifier.folders.indices.lazy.flatMap { package in
                    (0..<packages.count(of: package)).lazy.map { position in
                        (
                            number: Self.number(cluster, package, position, of: verifier.folders.count),
                            name: packages.name(of: package, at: position)
                        )
                    }
                }
            },
            atMost: count
        )
        others = Self.names(of: verifier.allFolders, besides: verifier, names)
        self.expected = expected
        asExpected = Array(repeating: false, count: count)
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

    /// What Kustomizations say of the delivery.
    struct Findings: Sendable {
        /// The numbers of those that are as expected.
        fileprivate var asExpected: [Int32] = []
        fileprivate var others: [(number: Int, link: VerificationLink)] = []
        fileprivate var leftovers: [KubernetesObject] = []
    }

    /// Judges a Kustomization, whosever it is.
    func judge(_ listed: ListedObject, into findings: inout Findings) {
        let name = listed.name
        if let number = number(of: name) {
            let link = link(number, name, listed)
            let (cluster, package, _) = place(number)
            if link == expected[cluster].link(of: package, name: name) {
                findings.asExpected.append(Int32(number))
            } else {
                findings.others.append((number, link))
            }
            return
        }
        guard !others.contains(name) else { return }
        let object = listed.object(kind)
        guard Labels.marks(object, of: verifier.delivery),
            verifier.scope.includes(leftover: object, folders: verifier.folders, of: verifier.delivery)
        else { return }
        findings.leftovers.append(object)
    }

    /// The survey once all is found.
    func noting(_ findings: Findings) -> KustomizationSurvey {
        var survey = self
        for number in findings.asExpected { survey.asExpected[Int(number)] = true }
        for (number, link) in findings.others { survey.otherLinks[number] = link }
        survey.leftovers = findings.leftovers
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
                    if let link = otherLinks[number] { return link }
                    return asExpected[number]
                        ? expected.link(of: package, at: position, version: "")
                        : link(number, expected.name(of: package, at: position), nil)
                }
            )
        }
        return links
    }

    /// How a Kustomization that is looked at stands; `nil` for any other name.
    func verdict(of name: String) -> Verdict? {
        guard let number = number(of: name) else { return nil }
        if let link = otherLinks[number] { return link.verdict }
        return asExpected[number] ? .verified : link(number, name, nil).verdict
    }
}
