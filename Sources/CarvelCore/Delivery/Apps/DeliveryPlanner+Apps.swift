import GitRepository

// The plan of a delivery by kapp-controller: namespaces and rights on the run clusters, then the Secrets that the Apps
// need, then the Apps. What these deploy is theirs.

extension DeliveryPlanner {
    /// - Throws: where nothing could be compared: the repository can't be read as a delivery, or there is no way to the
    ///   build cluster that it names.
    func appPlan() async throws -> DeliveryPlan {
        try tree.delivery().checkAppFolders(of: tree)
        let manifests = try AppDeliveryManifests(tree)
        guard !options.prunes else {
            throw DeliveryError(
                "--prune is not there for the engine kapp-controller: an App deletes by itself what the repository no"
                    + " longer holds",
                hint: "take a whole run cluster off with \"kubectl carvel-deliver teardown --cluster NAME\", while"
                    + " \(Delivery.fileName) still names it"
            )
        }
        let delivery = manifests.delivery
        let build = try delivery.buildCluster.map { build in
            DeliveryPlan.ClusterPart(
                name: build.context,
                client: try clusters.client(context: build.context, calledName: build.context)
            )
        }
        async let foundation = foundation(manifests, on: build)
        let runs = await withTaskGroup(of: (Int, DeliveryPlan.RunPart).self) { group in
            for (index, part) in manifests.parts.enumerated() {
                group.addTask { (index, await run(part, manifests, on: build)) }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        var plan = DeliveryPlan(
            delivery: delivery.name,
            commit: tree.commit,
            build: build,
            foundation: await foundation,
            runs: runs.sorted { $0.0 < $1.0 }.map(\.1)
        )
        plan.warnings = strayApps(manifests)
        if manifests.authSecretName != nil, delivery.repository.url.hasPrefix("http://") {
            plan.warnings.append(
                "\(delivery.repository.url) is no https URL, and kapp-controller gives its user name and password to no"
                    + " other server"
            )
        }
        return plan
    }

    /// Apps in the folder of a run cluster that `delivery.yaml` does not name: nobody applies or deletes them.
    private func strayApps(_ manifests: AppDeliveryManifests) -> [String] {
        let folders = manifests.parts.map(\.files.appFolder)
        let strays = tree.paths.filter { path in
            path.hasPrefix("\(AppLayout.appFolder)/") && tree.files[path]?.contains("kind: App") == true
                && !folders.contains { path.hasPrefix($0 + "/") }
        }
        return strays.sorted().map { "\($0) is in the folder of no run cluster, and is left alone" }
    }

    private func foundation(
        _ manifests: AppDeliveryManifests,
        on build: DeliveryPlan.ClusterPart?
    ) async -> [PlannedObject] {
        guard let build else { return [] }
        let planner = planner(build)
        let namespace = manifests.delivery.build.namespace
        let planned = await planner.plan([CommonManifests.namespace(namespace)])
        guard planned.allSatisfy({ $0.failure == nil }), let name = manifests.authSecretName else { return planned }
        return planned + [await appAuthSecret(name, namespace: namespace, manifests.delivery, planner)]
    }

    private func run(
        _ part: AppDeliveryManifests.Part,
        _ manifests: AppDeliveryManifests,
        on build: DeliveryPlan.ClusterPart?
    ) async -> DeliveryPlan.RunPart {
        let cluster = part.files.cluster
        var run = DeliveryPlan.RunPart(cluster: cluster, client: nil, objects: [], deliveries: [])
        do {
            let client = try clusters.client(context: cluster.context, calledName: cluster.name)
            run.client = client
            run.objects = await planner(.init(name: cluster.name, client: client)).plan(part.rights)
        } catch {
            run.objects = [.unreachable(cluster, error)]
            guard build != nil else { return run }
        }
        guard let home = build ?? run.client.map({ .init(name: cluster.name, client: $0) }) else { return run }
        // A cluster that does not answer would not answer for these either.
        guard build != nil || run.objects.allSatisfy({ $0.failure == nil }) else { return run }
        let planner = planner(home)
        let place = part.files.place
        if build == nil, let name = manifests.authSecretName {
            run.deliveries.append(
                await appAuthSecret(name, namespace: place.namespace, manifests.delivery, planner)
            )
        }
        if place.kubeconfigSecret != nil {
            var secret = await kubeconfig(of: cluster, manifests.delivery, planner)
            if secret.action == .create {
                secret.notes.append(
                    "is made of context \(cluster.context): whoever may push to the repository then acts on"
                        + " \(cluster.name) with the rights of that context; better make it beforehand: kubectl"
                        + " carvel-kubeconfig-secret create \(cluster.name) --service-account"
                        + " \(cluster.namespace)/\(cluster.serviceAccountName)"
                )
            }
            run.deliveries.append(secret)
        }
        run.deliveries += await planner.plan([part.app])
        guard let app = run.deliveries.last, app.failure == nil, let before = app.before else { return run }
        let owner = AppOwner(delivery: manifests.delivery, wanted: part.app.object, context: place.context)
        guard let doubt = owner.doubt(about: KubernetesObject(before), takesMoves: true) else { return run }
        // What it needs may be the other's just as well, so none of it is touched.
        return DeliveryPlan.RunPart(
            cluster: cluster,
            client: run.client,
            objects: [],
            deliveries: [app.refused(doubt)]
        )
    }

    /// A Secret that is there stays as it is, unless it is to be replaced: it may hold credentials that may only read,
    /// while ours may push.
    private func appAuthSecret(
        _ name: String,
        namespace: String,
        _ delivery: Delivery,
        _ planner: ObjectPlanner
    ) async -> PlannedObject {
        await keep(.secret, name, in: namespace, planner, replacing: options.replacesAuthSecret) {
            let isSSH = delivery.repository.url.hasPrefix("ssh://")
            return try AppAuthSecretManifest.secret(
                named: name,
                namespace: namespace,
                credentials: credentials,
                knownHosts: isSSH ? try await knownHosts(delivery) : "",
                delivery
            )
        }
    }
}
