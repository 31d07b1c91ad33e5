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
