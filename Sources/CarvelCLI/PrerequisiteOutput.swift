public import CarvelCore

extension PrerequisiteReport: Presentable {
    /// A row for each prerequisite, cluster by cluster.
    public func table(isWide: Bool) -> TextTable {
        let header = ["CLUSTER", "PREREQUISITE", "FOUND", "RESULT", "REASON"]
        var table = TextTable(isWide ? header + ["EXPECTED", "ADVICE"] : header)
        for one in prerequisites {
            let row = [one.cluster, one.subject, one.found, one.result.rawValue, one.reason]
            table.add(isWide ? row + [one.expected, one.advice] : row)
        }
        return table
    }

    /// What is not met, as `cluster/prerequisite`.
    public var names: [String] {
        prerequisites.filter { $0.result != .met }.map { "\($0.cluster)/\($0.subject)" }
    }
}

extension PrerequisiteReport {
    /// Prints the report, and what to do about what is not met.
    ///
    /// - Throws: `ExitStatus`: `failure` where something is missing, `undetermined` where something could not be told.
    public func finish(_ output: OutputFormat) throws {
        Console.standard.write(output.text(self))
        for one in prerequisites {
            guard let advice = one.advice else { continue }
            switch one.result {
            case .met: continue
            case .warning: Console.standard.tell(.warning, "\(one.cluster): \(one.subject): \(advice)")
            case .missing, .unknown: Console.standard.tell(.failure, "\(one.cluster): \(one.subject): \(advice)")
            }
        }
        switch result {
        case .met: Console.standard.tell(.success, "all that delivery \(delivery) needs is there")
        case .warning: Console.standard.tell(.success, "what delivery \(delivery) can't do without is there")
        case .missing: throw ExitStatus.failure
        case .unknown: throw ExitStatus.undetermined
        }
    }
}
