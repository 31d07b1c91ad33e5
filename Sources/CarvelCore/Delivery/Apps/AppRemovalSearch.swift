import YAMLDocument

/// Finds what the tool has put on clusters for a delivery by kapp-controller, by what lies in the Apps' folders.
struct AppRemovalSearch: Sendable {
    let manifests: AppDeliveryManifests
    let clusters: ClusterDirectory
    /// The only run clusters that are taken off; `nil` for all.
    let only: Set<String>?
    let keepsInstalls: Bool

    var delivery: Delivery { manifests.delivery }

    /// - Throws: where there is no such run cluster, or the build cluster does not answer.
    func plan() async throws -> AppRemovalPlan {
        for name in (only ?? []).sorted() { _ = try delivery.runCluster(named: name) }
        var plan = AppRemovalPlan(keepsInstalls: keepsInstalls)
        if let build = delivery.buildCluster {
            let client = try clusters.client(context: build.context, calledName: build.context)
            plan.build = .init(name: build.context, client: client)
        }
        let build = plan.build
        let wanted = manifests.parts.filter { only?.contains($0.files.cluster.name) ?? true }
        let found = await withTaskGroup(of: (Int, Result<Found, any Error>).self) { group in
            for (index, part) in wanted.enumerated() {
                group.addTask {
                    do {
                        return (index, .success(try await self.find(part, build)))
                    } catch {
                        return (index, .failure(error))
                    }
                }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        for (index, result) in found.sorted(by: { $0.0 < $1.0 }) {
            switch result {
            case .success(let found):
                if !found.part.isEmpty { plan.parts.append(found.part) }
                plan.warnings += found.warnings
                plan.failures += found.failures
            case .failure(let error):
                if build != nil { throw error }
                plan.failures.append(.unreachable(wanted[index].files.cluster, DeliveryError(anyOf: error)))
            }
        }
        if let build, only == nil {
            let going = Set(plan.parts.compactMap { $0.app?.name })
            let auth = try await authSecret(in: delivery.build.namespace, build, with: going)
            plan.shared = auth.items
            plan.warnings += auth.warnings
        }
        return plan
    }

    /// What serves one run cluster, and what is to be known of it.
    struct Found: Sendable {
        var part: AppRemovalPlan.Part
        var warnings: [String] = []
        var failures: [PlannedObject] = []

        mutating func add(_ secrets: Secrets) {
            part.secrets += secrets.items
            warnings += secrets.warnings
        }
    }

    private func find(
        _ part: AppDeliveryManifests.Part,
        _ build: DeliveryPlan.ClusterPart?
    ) async throws -> Found {
        let (cluster, place) = (part.files.cluster, part.files.place)
        let run: Result<ClusterClient, DeliveryError>
        do {
            run = .success(try clusters.client(context: cluster.context, calledName: cluster.name))
        } catch {
            run = .failure(DeliveryError("\(error)"))
        }
        let home = try build ?? .init(name: cluster.name, client: run.get())
        var found = Found(part: .init(cluster: cluster.name, home: home, client: run))
        found.part.app = try await home.client.find(.app, namespace: place.namespace, name: place.name)
        if let app = found.part.app {
            let owner = AppOwner(delivery: delivery, wanted: part.app.object, context: place.context)
            if let doubt = owner.doubt(about: app, takesMoves: false) {
                // Its Secrets and rights may be the other's just as well.
                found.part.app = nil
                found.failures.append(.failed(.init(type: .app, object: app), on: home.name, doubt))
                return found
            }
        }
        if build == nil { found.add(try await authSecret(in: place.namespace, home, with: [place.name])) }
        if let name = place.kubeconfigSecret {
            found.add(try await kubeconfigSecret(name, in: place.namespace, home, with: place.name))
        }
        do {
            let going = part.rights.filter { self.going.contains($0.type) }
            if !going.isEmpty { found.part.rights = try await rights(going, run.get()) }
        } catch {
            found.failures.append(.unreachable(cluster, DeliveryError(anyOf: error)))
        }
        let staying = part.rights.filter { keepsInstalls && Self.rightTypes.contains($0.type) }
        if !staying.isEmpty {
            let titles = staying.map(\.title).joined(separator: ", ")
            found.warnings.append("\(cluster.name): what goes on running may need rights, so these stay: \(titles)")
        }
        return found
    }

    /// What installs may need after the App is gone.
    private static let rightTypes: [ResourceType] = [
        .clusterRoleBinding, .roleBinding, .clusterRole, .role, .serviceAccount,
    ]

    /// What goes of an App's folder besides the App, in order: bindings before roles, and accounts last. Namespaces stay.
    private var going: [ResourceType] { keepsInstalls ? [.configMap] : [.configMap] + Self.rightTypes }

    private func rights(
        _ manifests: [Manifest],
        _ client: ClusterClient
    ) async throws(ClusterError) -> [RemovalPlan.Item] {
        var items: [RemovalPlan.Item] = []
        for type in going {
            for manifest in manifests where manifest.type == type {
                let (namespace, name) = (manifest.object.namespace, manifest.object.name)
                guard let object = try await client.find(type, namespace: namespace, name: name) else { continue }
                items.append(.init(type: type, object: object))
            }
        }
        return items
    }
}
