import OrderedCollections
import YAMLDocument

/// Removes what serves one run cluster, in an order that leaves no orphans.
///
/// Deleting a Kustomization has Flux prune what it applied, as long as the kubeconfig Secret and, on the build cluster,
/// the service account are there. kapp-controller then takes down what a PackageInstall has installed, by the rights of
/// the install's service account. So each of these goes only after what needs it is gone.
struct ChainRemoval: Sendable {
    let plan: RemovalPlan
    let chain: RemovalPlan.Chain
    let deleter: ObjectDeleter

    private var build: DeliveryPlan.ClusterPart { plan.build }
    private var namespace: String { plan.delivery.build.namespace }

    /// Removes it all, up to what fails.
    func run() async -> [AppliedObject] {
        var removed: [AppliedObject] = []
        if !chain.units.isEmpty {
            do {
                removed += try await prepare()
            } catch {
                return [await deleter.fail(reference.title, on: build.name, DeliveryError(anyOf: error))]
            }
            removed += await withTaskGroup(of: [AppliedObject].self) { group in
                for unit in chain.units {
                    group.addTask { await KustomizationRemoval(self, unit).run() }
                }
                return await group.reduce(into: []) { $0 += $1 }
            }
            guard removed.allSatisfy({ $0.failure == nil }), !Task.isCancelled else { return removed }
        }
        if !chain.rights.isEmpty {
            removed += await rights()
            guard removed.allSatisfy({ $0.failure == nil }), !Task.isCancelled else { return removed }
        }
        if let kubeconfig = chain.kubeconfig {
            removed.append(await deleter.delete(kubeconfig, on: build.name, build.client))
        }
        return removed
    }

    private var reference: KubeconfigReference { chain.kubeconfigReference }

    // MARK: What pruning needs

    /// Sees that Flux can prune: without a service account on the build cluster it would leave all there; without the
    /// kubeconfig it would never get done.
    private func prepare() async throws -> [AppliedObject] {
        var made: [AppliedObject] = []
        let kustomizations = chain.units.flatMap(\.self)
        if !plan.keepsInstalls {
            _ = try chain.client.get()
            for name in Set(kustomizations.compactMap { $0.spec?["serviceAccountName"]?.string }).sorted() {
                let account = CommonManifests.serviceAccount(name, namespace: namespace, plan.delivery)
                let present = try await build.client.find(account.type, namespace: namespace, name: name)
                guard present == nil else { continue }
                let applier = ObjectApplier(client: build.client, force: false, dryRun: false)
                made.append(await deleter.done(account.title, on: build.name, try await applier.apply(account)))
            }
        }
        let kubeconfig = try await build.client.find(reference.type, namespace: namespace, name: reference.name)
        guard kubeconfig != nil || plan.keepsInstalls else {
            throw DeliveryError(
                "is not there, so Flux can't prune on \(chain.cluster)",
                hint: "make it with \"kubectl carvel-kubeconfig-secret create\", or leave what runs there with"
                    + " --keep-installs"
            )
        }
        if let kubeconfig { try await mark(kubeconfig, kustomizations) }
        return made
    }

    /// From it, a later run knows which cluster it is about when the Kustomizations are gone. It is marked by a
    /// manager of its own, since its credentials are another command's.
    private func mark(_ kubeconfig: KubernetesObject, _ kustomizations: [KubernetesObject]) async throws(ClusterError) {
        let target = kustomizations.first?.spec?["targetNamespace"]
        let isMarked =
            Labels.marks(kubeconfig, of: plan.delivery)
            && kubeconfig.annotation(Labels.formerNamespace) == target?.string
        guard kubeconfig.label(Labels.managedBy) == ClusterClient.fieldManager, !isMarked else { return }
        let labels = JSONValue(sorted: Labels.of(plan.delivery))
        _ = try await build.client.mergePatch(
            reference.type,
            namespace: kubeconfig.namespace,
            name: kubeconfig.name,
            fieldManager: "\(ClusterClient.fieldManager)-removal",
            ["metadata": ["labels": labels, "annotations": [Labels.formerNamespace: target ?? .null]]]
        )
    }

    // MARK: Rights

    private func rights() async -> [AppliedObject] {
        var removed: [AppliedObject] = []
        do {
            let client = try chain.client.get()
            if !plan.keepsInstalls, let refusal = try await refusal(client) { return [refusal] }
            for item in chain.rights {
                removed.append(await deleter.delete(item, on: chain.cluster, client))
                if removed.last?.failure != nil { break }
            }
        } catch {
            removed.append(
                await deleter.fail("rights of \(plan.delivery.name)", on: chain.cluster, DeliveryError(anyOf: error))
            )
        }
        return removed
    }

    /// What still needs the rights, told as a failure; `nil` for nothing.
    private func refusal(_ client: ClusterClient) async throws(ClusterError) -> AppliedObject? {
        for namespace in Set(chain.rights.compactMap(\.object.namespace)).sorted() {
            let going = chain.rights.filter { $0.object.namespace == namespace }
            let use = RightsUse(client: client, namespace: namespace, deleter: deleter, going: going)
            guard let user = try await use.user(on: chain.cluster) else { continue }
            let titles = going.map(\.title).joined(separator: ", ")
            return await deleter.fail(titles, on: chain.cluster, DeliveryError("stays: \(user)"))
        }
        return nil
    }
}
