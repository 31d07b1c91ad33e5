import YAMLDocument

/// Whether something on a run cluster still needs the rights of a delivery: kapp-controller takes down an install with
/// the rights of the install's service account.
struct RightsUse: Sendable {
    let client: ClusterClient
    let namespace: String
    let deleter: ObjectDeleter
    /// What is to be deleted there.
    let going: [RemovalPlan.Item]

    /// Waits for what is going, and says what is not.
    ///
    /// - Returns: what still needs the rights; `nil` for nothing.
    func user(on cluster: String) async throws(ClusterError) -> String? {
        let accounts = try await accounts()
        let users = try await users(of: accounts)
        let going = users.filter { $0.deletionTimestamp != nil }
        let hanging = await deleter.gone(
            going.map { (.packageInstall, $0.namespace, $0.name) },
            on: cluster,
            client,
            reason: Removing.reason
        )
        if let first = hanging.first { return "\(first.title) is still going: \(first.reason)" }
        let staying = users.filter { $0.deletionTimestamp == nil }
        guard !staying.isEmpty else { return nil }
        return "needed by \(staying.map { "PackageInstall/\($0.namespace ?? "")/\($0.name)" }.joined(separator: ", "))"
    }

    /// The service accounts that lose the rights to install, or go.
    private func accounts() async throws(ClusterError) -> Set<String> {
        let names = Set(going.filter { $0.type == .roleBinding }.map(\.object.name))
        let kapp = try await client.list(.roleBinding, namespace: namespace).filter {
            $0.json[path: "roleRef", "name"]?.string == RunClusterManifests.kappRole
        }
        func subjects(_ bindings: [KubernetesObject]) -> Set<String> {
            Set(bindings.flatMap { $0.json["subjects"]?.array ?? [] }.compactMap { $0["name"]?.string })
        }
        // Another delivery may give the same rights to the same account.
        let losing = subjects(kapp.filter { names.contains($0.name) })
            .subtracting(subjects(kapp.filter { !names.contains($0.name) }))
        return losing.union(going.filter { $0.type == .serviceAccount }.map(\.object.name))
    }

    private func users(of accounts: Set<String>) async throws(ClusterError) -> [KubernetesObject] {
        do {
            return try await client.byName(.packageInstall, namespace: namespace).values
                .filter { accounts.contains($0.spec?["serviceAccountName"]?.string ?? "") }
                .sorted { $0.name < $1.name }
        } catch  where error.isTypeAbsent {
            // Without kapp-controller nothing is installed.
            return []
        }
    }
}

/// Why an object that is being deleted is still there.
enum Removing {
    /// In the controller's words, where it has some.
    static func reason(_ object: KubernetesObject) -> String {
        guard object.deletionTimestamp != nil else { return "is not being deleted yet" }
        let finalizers = (object.json[path: "metadata", "finalizers"]?.array ?? []).compactMap(\.string)
        let held = finalizers.isEmpty ? "is being deleted" : "is held by \(finalizers.joined(separator: ", "))"
        guard let word = word(of: object) else { return held }
        return "\(held): \(word)"
    }

    private static func word(of object: KubernetesObject) -> String? {
        switch object.kind {
        case ResourceType.kustomization.kind:
            let (readiness, message) = FluxStatus(object: object).lastWord
            return readiness == .ready ? nil : message
        default: return CarvelStatus(object).reason
        }
    }
}
