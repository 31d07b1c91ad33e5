public import CarvelCore

/// Tells of what was applied.
public enum AppliedOutput {
    /// Tells of one object.
    public static func tell(_ applied: AppliedObject) {
        switch applied.result {
        case .success(.unchanged): break
        case .success(let outcome):
            Console.standard.tell(.action, "\(applied.cluster): \(applied.title) \(outcome.rawValue)")
        case .failure(let error):
            Console.standard.tell(.failure, "\(applied.cluster): \(applied.title): \(error)")
        }
    }

    /// Tells of one step of a removal.
    public static func tell(_ progress: DeliveryProgress) {
        switch progress {
        case .done(let applied): tell(applied)
        case .waiting(let cluster, let title, let reason):
            Console.standard.tell(.waiting, "\(cluster): \(title) \(reason)")
        }
    }

    /// Tells how it went altogether.
    ///
    /// - Parameter command: what goes on from there when it is run again.
    public static func summarise(_ applied: [AppliedObject], of command: String = "apply") {
        let failures = applied.count { $0.failure != nil }
        let changes = applied.count { applied in
            if case .success(let outcome) = applied.result { outcome != .unchanged } else { false }
        }
        let unchanged = applied.count - failures - changes
        if failures > 0 {
            Console.standard.tell(
                .failure,
                "\(failures) failed, \(changes) changed, \(unchanged) unchanged; run \(command) again to go on from"
                    + " there"
            )
        } else if changes == 0 {
            Console.standard.tell(.success, "nothing to change: \(unchanged) objects are as they should be")
        } else {
            Console.standard.tell(.success, "\(changes) changed, \(unchanged) unchanged")
        }
    }

    /// Whether an object could not be applied.
    public static func hasFailed(_ applied: [AppliedObject]) -> Bool {
        applied.contains { $0.failure != nil }
    }
}
