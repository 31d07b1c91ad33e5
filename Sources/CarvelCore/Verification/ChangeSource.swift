/// Tells of each change of the objects of a type in a namespace, over a watch that is begun again when it ends.
struct ChangeSource: Sendable {
    let client: ClusterClient
    let namespace: String
    let types: Types

    enum Types: Sendable {
        /// The Flux types, in the versions that the cluster serves.
        case flux
        case one(ResourceType)
    }

    /// The time between two watches, so that a server that ends them at once is not overrun.
    private static let pause = Duration.seconds(1)

    func follow<C: Clock>(on clock: C, _ tell: @escaping @Sendable () -> Void) async where C.Duration == Duration {
        switch types {
        case .one(let type): await follow(type, on: clock, tell)
        case .flux:
            // While discovery fails, verification itself says why; here it is only tried again.
            while !Task.isCancelled {
                if let types = try? await client.fluxTypes() {
                    async let sources: Void = follow(types.gitRepository, on: clock, tell)
                    async let kustomizations: Void = follow(types.kustomization, on: clock, tell)
                    _ = await (sources, kustomizations)
                }
                try? await clock.sleep(for: Self.pause)
                tell()
            }
        }
    }

    private func follow<C: Clock>(
        _ type: ResourceType,
        on clock: C,
        _ tell: @escaping @Sendable () -> Void
    ) async where C.Duration == Duration {
        while !Task.isCancelled {
            do {
                for try await _ in try await client.watch(type, namespace: namespace) { tell() }
            } catch {
                // Whatever cut the watch, the next verification meets it too, and reports it.
            }
            try? await clock.sleep(for: Self.pause)
            tell()
        }
    }
}
