public import CarvelCore
public import FoundationEssentials

extension VerificationReport: Presentable {
    /// A row for each link, in the order of the chain.
    public func table(isWide: Bool) -> TextTable {
        TextTable(
            isWide
                ? ["CLUSTER", "NAMESPACE", "OBJECT", "FOUND", "EXPECTED", "VERDICT", "REASON", "ADVICE"]
                : ["CLUSTER", "OBJECT", "FOUND", "VERDICT", "REASON"],
            rows: links
        ) { link in
            let cluster = link.cluster ?? "(git)"
            let object = "\(link.kind)/\(link.name)"
            let verdict = link.verdict.rawValue
            let reason = link.reason ?? link.note
            return isWide
                ? [cluster, link.namespace, object, link.found, link.expected, verdict, reason, link.advice]
                : [cluster, object, link.found, verdict, reason]
        }
    }

    /// Each link as `kind/name`, the kind in lower case.
    public var names: [String] {
        links.map { "\($0.kind.lowercased())/\($0.name)" }
    }
}

extension VerificationReport: ReportPresentable {
    /// A page, or what a pipeline lists as tests.
    public static func rendering(
        of format: ReportFormat
    ) -> (@Sendable (_ report: VerificationReport, _ now: Date) -> String)? {
        switch format {
        case .junit: return { $0.junit(now: $1).text }
        case .html: return { VerificationPage(report: $0, time: $1).text }
        case .github: return nil
        }
    }
}
