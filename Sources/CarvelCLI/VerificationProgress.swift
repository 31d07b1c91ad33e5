import CarvelCore

/// Tells of each link once when its verdict or its reason changes: in lines, and on a terminal above a bar.
actor VerificationProgress {
    private var told: [String: VerificationLink] = [:]
    private var verdict: Verdict?
    private var bar = ProgressBar()

    func tell(_ report: VerificationReport) {
        let news = report.links.filter { told[$0.title] != $0 }
        if !news.isEmpty { bar.clear() }
        for link in news {
            told[link.title] = link
            switch link.verdict {
            case .verified: Console.standard.tell(.success, link.title + (link.found.map { " \($0)" } ?? ""))
            case .progressing: Console.standard.tell(.waiting, link.sentence)
            case .failed: Console.standard.tell(.failure, link.sentence)
            case .unknown: Console.standard.tell(.warning, link.sentence)
            }
        }
        let unverified = report.unverified
        let current = unverified.first { $0.verdict == .progressing } ?? unverified.first
        bar.show(report.links.count - unverified.count, of: report.links.count, "verified", current?.title)
    }

    /// Says what it comes to, where that is another verdict than before.
    func tellVerdict(_ report: VerificationReport) {
        guard report.verdict != verdict else { return }
        verdict = report.verdict
        bar.clear()
        report.tellVerdict()
    }

    /// Takes the bar away.
    func end() {
        bar.clear()
    }
}

extension VerificationLink {
    /// The link by its cluster, kind and name.
    var title: String { "\(cluster ?? "git"): \(kind)/\(name)" }

    fileprivate var sentence: String { title + (reason.map { " \($0)" } ?? "") }
}
