/// A cluster while it is looked at.
struct ClusterVisit: Sendable {
    let name: String
    let client: ClusterClient
    /// All that it serves, or why it does not say.
    let served: Result<ServedResources, ClusterError>

    /// Whether the cluster serves a type, in one of several versions.
    ///
    /// - Parameters:
    ///   - otherwise: what it means where it does not.
    ///   - advice: what to do then.
    func api(
        _ type: ResourceType,
        versions: [String],
        otherwise: Prerequisite.Result = .missing,
        advice: String
    ) -> Prerequisite {
        let subject = "API \(type.groupResource)"
        let expected = versions.joined(separator: " or ")
        let resources: ServedResources
        switch served {
        case .failure(let error): return Prerequisite(name, subject, notTold: error)
        case .success(let served): resources = served
        }
        let group = resources.group(type.group)
        let isServed = { (version: ServedResources.Version) in
            version.resources.contains { $0.type.plural == type.plural }
        }
        if let version = versions.first(where: { name in
            group?.versions.contains { $0.name == name && $0.isAvailable && isServed($0) } == true
        }) {
            return Prerequisite(name, subject, .met, found: version, expected: expected)
        }
        var prerequisite = Prerequisite(name, subject, otherwise, expected: expected, advice: advice)
        if let down = group?.versions.first(where: { !$0.isAvailable && versions.contains($0.name) }) {
            prerequisite.found = down.name
            prerequisite.reason = "the server behind it does not answer"
        } else if let other = group?.versions.first(where: isServed) {
            prerequisite.found = other.name
            prerequisite.reason = "it is served in another version only"
        } else {
            prerequisite.reason = "the cluster does not serve it"
        }
        return prerequisite
    }

    /// Whether somebody may do all of that.
    ///
    /// - Parameter otherwise: what it means where they may not.
    func rights(
        _ subject: String,
        _ actions: [ResourceAction],
        otherwise: Prerequisite.Result,
        advice: String
    ) async -> Prerequisite {
        let decisions = await withTaskGroup(of: (Int, Result<Bool, ClusterError>).self) { group in
            for (index, action) in actions.enumerated() {
                group.addTask {
                    (index, await catching { () async throws(ClusterError) in try await client.mayI(action).isAllowed })
                }
            }
            return await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
        }
        var missing: [ResourceAction] = []
        for (index, action) in actions.enumerated() {
            switch decisions[index] {
            case .success(let isAllowed): if !isAllowed { missing.append(action) }
            case .failure(let error): return Prerequisite(name, subject, notTold: error)
            case nil: continue
            }
        }
        guard !missing.isEmpty else { return Prerequisite(name, subject, .met) }
        let words = missing.map { "\($0.verb) \($0.groupResource)" + ($0.namespace.map { " in \($0)" } ?? "") }
        let reason = "this user may not \(words.joined(separator: ", "))"
        return Prerequisite(name, subject, otherwise, reason: reason, advice: advice)
    }
}
