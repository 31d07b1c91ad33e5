import HTTPTransport
import Synchronization
import YAMLDocument

@testable import CarvelCore

/// The API servers of one test: they hold objects in memory, and answer as the recorded servers do as far as the core
/// asks. A cluster of the name `staging` is reached by the context of that name.
final class InMemoryClusters: HTTPClient {
    /// One cluster, and how it behaves.
    struct Cluster: Sendable {
        /// The versions that are served of each API group besides the core.
        var served: [String: [String]] = [
            "source.toolkit.fluxcd.io": ["v1"],
            "kustomize.toolkit.fluxcd.io": ["v1"],
            "rbac.authorization.k8s.io": ["v1"],
            "data.packaging.carvel.dev": ["v1alpha1"],
            "packaging.carvel.dev": ["v1alpha1"],
            "kappctrl.k14s.io": ["v1alpha1"],
        ]
        /// The objects by the path of their URLs.
        var objects: [String: JSONValue] = [:]
        /// As whom the server sees us; `nil` for a server that can't tell.
        var user: String? = "operator"
        /// What goes wrong with requests whose method and path contain a text; the empty text is in all.
        var troubles: [(match: String, trouble: Trouble)] = []
        fileprivate var watches: [(collection: String, events: AsyncStream<[UInt8]>.Continuation)] = []
    }

    /// What stands in the place of an answer.
    enum Trouble: Sendable {
        case failure(HTTPTransportError)
        case answer(ScriptedHTTPClient.Answer)
        /// No answer, until the request is cancelled.
        case silence
    }

    private struct State {
        var clusters: [String: Cluster] = [:]
        var requests: [String] = []
        var version = 100
    }

    private let state: Mutex<State>

    init(_ names: [String]) {
        state = Mutex(State(clusters: Dictionary(uniqueKeysWithValues: names.map { ($0, Cluster()) })))
    }

    /// All requests so far, such as `build PATCH /api/v1/namespaces/shop`; dry runs end with `?dryRun`.
    var requests: [String] { state.withLock { $0.requests } }

    /// The requests that were to change something; questions about ourselves and dry runs change nothing.
    var writes: [String] {
        requests.filter { !$0.contains(" GET ") && !$0.hasSuffix("reviews") && !$0.hasSuffix("?dryRun") }
    }

    /// Looks at a cluster, or changes what it is.
    func with<Result: Sendable>(_ name: String, _ body: @Sendable (inout Cluster) -> Result) -> Result? {
        state.withLock { state in
            guard var cluster = state.clusters[name] else { return nil }
            let result = body(&cluster)
            state.clusters[name] = cluster
            return result
        }
    }

    /// Puts an object on a cluster, and tells of it to those who watch.
    func put(_ object: KubernetesObject, as type: ResourceType, on name: String) {
        let path = type.path(namespace: object.namespace, name: object.name)
        state.withLock { state in
            state.version += 1
            var json = object.json
            json["metadata"]?["resourceVersion"] = .string("\(state.version)")
            state.clusters[name]?.objects[path] = json
            for watch in state.clusters[name]?.watches ?? [] where path.hasPrefix(watch.collection + "/") {
                watch.events.yield(Self.event("MODIFIED", json))
            }
        }
    }

    func object(_ type: ResourceType, namespace: String?, _ name: String, on cluster: String) -> KubernetesObject? {
        let path = type.path(namespace: namespace, name: name)
        return state.withLock { $0.clusters[cluster]?.objects[path] }.map(KubernetesObject.init)
    }

    func remove(_ type: ResourceType, namespace: String?, _ name: String, on cluster: String) {
        let path = type.path(namespace: namespace, name: name)
        state.withLock { state in
            guard var json = state.clusters[cluster]?.objects.removeValue(forKey: path) else { return }
            state.version += 1
            json["metadata"]?["resourceVersion"] = .string("\(state.version)")
            for watch in state.clusters[cluster]?.watches ?? [] where path.hasPrefix(watch.collection + "/") {
                watch.events.yield(Self.event("DELETED", json))
            }
        }
    }

    /// Waits until somebody watches a collection.
    func watched(_ collection: String, on name: String) async {
        while !Task.isCancelled,
            state.withLock({ $0.clusters[name]?.watches.contains { $0.collection == collection } }) != true
        {
            await Task.yield()
        }
    }

    /// Ends the watches of a collection, or of all, as servers do now and then.
    func endWatches(of collection: String? = nil, on name: String) {
        state.withLock { state in
            let isMeant = { (watched: String) in collection == nil || collection == watched }
            for watch in state.clusters[name]?.watches ?? [] where isMeant(watch.collection) { watch.events.finish() }
            state.clusters[name]?.watches.removeAll { isMeant($0.collection) }
        }
    }

    private static func event(_ type: String, _ object: JSONValue) -> [UInt8] {
        JSONWriter.bytes(["type": .string(type), "object": object]) + [0x0A]
    }
}

// MARK: Requests

extension InMemoryClusters {
    func send(_ request: HTTPRequest) async throws(HTTPTransportError) -> HTTPResponse {
        let url = request.url.dropFirst("https://".count)
        let host = url.prefix { $0 != "/" }
        let name = String(host.prefix { $0 != "." })
        let target = url.dropFirst(host.count)
        let path = String(target.prefix { $0 != "?" })
        let query = target.dropFirst(path.count + 1).split(separator: "&").map(String.init)
        let line = "\(request.method) \(path)"
        let trouble = state.withLock { state in
            state.requests.append("\(name) \(line)" + (query.contains("dryRun=All") ? "?dryRun" : ""))
            return state.clusters[name]?.troubles.first { $0.match.isEmpty || line.contains($0.match) }?.trouble
        }
        switch trouble {
        case .failure(let error): throw error
        case .answer(let answer): return answer.response
        case .silence:
            await Self.untilCancelled()
            throw HTTPTransportError(reason: .cancelled, message: "cancelled")
        case nil: break
        }
        if Task.isCancelled { throw HTTPTransportError(reason: .cancelled, message: "cancelled") }
        if query.contains("watch=1") { return watch(path, query, on: name) }
        return state.withLock { state in
            guard var cluster = state.clusters[name] else { return Self.notServed }
            let before = cluster.objects[path]
            let answer = cluster.answer(request, path, query, version: &state.version)
            state.clusters[name] = cluster
            if let before, cluster.objects[path] == nil {
                for watch in cluster.watches where path.hasPrefix(watch.collection + "/") {
                    watch.events.yield(Self.event("DELETED", before))
                }
            }
            return answer.response
        }
    }

    private static let notServed = ScriptedHTTPClient.Answer.text("404 page not found\n", status: 404).response

    /// Waits for a stream that nothing ever comes from, which only cancellation ends.
    private static func untilCancelled() async {
        let (stream, continuation) = AsyncStream.makeStream(of: Void.self)
        for await _ in stream {}
        continuation.finish()
    }

    /// Begins with what is there and has changed since the version to go on from; what has gone since is not told.
    private func watch(_ path: String, _ query: [String], on name: String) -> HTTPResponse {
        let (events, continuation) = AsyncStream.makeStream(of: [UInt8].self)
        let prefix = "resourceVersion="
        let start = query.first { $0.hasPrefix(prefix) }.flatMap { Int($0.dropFirst(prefix.count)) } ?? 0
        state.withLock { state in
            let present = state.clusters[name]?.objects.filter { $0.key.hasPrefix(path + "/") } ?? [:]
            for object in present.sorted(by: { $0.key < $1.key }) {
                let version = object.value[path: "metadata", "resourceVersion"]?.string.flatMap { Int($0) } ?? 1
                guard version > start else { continue }
                continuation.yield(Self.event("ADDED", object.value))
            }
            state.clusters[name]?.watches.append((path, continuation))
        }
        let body = HTTPBody { () async throws(HTTPTransportError) -> [UInt8]? in
            var iterator = events.makeAsyncIterator()
            return await iterator.next()
        }
        return HTTPResponse(status: 200, body: body)
    }
}

// MARK: How commands see them

extension InMemoryClusters {
    /// A machine whose kubeconfig has a context for each cluster.
    func host(clock: any Clock<Duration> = ContinuousClock()) -> Host {
        var host = Host.inMemory(http: self)
        host.clock = clock
        return host
    }

    func directory(
        clock: any Clock<Duration> = ContinuousClock(),
        requestTimeout: Duration? = .seconds(30)
    ) throws -> ClusterDirectory {
        let names = state.withLock { $0.clusters.keys.sorted() }
        var kubeconfig = Kubeconfig()
        try kubeconfig.merge(
            YAMLWriter.string([
                "apiVersion": "v1", "kind": "Config",
                "clusters": .array(
                    names.map {
                        ["name": .string($0), "cluster": ["server": .string("https://\($0).example.com")]]
                    }
                ),
                "users": .array(names.map { ["name": .string($0), "user": ["token": .string("token-of-\($0)")]] }),
                "contexts": .array(
                    names.map {
                        ["name": .string($0), "context": ["cluster": .string($0), "user": .string($0)]]
                    }
                ),
            ]),
            file: "/home/me/.kube/config"
        )
        return ClusterDirectory(kubeconfig: kubeconfig, requestTimeout: requestTimeout, host: host(clock: clock))
    }
}
