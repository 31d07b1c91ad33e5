/// Follows an object on a run cluster back to where it comes from.
public struct TraceReader: Sendable {
    /// The kind as the user types it: plural, singular, short name or kind.
    let kind: String
    let name: String
    let namespace: String?
    let clusters: [DeliveryCluster]
    let build: DeliveryCluster
    let checkout: TraceCheckout?

    /// Nothing is asked for before it is traced.
    ///
    /// - Parameters:
    ///   - kind: plural, singular, short name or kind of the object, as kubectl takes them.
    ///   - namespace: the object's; `nil` for the delivery's own on each cluster.
    ///   - names: the only clusters where it may be; empty for all of them.
    ///   - folder: a folder of the repository's checkout, where files are looked up; `nil` for none.
    /// - Throws: `DeliveryError` for a name of no cluster, and for a delivery that Flux does not bring.
    public init(
        kind: String,
        name: String,
        namespace: String?,
        of delivery: Delivery,
        on directory: ClusterDirectory,
        clusters names: [String],
        checkout folder: String?
    ) throws(DeliveryError) {
        guard delivery.engine == .flux else { throw .followsFlux("trace") }
        self.kind = kind
        self.name = name
        self.namespace = namespace
        clusters = try DeliveryCluster.all(of: delivery, on: directory, named: names)
        build = .build(of: delivery, on: directory)
        checkout = folder.map(TraceCheckout.init)
    }

    /// A trace for each cluster that has the object; run clusters come before the build cluster, which is only looked
    /// at where no run cluster has it. A cluster that can't be asked hides no other.
    ///
    /// - Throws: `DeliveryError` where all clusters were asked, and none has it.
    public func read() async throws(DeliveryError) -> ObjectTraces {
        var traces = await read(on: clusters.filter { !$0.isBuild })
        if traces.traces.isEmpty {
            let onBuild = await read(on: clusters.filter(\.isBuild))
            traces.traces += onBuild.traces
            traces.failures += onBuild.failures
        }
        guard traces.traces.isEmpty, traces.failures.isEmpty, !Task.isCancelled else { return traces }
        let places = clusters.map { "\($0.name) (namespace \"\(namespace ?? $0.namespace)\")" }
        throw DeliveryError(
            "there is no \(kind)/\(name) on \(places.joined(separator: " or "))",
            hint: "name another namespace with -n, and see what there is with \"kubectl carvel-verify tree\""
        )
    }

    private func read(on clusters: [DeliveryCluster]) async -> ObjectTraces {
        let parts = await withTaskGroup(of: (Int, ObjectTraces).self) { group in
            for (index, cluster) in clusters.enumerated() { group.addTask { (index, await read(on: cluster)) } }
            return await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
        }
        return parts.sorted { $0.key < $1.key }.reduce(into: ObjectTraces()) { all, part in
            all.traces += part.value.traces
            for failure in part.value.failures where !all.failures.contains(failure) { all.failures.append(failure) }
        }
    }

    private func read(on cluster: DeliveryCluster) async -> ObjectTraces {
        do {
            let client = try cluster.client()
            // Of what is of a delivery itself the server need not be asked.
            let known = StateKind(name: kind)
            let type =
                if let known { try await known.type(on: client) } else { try await client.resource(named: kind).type }
            let place = type.isNamespaced ? namespace ?? cluster.namespace : nil
            guard let object = try await client.find(type, namespace: place, name: name) else { return ObjectTraces() }
            var walk = TraceWalk(from: object, on: cluster, client, build: build)
            await walk.run()
            if let origin = walk.trace.origin, let applied = walk.applied {
                walk.trace.origin = await checkout?.complete(origin, with: applied) ?? origin
            }
            return ObjectTraces(traces: [walk.trace], failures: walk.failure.map { [$0] } ?? [])
        } catch let error as ClusterError where error.isTypeAbsent {
            return ObjectTraces()
        } catch {
            return ObjectTraces(failures: [ClusterFailure(cluster, error)])
        }
    }
}
