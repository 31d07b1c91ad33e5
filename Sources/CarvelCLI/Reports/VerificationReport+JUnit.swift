import CarvelCore
import FoundationEssentials

extension VerificationReport {
    /// The report with a suite a cluster and a test a link.
    func junit(now: Date) -> JUnitReport {
        var suites: [JUnitReport.Suite] = []
        var failed = FailedLinks()
        for (index, link) in links.enumerated() {
            let name = link.cluster ?? "git"
            let test = JUnitReport.Test(
                group: "\(delivery).\(name)",
                name: "\(link.kind)/\(link.namespace.map { "\($0)/" } ?? "")\(link.name)",
                outcome: outcome(of: link, after: failed)
            )
            failed.note(link, at: index)
            if let suite = suites.firstIndex(where: { $0.name == name }) {
                suites[suite].tests.append(test)
            } else {
                suites.append(JUnitReport.Suite(name: name, tests: [test]))
            }
        }
        if links.isEmpty {
            // A report without tests would count as a success.
            let outcome = JUnitReport.Outcome.error(kind: "unknown", message: "nothing was looked at", details: "")
            suites = [JUnitReport.Suite(name: "git", tests: [.init(group: delivery, name: "chain", outcome: outcome)])]
        }
        return JUnitReport(name: "delivery \(delivery)", time: now, suites: suites)
    }

    private func outcome(of link: VerificationLink, after failed: FailedLinks) -> JUnitReport.Outcome {
        let message = link.reason ?? "is \(link.verdict.rawValue)"
        switch link.verdict {
        case .verified: return .passed
        case .failed: return .failed(kind: "failed", message: message, details: link.details)
        case .unknown: return .error(kind: "unknown", message: message, details: link.details)
        case .progressing:
            // What waits for something that has failed says nothing of its own.
            if let cause = failed.cause(of: link) {
                return .skipped(message: "held up by \(links[cause].title): \(message)")
            }
            return .failed(kind: "progressing", message: message, details: link.details)
        }
    }
}

extension VerificationLink {
    /// What is known of it, a line each.
    fileprivate var details: String {
        [
            reason.map { "reason: \($0)" }, found.map { "found: \($0)" }, expected.map { "expected: \($0)" },
            advice.map { "advice: \($0)" },
        ].compactMap(\.self).joined(separator: "\n")
    }
}
