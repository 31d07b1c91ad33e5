import OrderedCollections

/// The kubeconfigs of a build cluster, with who uses them, and what was found out about each.
public struct KubeconfigSecretList: Sendable, Hashable {
    /// One for each reference, by namespace and name.
    public var items: [KubeconfigInspection]
    /// What `kind` the list is as JSON.
    var kind: String

    /// The kubeconfigs that objects of the build cluster use.
    ///
    /// - Parameters:
    ///   - inspector: how each is looked at.
    ///   - namespace: `nil` for those of all namespaces.
    ///   - delivery: knows which run cluster a Secret is of.
    public static func all(
        _ inspector: KubeconfigInspector,
        namespace: String?,
        delivery: Delivery? = nil
    ) async throws(ClusterError) -> KubeconfigSecretList {
        let users = try await inspector.build.kubeconfigUsers(namespace: namespace)
        let byReference = OrderedDictionary(grouping: users, by: \.reference)
        let questions = byReference.map { KubeconfigQuestion($0.key, users: $0.value, delivery) }
        let kind = inspector.connects ? checkKind : "KubeconfigSecretList"
        return KubeconfigSecretList(items: await inspector.inspect(questions), kind: kind)
    }

    /// Chosen kubeconfigs, and the objects of the build cluster that use them.
    ///
    /// - Parameters:
    ///   - inspector: how each is looked at.
    ///   - references: what to look at. Where one names no key, the keys that the users name are looked at.
    ///   - delivery: knows what the run clusters' kubeconfigs are to do.
    public static func check(
        _ inspector: KubeconfigInspector,
        _ references: [KubeconfigReference],
        delivery: Delivery? = nil
    ) async throws(ClusterError) -> KubeconfigSecretList {
        var questions: [KubeconfigQuestion] = []
        for namespace in OrderedSet(references.map(\.namespace)) {
            let users = try await inspector.build.kubeconfigUsers(namespace: namespace)
            for reference in references where reference.namespace == namespace {
                // Secret or ConfigMap: what uses it knows.
                let own = users.filter { $0.reference.name == reference.name }
                let grouped = OrderedDictionary(grouping: own, by: \.reference)
                questions += grouped.map { KubeconfigQuestion($0.key, users: $0.value, delivery) }
                if grouped.isEmpty { questions.append(KubeconfigQuestion(reference, users: [], delivery)) }
            }
        }
        return KubeconfigSecretList(items: await inspector.inspect(questions), kind: checkKind)
    }

    private static let checkKind = "KubeconfigSecretCheck"

    /// The verdict on all of them.
    public var health: KubeconfigInspection.Health { items.health }
}

/// One kubeconfig to look at.
struct KubeconfigQuestion: Sendable {
    var reference: KubeconfigReference
    var users: [KubeconfigUser]
    var accesses: [FluxAccess] = []
    var runCluster: String?

    init(_ reference: KubeconfigReference, users: [KubeconfigUser], _ delivery: Delivery?) {
        self.reference = reference
        self.users = users
        guard let delivery, delivery.build.namespace == reference.namespace else { return }
        let cluster = delivery.runCluster(reachedBy: reference)
        runCluster = cluster?.name
        accesses = cluster.map { [FluxAccess(delivery, $0)] } ?? []
    }
}

extension KubeconfigInspector {
    /// So many kubeconfigs are looked at at a time.
    private static let limit = 16

    /// Looks at many, side by side; in the order of their names.
    func inspect(_ questions: [KubeconfigQuestion]) async -> [KubeconfigInspection] {
        let found = await concurrently(questions, limit: Self.limit) { question in
            await inspect(
                question.reference,
                users: question.users,
                accesses: question.accesses,
                runCluster: question.runCluster
            )
        }
        return found.sorted { left, right in
            let (left, right) = (left.reference, right.reference)
            return (left.namespace, left.name, left.kind.rawValue, left.key ?? "")
                < (right.namespace, right.name, right.kind.rawValue, right.key ?? "")
        }
    }
}

/// The results of work on many things, in their order, so many at a time.
func concurrently<Thing: Sendable, Result: Sendable>(
    _ things: [Thing],
    limit: Int,
    _ work: @escaping @Sendable (Thing) async -> Result
) async -> [Result] {
    await withTaskGroup(of: (Int, Result).self) { group in
        var results: [Int: Result] = [:]
        for (index, thing) in things.enumerated() {
            if index >= limit, let done = await group.next() { results[done.0] = done.1 }
            group.addTask { (index, await work(thing)) }
        }
        for await done in group { results[done.0] = done.1 }
        return things.indices.compactMap { results[$0] }
    }
}
