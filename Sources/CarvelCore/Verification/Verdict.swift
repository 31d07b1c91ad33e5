/// What is known of one link of a delivery.
public enum Verdict: String, Sendable, Hashable, CaseIterable {
    /// It is as the repository wants it, and its controller says so.
    case verified
    /// It is on its way, as far as can be seen.
    case progressing
    /// It is not as the repository wants it, and waiting alone may not help.
    case failed
    /// It could not be looked at.
    case unknown

    /// With which status a command ends that verifies: 0 verified, 1 not verified, 2 could not be told.
    public var exitStatus: Int32 {
        switch self {
        case .verified: 0
        case .progressing, .failed: 1
        case .unknown: 2
        }
    }
}

/// One link of the chain from commit to running version.
public struct VerificationLink: Sendable, Hashable {
    /// The cluster that it is on; `nil` for the git repository.
    public var cluster: String?
    /// The kind of the object, such as `Kustomization`.
    public var kind: String
    /// The object's namespace; `nil` for what is in none.
    public var namespace: String?
    /// The object's name.
    public var name: String
    /// Whether it is as the repository wants it.
    public var verdict: Verdict
    /// What was found: a revision or a version.
    public var found: String?
    /// What the repository calls for.
    public var expected: String?
    /// Why it is not verified, in the controller's own words where it has some.
    public var reason: String?
    /// What to do about it.
    public var advice: String?
    /// What is worth knowing of it though it does not change the verdict, such as what could not be compared.
    public var note: String?
    /// The package that it delivers; `nil` for what serves all of them.
    public var package: String?
    /// The run cluster that it delivers to; `nil` for what serves all of them.
    public var runCluster: String?

    init(
        cluster: String?,
        kind: String,
        namespace: String? = nil,
        name: String,
        verdict: Verdict,
        found: String? = nil,
        expected: String? = nil,
        reason: String? = nil,
        advice: String? = nil,
        note: String? = nil,
        package: String? = nil,
        runCluster: String? = nil
    ) {
        self.cluster = cluster
        self.kind = kind
        self.namespace = namespace
        self.name = name
        self.verdict = verdict
        self.found = found
        self.expected = expected
        self.reason = reason
        self.advice = advice
        self.note = note
        self.package = package
        self.runCluster = runCluster
    }

    /// Whether what this link stands for comes to pass only through what the other stands for.
    public func depends(on other: VerificationLink) -> Bool {
        (other.package == nil || other.package == package)
            && (other.runCluster == nil || other.runCluster == runCluster)
    }
}

/// What verification found, link by link, in the order of the chain.
public struct VerificationReport: Sendable, Hashable {
    /// The delivery's name.
    public var delivery: String
    /// The commit that was looked for on every cluster.
    public var commit: String?
    /// One for each thing looked at, each before what depends on it.
    public var links: [VerificationLink]
    /// The part of the delivery that was looked at; of the rest, the verdict says nothing.
    public var scope: VerificationScope

    init(
        delivery: String,
        commit: String?,
        links: [VerificationLink],
        scope: VerificationScope = VerificationScope()
    ) {
        self.delivery = delivery
        self.commit = commit
        self.links = links
        self.scope = scope
    }

    /// The verdict on the whole. A failure counts for more than what could not be told; and nothing to look at is no
    /// success.
    public var verdict: Verdict { Self.verdict(of: links) }

    /// The verdict on some links together.
    public static func verdict(of links: [VerificationLink]) -> Verdict {
        let verdicts = Set(links.map(\.verdict))
        if verdicts.contains(.failed) { return .failed }
        if verdicts.contains(.unknown) { return .unknown }
        if verdicts.contains(.progressing) { return .progressing }
        return links.isEmpty ? .unknown : .verified
    }

    /// Whether waiting will tell no more: nothing is on its way but what is held up by a failure before it.
    public var isSettled: Bool {
        links.indices.allSatisfy { index in
            links[index].verdict != .progressing
                || links[..<index].contains { $0.verdict == .failed && links[index].depends(on: $0) }
        }
    }
}
