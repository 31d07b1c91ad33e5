import YAMLDocument

/// Deletes Kustomizations that depend on each other, and waits until what they applied is gone.
struct KustomizationRemoval: Sendable {
    let plan: RemovalPlan
    let chain: RemovalPlan.Chain
    let deleter: ObjectDeleter
    /// Those first on which no other depends.
    let kustomizations: [KubernetesObject]

    init(_ removal: ChainRemoval, _ kustomizations: [KubernetesObject]) {
        plan = removal.plan
        chain = removal.chain
        deleter = removal.deleter
        self.kustomizations = kustomizations
    }

    /// Deletes one after the other, up to the first that fails.
    func run() async -> [AppliedObject] {
        var removed: [AppliedObject] = []
        for kustomization in kustomizations {
            if Task.isCancelled { break }
            let title = Manifest(plan.types.kustomization, kustomization).title
            do {
                try await remove(kustomization)
                removed.append(await deleter.done(title, on: plan.build.name, .deleted))
            } catch {
                // Whatever it was, it came of that, and the next run goes on from here.
                if Task.isCancelled { break }
                removed.append(await deleter.fail(title, on: plan.build.name, DeliveryError(anyOf: error)))
                break
            }
        }
        return removed
    }

    private func remove(_ kustomization: KubernetesObject) async throws {
        let client = plan.build.client
        let type = plan.types.kustomization
        if !plan.keepsInstalls {
            try refuseOrphans(kustomization)
            try await waitForSuccessor(of: kustomization)
            try await refuseUsedPackages(kustomization)
        }
        // Flux prunes nothing but what is still its own.
        let installs = plan.keepsInstalls ? [] : try await own(.packageInstall, of: kustomization)
        if kustomization.deletionTimestamp == nil {
            if let change = preparation(of: kustomization) {
                _ = try await client.mergePatch(
                    type,
                    namespace: kustomization.namespace,
                    name: kustomization.name,
                    ["spec": change]
                )
            }
            try await client.delete(type, namespace: kustomization.namespace, name: kustomization.name)
        }
        let hanging = await deleter.gone(
            [(type, kustomization.namespace, kustomization.name)],
            on: plan.build.name,
            client,
            reason: Removing.reason
        )
        try throwIfHanging(hanging)
        // It does not wait for what it deletes.
        if !installs.isEmpty { try await waitForInstalls(installs) }
    }

    /// What has to be other than it is for Flux to prune, or not to.
    private func preparation(of kustomization: KubernetesObject) -> JSONValue? {
        let isSuspended = kustomization.spec?["suspend"]?.bool == true
        if plan.keepsInstalls { return isSuspended ? nil : ["suspend": true] }
        var change: JSONValue = [:]
        if isSuspended { change["suspend"] = .null }
        if kustomization.spec?["prune"]?.bool != true { change["prune"] = true }
        return change == [:] ? nil : change
    }

    private func refuseOrphans(_ kustomization: KubernetesObject) throws(DeliveryError) {
        guard kustomization.spec?["deletionPolicy"]?.string == "Orphan" else { return }
        throw DeliveryError(
            "its deletionPolicy is Orphan, so Flux would leave what it applied",
            hint: "take the policy away, or leave what runs there with --keep-installs"
        )
    }

    private func throwIfHanging(_ hanging: [(title: String, reason: String)]) throws(DeliveryError) {
        guard let first = hanging.first else { return }
        throw DeliveryError(
            "\(first.title) is still there: \(first.reason)",
            hint: "see to that, and run it again to go on from there"
        )
    }

    // MARK: The run cluster

    private func waitForInstalls(_ installs: [FluxInventory.Entry]) async throws {
        let hanging = await deleter.gone(
            installs.map { (.packageInstall, $0.namespace, $0.name) },
            on: chain.cluster,
            try chain.client.get(),
            reason: Removing.reason
        )
        try throwIfHanging(hanging)
    }

    /// A Package that an install uses stays.
    private func refuseUsedPackages(_ kustomization: KubernetesObject) async throws {
        let packages = try await own(.package, of: kustomization)
        guard !packages.isEmpty else { return }
        let client = try chain.client.get()
        for namespace in Set(packages.map(\.namespace)).sorted() {
            let names = packages.filter { $0.namespace == namespace }.map(\.name)
            let installs = try await client.byName(.packageInstall, namespace: namespace).values.filter { install in
                let prefix = (install.spec?[path: "packageRef", "refName"]?.string ?? "") + "."
                return names.contains { $0.hasPrefix(prefix) }
            }
            let going = installs.filter { $0.deletionTimestamp != nil }
            let hanging = await deleter.gone(
                going.map { (.packageInstall, $0.namespace, $0.name) },
                on: chain.cluster,
                client,
                reason: Removing.reason
            )
            try throwIfHanging(hanging)
            let using = installs.filter { $0.deletionTimestamp == nil }.map(\.name).sorted()
            guard using.isEmpty else {
                throw DeliveryError(
                    "stays: its Packages are used on \(chain.cluster) by "
                        + using.map { "PackageInstall/\(namespace)/\($0)" }.joined(separator: ", "),
                    hint: "remove that first"
                )
            }
        }
    }
}
