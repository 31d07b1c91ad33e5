import YAMLDocument

// Whose an object on a run cluster is: Flux labels what it applies, and prunes nothing but what bears its label.

extension KustomizationRemoval {
    private static let nameLabel = "kustomize.toolkit.fluxcd.io/name"
    private static let namespaceLabel = "kustomize.toolkit.fluxcd.io/namespace"

    /// The objects of a type that a Kustomization has applied, and that no other has taken over since.
    func own(_ type: ResourceType, of kustomization: KubernetesObject) async throws -> [FluxInventory.Entry] {
        let entries = FluxInventory(kustomization).entries(of: type)
        guard !entries.isEmpty else { return [] }
        let client = try chain.client.get()
        var own: [FluxInventory.Entry] = []
        for (namespace, entries) in Dictionary(grouping: entries, by: \.namespace).sorted(by: { $0.key < $1.key }) {
            let names = Set(entries.map(\.name))
            let present = try await client.byName(type, namespace: namespace) { names.contains($0.name) }
            own += entries.filter { entry in
                present[entry.name].map { Self.isOwn($0, kustomization) } ?? false
            }
        }
        return own
    }

    /// Waits until what another Kustomization is to have has been taken over by it, as after a run cluster or a package
    /// was renamed: until then, deleting this one would uninstall it.
    func waitForSuccessor(of kustomization: KubernetesObject) async throws {
        let claimed = chain.claimed
        for type in [ResourceType.package, .packageInstall] {
            let entries = FluxInventory(kustomization).entries(of: type).filter { claimed.contains($0.title) }
            let hanging = await deleter.settled(
                entries.map { (type, $0.namespace, $0.name) },
                on: chain.cluster,
                try chain.client.get()
            ) { object in
                guard let object, Self.isOwn(object, kustomization) else { return .met }
                return .notYet("is still \(kustomization.name)'s, and waits for its new Kustomization to apply it")
            }
            guard let first = hanging.first else { continue }
            throw DeliveryError(
                "stays: \(first.title) \(first.reason)",
                hint: "see with \"kubectl carvel-verify\" what keeps that, and run it again"
            )
        }
    }

    private static func isOwn(_ object: KubernetesObject, _ kustomization: KubernetesObject) -> Bool {
        object.label(nameLabel) == kustomization.name && object.label(namespaceLabel) == kustomization.namespace
    }
}
