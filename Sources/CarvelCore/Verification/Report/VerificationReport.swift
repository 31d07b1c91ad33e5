/// What verification found, link by link, in the order of the chain.
public struct VerificationReport: Sendable, Hashable {
    /// The delivery's name.
    public var delivery: String
    /// The commit that was looked for on every cluster.
    public var commit: String?
    /// One for each thing looked at, each before what depends on it.
    public var links: VerificationLinks
    /// The part of the delivery that was looked at; of the rest, the verdict says nothing.
    public var scope: VerificationScope

    init(
        delivery: String,
        commit: String?,
        links: VerificationLinks,
        scope: VerificationScope = VerificationScope()
    ) {
        self.delivery = delivery
        self.commit = commit
        self.links = links
        self.scope = scope
    }

    init(delivery: String, commit: String?, links: [VerificationLink]) {
        self.init(delivery: delivery, commit: commit, links: VerificationLinks(links))
    }

    /// The verdict on the whole. A failure counts for more than what could not be told; and nothing to look at is no
    /// success.
    public var verdict: Verdict {
        let verdict = Self.verdict(of: links.kept)
        // Those that are not kept are verified.
        return verdict == .unknown && links.kept.isEmpty && !links.isEmpty ? .verified : verdict
    }

    /// The verdict on some links together.
    public static func verdict(of links: some Sequence<VerificationLink>) -> Verdict {
        let verdicts = Set(links.map(\.verdict))
        if verdicts.contains(.failed) { return .failed }
        if verdicts.contains(.unknown) { return .unknown }
        if verdicts.contains(.progressing) { return .progressing }
        return verdicts.isEmpty ? .unknown : .verified
    }

    /// The links that are not verified.
    public var unverified: [VerificationLink] { links.kept.filter { $0.verdict != .verified } }

    /// Whether waiting will tell no more: nothing is on its way but what is held up by a failure before it.
    public var isSettled: Bool {
        var failed = FailedLinks()
        for (number, link) in links.kept.enumerated() {
            if link.verdict == .progressing, failed.cause(of: link) == nil { return false }
            failed.note(link, at: number)
        }
        return true
    }
}
