public import CarvelCore
import FoundationEssentials

extension KubeconfigSecretList: Presentable {
    /// A row for each kubeconfig.
    public func table(isWide: Bool) -> TextTable {
        let header = ["NAMESPACE", "NAME", "HEALTH", "ENDS", "USED BY"]
        var table = TextTable(isWide ? header + ["KIND", "KEY", "SERVER", "IDENTITY"] : header)
        for item in items {
            let end = item.firstEnd.map { "\($0.end.formatted(.iso8601)) (\($0.kind.words))" }
            var users = item.users.prefix(isWide ? item.users.count : 1).map(\.title).joined(separator: ", ")
            if !isWide, item.users.count > 1 { users += " and \(item.users.count - 1) more" }
            let cells = [item.reference.namespace, item.reference.name, item.health.rawValue, end, users]
            let more = [item.reference.kind.rawValue, item.key ?? item.reference.key, item.server, item.identity]
            table.add(isWide ? cells + more : cells)
        }
        return table
    }

    /// The Secrets and ConfigMaps, each once.
    public var names: [String] {
        var seen: Set<String> = []
        return items.map { "\($0.reference.kind.rawValue.lowercased())/\($0.reference.name)" }
            .filter { seen.insert($0).inserted }
    }
}

/// Prints what was found out about kubeconfigs, and ends as it is.
public enum KubeconfigSecretOutput {
    /// Prints the list, and tells of what was found.
    ///
    /// - Throws: `ExitStatus`, unless all is well.
    public static func write(_ list: KubeconfigSecretList, _ output: OutputFormat) throws {
        let console = Console.standard
        for item in list.items {
            for finding in item.findings { tell(finding) }
        }
        if list.items.isEmpty { console.tell(.warning, "no kubeconfigs found") }
        if !list.items.isEmpty || output == .json || output == .yaml { console.write(output.text(list)) }
        switch list.health {
        case .healthy: break
        case .failed, .ending: throw ExitStatus.failure
        case .unknown: throw ExitStatus.undetermined
        }
    }

    /// Tells of one finding.
    public static func tell(_ finding: KubeconfigFinding) {
        let symbol: Console.Symbol =
            switch finding.severity {
            case .failure: .failure
            case .warning, .ending, .unknown: .warning
            case .note: .action
            }
        Console.standard.tell(symbol, finding.description)
    }
}

/// Tells of rotations.
public enum RotationOutput {
    /// Tells of one of them.
    public static func tell(_ outcome: KubeconfigRotation.Outcome) {
        let console = Console.standard
        switch outcome.result {
        case .failure(let error): console.tell(.failure, "\(outcome.runCluster): \(error)")
        case .success(let rotated) where rotated.isSuperseded:
            console.tell(.success, "\(outcome.runCluster): \(outcome.reference.title): another rotation was faster")
        case .success(let rotated):
            for warning in rotated.warnings { console.tell(.warning, "\(outcome.runCluster): \(warning)") }
            let identity = rotated.identity.map { ", for \($0)" } ?? ""
            let end = rotated.end.map { ", until \($0.formatted(.iso8601))" } ?? ""
            console.tell(.success, "\(outcome.runCluster): \(outcome.reference.title) rotated\(identity)\(end)")
            switch rotated.old {
            case .revoked: console.tell(.action, "\(outcome.runCluster): the old credentials are revoked")
            case .left(let reason):
                console.tell(.warning, "\(outcome.runCluster): the old credentials are not revoked: \(reason)")
            case .stay(let end):
                let words = end.map { "end by themselves, \($0.formatted(.iso8601))" } ?? "can't be revoked from here"
                console.tell(.action, "\(outcome.runCluster): the old credentials \(words)")
            }
        }
    }
}
