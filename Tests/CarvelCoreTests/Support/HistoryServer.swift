import HTTPTransport
import Synchronization
import YAMLDocument

@testable import CarvelCore

/// An API server of one type of objects, with a history: lists come in pages, watches go on from any version that it
/// still knows, and whatever the test says goes wrong.
final class HistoryServer: HTTPClient {
    /// What goes wrong with one request.
    enum Fault: Sendable, Hashable {
        /// There is no answer.
        case noAnswer(HTTPTransportError.Reason)
        /// There is neither an answer nor an end.
        case silence
        /// The answer is a Status.
        case status(Int)
        /// The connection is cut after so many events, and so many bytes of the next, or all but so many.
        case cut(events: Int, bytes: Int = 0)
        /// The watch ends in order after so many events.
        case end(events: Int)
        /// An ERROR event comes after so many events.
        case error(Int, events: Int)
        /// A line that is no event comes after so many events.
        case garbage(events: Int)
    }

    /// Which requests go wrong.
    enum Request: Sendable, Hashable {
        case firstPage, laterPage, watch
    }

    typealias Change = @Sendable (HistoryServer) -> Void

    struct Event {
        var version: Int
        var line: [UInt8]
    }

    struct Watcher {
        var fault: Fault?
        var sent = 0
        var chunks: AsyncStream<Result<[UInt8], HTTPTransportError>>.Continuation
    }

    struct State {
        var version = 10
        var objects: [String: KubernetesObject] = [:]
        var events: [Event] = []
        var oldest = 0
        var watchers: [Watcher] = []
        /// Those that nothing more is told to; they are not closed.
        var hushed: [Watcher] = []
        var faults: [Request: [Fault]] = [:]
        var changes: [Change] = []
        var requests: [HTTPRequest] = []
    }

    let state = Mutex(State())
    let (arrivals, arrival) = AsyncStream.makeStream(of: Void.self)
    let type = ResourceType.configMap

    // MARK: What the test does

    /// Makes the next requests of a kind go wrong, one after the other.
    func fail(_ request: Request, _ faults: [Fault]) {
        state.withLock { $0.faults[request, default: []] += faults }
    }

    /// Changes to be made, one before the answer to each request.
    func plan(_ changes: [Change]) {
        state.withLock { $0.changes += changes }
    }

    /// Makes the next of the planned changes.
    ///
    /// - Returns: whether there was one.
    @discardableResult
    func changeNext() -> Bool {
        let change = state.withLock { $0.changes.isEmpty ? nil : $0.changes.removeFirst() }
        change?(self)
        return change != nil
    }

    /// Whether no change is planned any more. Faults may be left, where there was no request for them to strike.
    var isDone: Bool { state.withLock { $0.changes.isEmpty } }

    var objects: [String: KubernetesObject] { state.withLock { $0.objects } }

    /// Path and query of the requests so far.
    var requests: [String] {
        state.withLock { $0.requests.map { String($0.url.dropFirst("https://prod".count)) } }
    }

    /// The resourceVersions from which watches were asked for.
    var watchedFrom: [String] {
        requests.filter { $0.contains("watch=1") }.map { Self.query($0)["resourceVersion"] ?? "" }
    }

    func put(_ name: String, _ value: String) {
        state.withLock { state in
            state.version += 1
            let known = state.objects[name]
            var object = known ?? KubernetesObject(type, name: name, namespace: "apps")
            object.json["metadata"]?["uid"] = .string(known?.uid ?? "uid-\(state.version)")
            object.json["metadata"]?["resourceVersion"] = .string("\(state.version)")
            object.json["data"] = ["value": .string(value)]
            state.objects[name] = object
            Self.tell(known == nil ? "ADDED" : "MODIFIED", object, &state)
        }
    }

    func remove(_ name: String) {
        state.withLock { state in
            guard var object = state.objects.removeValue(forKey: name) else { return }
            state.version += 1
            object.json["metadata"]?["resourceVersion"] = .string("\(state.version)")
            Self.tell("DELETED", object, &state)
        }
    }

    /// Tells those who watch how far they are.
    func bookmark() {
        state.withLock { state in
            state.version += 1
            let object = KubernetesObject(["kind": "ConfigMap", "metadata": ["resourceVersion": "\(state.version)"]])
            Self.tell("BOOKMARK", object, &state)
        }
    }

    /// Forgets all history: whoever goes on from before hears that it has expired.
    func compact() {
        state.withLock { state in
            state.version += 1
            state.oldest = state.version
            state.events = []
        }
    }

    /// Does something to the watches that are open.
    func strike(_ fault: Fault) {
        state.withLock { state in
            for index in state.watchers.indices { state.watchers[index].fault = fault }
            for index in state.watchers.indices { Self.strikeIfDue(index, &state, next: nil) }
            state.watchers.removeAll { $0.fault == fault }
        }
    }

    /// Tells nothing more to those who watch, as over a connection that died unnoticed.
    func hush() {
        state.withLock { state in
            state.hushed += state.watchers
            state.watchers = []
        }
    }

    /// Waits for the next request.
    func request() async {
        var arrivals = arrivals.makeAsyncIterator()
        await arrivals.next()
    }
}
