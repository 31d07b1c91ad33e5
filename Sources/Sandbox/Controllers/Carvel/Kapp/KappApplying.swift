import CarvelCore

/// Carries out changes as kapp does: at any time all those that wait for no other, each done once it is as it should be.
struct KappApplying {
    private static let pause = Duration.milliseconds(200)
    private static let timeout = Duration.seconds(900)

    private enum Phase {
        case blocked, applied, done
    }

    let kapp: Kapp
    let changes: [KappChange]

    /// - Parameter waiting: is told once, where not all is done at once.
    /// - Throws: `KappError` where the rules make no order, a request is refused, or something fails or takes too long;
    ///   what `waiting` throws.
    func run(_ waiting: () async throws -> Void) async throws {
        let after = try order()
        var phases = [Phase](repeating: .blocked, count: changes.count)
        let deadline = ContinuousClock.now + Self.timeout
        var hasTold = false
        while true {
            let free = phases.indices.filter { index in
                phases[index] == .blocked && after[index].allSatisfy { phases[$0] == .done }
            }
            for index in free {
                try await carryOut(changes[index])
                phases[index] = kapp.waits ? .applied : .done
            }
            var hasMoved = !free.isEmpty && !kapp.waits
            for index in phases.indices where phases[index] == .applied {
                guard try await KappWaiting(kapp: kapp, change: changes[index]).isDone() else { continue }
                phases[index] = .done
                hasMoved = true
            }
            if hasMoved { continue }
            guard let index = phases.firstIndex(of: .applied) else { return }
            if !hasTold { try await waiting() }
            hasTold = true
            try await pause(for: changes[index], until: deadline)
        }
    }

    private func pause(for change: KappChange, until deadline: ContinuousClock.Instant) async throws {
        let subject = KappChange.subject(change.object, change.type)
        guard ContinuousClock.now < deadline else {
            throw KappError("waiting on \(change.goal) \(subject): Timed out waiting after 15m0s")
        }
        if try await kapp.isCanceled() { throw KappError("waiting on \(change.goal) \(subject): Canceled") }
        try await Task.sleep(for: Self.pause)
    }

    /// What each change comes after, by position. Rules are for what is changed alone.
    ///
    /// - Throws: `KappError` where annotations can't be read, or lead in a circle.
    private func order() throws(KappError) -> [[Int]] {
        var ordered: [ChangeGraph.Change] = []
        var positions: [Int] = []
        for (position, change) in changes.enumerated() {
            let annotations = ChangeAnnotations(of: change.object)
            if let problem = annotations.problems.first?.problem {
                let subject = KappChange.subject(change.object, change.type)
                throw KappError(
                    "Change graph: Calculating required deps: Resource \(subject): \(problem.sentence)"
                )
            }
            guard change.operation != .noop else { continue }
            positions.append(position)
            ordered.append(
                ChangeGraph.Change(change.object, annotations, change.operation == .delete ? .delete : .upsert)
            )
        }
        let graph = ChangeGraph(ordered)
        if let circle = graph.circles.first, let first = circle.first {
            let subjects = (circle + [first]).map { changes[positions[$0]] }.map {
                KappChange.subject($0.object, $0.type)
            }
            let way = subjects.map { "[\($0)]" }.joined(separator: " -> ")
            throw KappError("Detected cycle while ordering changes: \(way) (found repeated: \(subjects[0]))")
        }
        var after = [[Int]](repeating: [], count: changes.count)
        for (index, position) in positions.enumerated() { after[position] = graph.after[index].map { positions[$0] } }
        return after
    }

    private func carryOut(_ change: KappChange) async throws {
        let subject = KappChange.subject(change.object, change.type)
        do {
            switch change.operation {
            case .noop: break
            case .create: _ = try await kapp.client.create(change.object, as: change.type)
            case .update: try await kapp.client.update(change.object, as: change.type)
            case .delete:
                try await kapp.client.delete(
                    change.type,
                    namespace: change.object.namespace,
                    name: change.object.name
                )
            }
        } catch {
            throw KappError(Self.applying(change, subject), kapp.failure(error))
        }
    }

    private static func applying(_ change: KappChange, _ subject: String) -> String {
        let action = change.operation.rawValue
        let progressive = action.prefix(1).uppercased() + action.dropFirst().dropLast() + "ing"
        return "Applying \(action) \(subject): \(progressive) resource \(subject): API server says"
    }
}
