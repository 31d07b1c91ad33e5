/// Which changes come after which, as kapp's rules have it.
struct ChangeGraph {
    private let objects: [ChangedObject]
    /// What each object comes after, by position.
    private let after: [[Int]]

    /// Rules about changes of different kinds, such as upserts after deletions, make no circle: one object is not both.
    ///
    /// - Parameters:
    ///   - action: the changes that are ordered: of objects that are made, or of those that go.
    ///   - targetAction: the same, as rules say it of a group.
    init(_ objects: [ChangedObject], _ action: ChangeRule.Action, _ targetAction: ChangeRule.TargetAction) {
        self.objects = objects
        var members: [String: [Int]] = [:]
        for (index, object) in objects.enumerated() {
            for group in object.groups { members[group, default: []].append(index) }
        }
        var after = [[Int]](repeating: [], count: objects.count)
        for (index, object) in objects.enumerated() {
            for (_, rule) in object.rules where rule.action == action && rule.targetAction == targetAction {
                // An object in the group that it waits for does not wait for itself.
                for other in members[rule.group] ?? [] where other != index {
                    if rule.order == .after { after[index].append(other) } else { after[other].append(index) }
                }
            }
        }
        self.after = after
    }

    /// The circles, each once, each object coming after the next.
    var circles: [[ChangedObject]] {
        var circles: [[Int]] = []
        var isDone = [Bool](repeating: false, count: objects.count)
        for start in objects.indices where !isDone[start] {
            var path: [Int] = []
            var next: [Int] = []
            path.append(start)
            next.append(0)
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
        return circles.map { $0.map { objects[$0] } }
    }
}
