public import CarvelCore

/// Tells of what was done about objects.
public enum ObjectReportOutput {
    /// Tells of one step.
    public static func tell(_ progress: ObjectProgress) {
        let console = Console.standard
        switch progress {
        case .asked(let cluster, let title): console.tell(.action, "\(cluster): \(title) asked to reconcile")
        case .waiting(let cluster, let title, let reason): console.tell(.waiting, "\(cluster): \(title): \(reason)")
        case .done(let report):
            let place = "\(report.cluster): \(report.title)"
            switch report.result {
            case .success(let word): console.tell(.success, "\(place) \(word)")
            case .failure(let error): console.tell(.failure, "\(place): \(error)")
            }
        }
    }

    /// Tells how it went altogether, and ends as that has it.
    ///
    /// - Parameter verb: what was to be done, such as `reconciled`.
    /// - Throws: `ExitStatus` where an object failed, or there was none; `CancellationError`.
    public static func finish(_ reports: [ObjectReport], _ verb: String) throws {
        try Task.checkCancellation()
        let failures = reports.count { $0.failure != nil }
        guard failures == 0 else {
            Console.standard.tell(.failure, "\(failures) of \(reports.count) objects were not \(verb)")
            throw ExitStatus.failure
        }
        guard !reports.isEmpty else {
            Console.standard.tell(.warning, "the repository has no install there, so there is nothing to be \(verb)")
            return
        }
        Console.standard.tell(.success, "\(reports.count) objects \(verb)")
    }
}
