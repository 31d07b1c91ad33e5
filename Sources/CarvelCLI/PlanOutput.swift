public import CarvelCore

/// Tells of a plan, and asks whether to go on with it.
public enum PlanOutput {
    /// Tells what is to be known of a plan before it is carried out.
    ///
    /// - Parameter force: whether fields of others are taken over.
    public static func tell(_ plan: DeliveryPlan, force: Bool) {
        let console = Console.standard
        var told: Set<String> = []
        for object in plan.objects {
            // Said once for all objects that one right is lacking for.
            if let reason = object.readingReason, told.insert("\(object.cluster) \(reason)").inserted {
                console.tell(.warning, "\(object.cluster): \(object.kind) compared by reading only; \(reason)")
            }
            let place = "\(object.cluster): \(object.title)"
            for conflict in object.conflicts {
                let end = force ? "taken over" : "--force-conflicts takes it over"
                console.tell(.warning, "\(place): \(conflict.description); \(end)")
            }
            for note in object.notes { console.tell(.warning, "\(place) \(note)") }
        }
        for warning in plan.warnings { console.tell(.warning, warning) }
    }

    /// Tells what a plan comes to, and of what it could not tell.
    public static func summarise(_ plan: DeliveryPlan) {
        for object in plan.objects {
            guard let failure = object.failure else { continue }
            Console.standard.tell(.failure, "\(object.cluster): \(object.title): \(failure)")
        }
        let objects = plan.objects.filter { $0.failure == nil }
        func count(_ action: PlannedObject.Action) -> Int { objects.count { $0.action == action } }
        let failures = plan.objects.count - objects.count
        let console = Console.standard
        if failures > 0 {
            console.tell(.failure, "\(failures) could not be compared, or can't be applied")
        }
        if plan.differs {
            console.tell(
                .action,
                "\(count(.create)) to create, \(count(.update)) to update, \(count(.delete)) to delete,"
                    + " \(count(.unchanged)) unchanged"
            )
        } else if failures == 0 {
            console.tell(.success, "no difference: \(objects.count) objects are as they should be")
        }
    }

    /// Has the user agree to what is deleted or taken over.
    ///
    /// - Parameters:
    ///   - objects: what somebody has to agree to; nothing is asked where there is nothing.
    ///   - isAgreed: whether the command line says yes already.
    /// - Throws: `DeliveryError` where nobody can be asked; `ExitStatus` where the answer is no; `CancellationError`.
    public static func confirm(_ objects: [PlannedObject], isAgreed: Bool) async throws {
        guard !objects.isEmpty, !isAgreed else { return }
        let console = Console.standard
        let deletions = objects.filter { $0.action == .delete }
        for object in deletions { console.tell(.warning, "\(object.cluster): \(object.title) will be deleted") }
        let takeovers = objects.count - deletions.count
        let words = [
            deletions.isEmpty ? nil : "delete \(deletions.count)", takeovers == 0 ? nil : "take over \(takeovers)",
        ]
        let deed = words.compactMap(\.self).joined(separator: " and ") + (objects.count == 1 ? " object" : " objects")
        guard Prompt.isPossible else {
            throw DeliveryError(
                "this would \(deed), and there is no terminal to ask at",
                hint: "look at it with --dry-run=server, and agree to it with --yes"
            )
        }
        guard try await Prompt.agrees(to: "\(deed)?") else {
            console.tell(.warning, "nothing was changed")
            throw ExitStatus.failure
        }
    }
}
