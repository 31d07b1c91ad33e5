/// Waits for conditions on many objects of many clusters at once, with one watch for each type and namespace of a
/// cluster.
public struct ConditionWait: Sendable {
    private let conditions: [ObjectCondition]
    private let pace: FollowingPace

    /// - Parameter pace: how soon clusters that can't be reached are tried again.
    public init(_ conditions: [ObjectCondition], pace: FollowingPace = FollowingPace(watchLifetime: .seconds(60))) {
        self.conditions = conditions
        self.pace = pace
    }

    /// Waits until every condition is met or has failed, or until the time is up or the task is cancelled. A cluster
    /// that can't be reached keeps none of the others from being looked at.
    ///
    /// What was met or had failed, and is so no longer, is waited for again: in the end all hold at the same time.
    ///
    /// - Parameter onChange: is told of each change of a condition's state, by its place among the conditions.
    /// - Returns: what is known of each condition in the end, in their order.
    public func states(
        within timeout: Duration,
        onChange: @Sendable (Int, ConditionState) async -> Void = { _, _ in }
    ) async -> [ConditionState] {
        guard let clock = conditions.first?.client.session.host.clock else { return [] }
        let (changes, teller) = AsyncStream.makeStream(of: (index: Int, state: ConditionState).self)
        return await withTaskGroup(of: Void.self) { group in
            defer { group.cancelAll() }
            for watched in watchedGroups() {
                group.addTask { await watched.follow(pace) { teller.yield((index: $0, state: $1)) } }
            }
            group.addTask {
                try? await clock.sleep(for: timeout)
                teller.finish()
            }
            var states = Array(repeating: ConditionState(), count: conditions.count)
            var open = Set(states.indices)
            for await (index, state) in changes {
                states[index] = state
                if state.isDecided { open.remove(index) } else { open.insert(index) }
                await onChange(index, state)
                if open.isEmpty { break }
            }
            return states
        }
    }

    /// The conditions by the watches that tell of their objects.
    private func watchedGroups() -> [WatchedGroup] {
        struct Place: Hashable {
            var connection: ClusterConnection
            var type: ResourceType
            var namespace: String?
        }
        let indices = Dictionary(grouping: conditions.indices) { index in
            let condition = conditions[index]
            return Place(
                connection: condition.client.connection,
                type: condition.type,
                namespace: condition.namespace
            )
        }
        return indices.values.map { indices in
            WatchedGroup(conditions: indices.map { ($0, conditions[$0]) })
        }
    }
}

/// Conditions on objects of one type in one namespace of one cluster.
private struct WatchedGroup: Sendable {
    let conditions: [(index: Int, condition: ObjectCondition)]

    /// Tells of each change of a condition's state, until the task is cancelled.
    func follow(_ pace: FollowingPace, _ tell: @Sendable (Int, ConditionState) -> Void) async {
        guard let first = conditions.first?.condition else { return }
        let names = Set(conditions.map(\.condition.name))
        let selector = ObjectSelector(
            first.type,
            namespace: first.namespace,
            name: names.count == 1 ? first.name : nil
        )
        var states = Array(repeating: ConditionState(), count: conditions.count)
        var changes = ObjectFollower(first.client, selector, pace: pace).makeAsyncIterator()
        while let change = await changes.next() {
            for (place, (index, condition)) in conditions.enumerated() {
                let before = states[place]
                switch change {
                case .outOfTouch(let error): states[place].outOfTouch = error
                case .backInTouch: states[place].outOfTouch = nil
                case .initial(let objects):
                    let object = objects.first { condition.isAbout($0) }
                    states[place].judgement = condition.judge(object)
                case .added(let object), .modified(let object):
                    if condition.isAbout(object) { states[place].judgement = condition.judge(object) }
                case .deleted(let object):
                    if condition.isAbout(object) { states[place].judgement = condition.judge(nil) }
                }
                if states[place] != before { tell(index, states[place]) }
            }
        }
    }
}

extension ObjectCondition {
    fileprivate func isAbout(_ object: KubernetesObject) -> Bool {
        object.name == name && object.namespace == namespace
    }
}
