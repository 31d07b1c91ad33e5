/// Which changes come after which, as kapp's rules have it: those of the objects, and its own.
package struct ChangeGraph: Sendable {
    /// One object that is made, brought up to date, or deleted.
    package struct Change: Sendable {
        let object: KubernetesObject
        let annotations: ChangeAnnotations
        let action: ChangeRule.Action

        package init(_ object: KubernetesObject, _ annotations: ChangeAnnotations, _ action: ChangeRule.Action) {
            self.object = object
            self.annotations = annotations
            self.action = action
        }
    }

    /// What a rule leads to.
    private struct Target: Hashable {
        var group: String
        var action: ChangeRule.Action
    }

    /// What each change comes after, by position.
    package private(set) var after: [[Int]]
    private let changes: [Change]
    private let members: [Target: [Int]]

    /// - Parameter hasDefaults: whether the groups and rules count that kapp has of itself.
    package init(_ changes: [Change], hasDefaults: Bool = true) {
        self.changes = changes
        after = [[Int]](repeating: [], count: changes.count)
        var members: [Target: [Int]] = [:]
        for (index, change) in changes.enumerated() {
            let defaults = hasDefaults ? ChangeDefaults.groups(of: change.object) : []
            for group in change.annotations.groups.union(defaults) {
                members[Target(group: group, action: change.action), default: []].append(index)
            }
        }
        self.members = members
        for (index, change) in changes.enumerated() {
            for rule in ChangeDefaults.required(for: change.object) + change.annotations.rules.map(\.rule) {
                add(rule, of: index)
            }
        }
        guard hasDefaults, circles.isEmpty else { return }
        for (index, change) in changes.enumerated() {
            for rule in ChangeDefaults.optional(for: change.object) { add(rule, of: index, isOptional: true) }
        }
    }

    private mutating func add(_ rule: ChangeRule, of index: Int, isOptional: Bool = false) {
        guard rule.action == changes[index].action else { return }
        for other in members[Target(group: rule.group, action: rule.targetAction.action)] ?? [] {
            let (later, earlier) = rule.order == .after ? (index, other) : (other, index)
            if after[later].contains(earlier) { continue }
            // An object in the group that it waits for waits for itself, which kapp takes for a circle.
            if isOptional, later == earlier || comes(earlier, after: later) { continue }
            after[later].append(earlier)
        }
    }

    /// Whether a change waits for another, be it by way of a third.
    package func comes(_ later: Int, after earlier: Int) -> Bool {
        var seen: Set<Int> = []
        var open = after[later]
        while let next = open.popLast() {
            if next == earlier { return true }
            if seen.insert(next).inserted { open += after[next] }
        }
        return false
    }

    /// The circles, each once, each change coming after the next.
    package var circles: [[Int]] {
        var circles: [[Int]] = []
        var isDone = [Bool](repeating: false, count: after.count)
        for start in after.indices where !isDone[start] {
            var path = [start]
            var next = [0]
            while let current = path.last {
                let position = next[next.count - 1]
                guard position < after[current].count else {
                    isDone[current] = true
                    path.removeLast()
                    next.removeLast()
                    continue
                }
                next[next.count - 1] += 1
                let other = after[current][position]
                if let begin = path.firstIndex(of: other) {
                    circles.append(Array(path[begin...]))
                } else if !isDone[other] {
                    path.append(other)
                    next.append(0)
                }
            }
        }
        return circles
    }
}
