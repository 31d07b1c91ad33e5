import HTTPTransport
import OrderedCollections
import Synchronization
import Testing
import YAMLDocument

@testable import CarvelCore

@Suite("Waiting for conditions on many clusters", .timeLimit(.minutes(4)))
struct ConditionWaitTests {
    private let clock = TestClock()
    private let clusters = InMemoryClusters(["build", "staging", "prod"])

    /// What was told, and a way to wait for it.
    private final class Told: Sendable {
        private let lines = Mutex<[String]>([])
        private let (news, signal) = AsyncStream.makeStream(of: Void.self)

        func tell(_ index: Int, _ state: ConditionState) {
            let judgement = state.judgement.map { "\($0)" } ?? "not seen"
            lines.withLock { $0.append("\(index): \(judgement)\(state.outOfTouch == nil ? "" : ", out of touch")") }
            signal.yield()
        }

        func wait(_ count: Int) async {
            var iterator = news.makeAsyncIterator()
            for _ in 0..<count { await iterator.next() }
        }

        var all: [String] { lines.withLock { $0 } }
    }

    /// Asked for with a token, done when the status has that very token.
    private func handled(_ type: ResourceType, _ name: String, on cluster: String) throws -> ObjectCondition {
        let client = try clusters.directory(clock: clock).client(context: cluster, calledName: cluster)
        return ObjectCondition(client, type, namespace: "shop", name: name) { object in
            guard let object else { return .failed("is not there") }
            if object.spec?["suspend"]?.bool == true { return .failed("is suspended") }
            return object.status?["lastHandledReconcileAt"] == "now" ? .met : .notYet("has not looked yet")
        }
    }

    private func put(_ type: ResourceType, _ name: String, _ token: String, on cluster: String) {
        let object = KubernetesObject(
            type,
            name: name,
            namespace: "shop",
            ["status": ["lastHandledReconcileAt": .string(token)]]
        )
        clusters.put(object, as: type, on: cluster)
    }

    @Test("Ends once all are met, with one list and one watch for each type of a cluster")
    func met() async throws {
        for name in ["a", "b"] { put(.kustomization, name, "before", on: "build") }
        put(.app, "c", "before", on: "prod")
        let conditions = try [
            handled(.kustomization, "a", on: "build"), handled(.kustomization, "b", on: "build"),
            handled(.app, "c", on: "prod"),
        ]
        let told = Told()
        async let states = ConditionWait(conditions).states(within: .seconds(60)) { told.tell($0, $1) }
        await told.wait(3)
        #expect(
            Set(told.all) == [
                "0: notYet(\"has not looked yet\")", "1: notYet(\"has not looked yet\")",
                "2: notYet(\"has not looked yet\")",
            ]
        )
        put(.kustomization, "b", "now", on: "build")
        await told.wait(1)
        put(.app, "c", "now", on: "prod")
        await told.wait(1)
        put(.kustomization, "a", "another", on: "build")
        put(.kustomization, "a", "now", on: "build")
        #expect(await states.map(\.judgement) == [.met, .met, .met])
        #expect(Array(told.all.dropFirst(3)) == ["1: met", "2: met", "0: met"])
        let kustomizations = "build GET /apis/kustomize.toolkit.fluxcd.io/v1/namespaces/shop/kustomizations"
        let apps = "prod GET /apis/kappctrl.k14s.io/v1alpha1/namespaces/shop/apps"
        #expect(clusters.requests.sorted() == [kustomizations, kustomizations, apps, apps])
        #expect(clock.now.offset == .zero)
    }

    @Test("Ends at once with what has failed for good, and with nothing to wait for")
    func failed() async throws {
        put(.app, "c", "now", on: "prod")
        let wait = try ConditionWait([handled(.app, "missing", on: "prod"), handled(.app, "c", on: "prod")])
        #expect(await wait.states(within: .seconds(60)).map(\.judgement) == [.failed("is not there"), .met])
        #expect(await ConditionWait([]).states(within: .seconds(60)).isEmpty)
    }

    @Test("What was met and is so no longer is waited for again")
    func unmet() async throws {
        put(.app, "a", "now", on: "prod")
        put(.app, "b", "before", on: "prod")
        let told = Told()
        let wait = try ConditionWait([handled(.app, "a", on: "prod"), handled(.app, "b", on: "prod")])
        async let states = wait.states(within: .seconds(60)) { told.tell($0, $1) }
        await told.wait(2)
        put(.app, "a", "later", on: "prod")
        put(.app, "b", "now", on: "prod")
        await told.wait(2)
        clusters.remove(.app, namespace: "shop", "a", on: "prod")
        #expect(await states.map(\.judgement) == [.failed("is not there"), .met])
    }

    @Test("A dead cluster holds up none of the others, and says why at the end")
    func dead() async throws {
        put(.app, "a", "before", on: "prod")
        let gone = HTTPTransportError(reason: .connectionFailed, message: "nobody listens at staging")
        _ = clusters.with("staging") { $0.troubles = [("", .failure(gone))] }
        _ = clusters.with("build") { $0.troubles = [("", .silence)] }
        let told = Told()
        let wait = try ConditionWait([
            handled(.app, "a", on: "staging"), handled(.app, "a", on: "prod"),
            handled(.kustomization, "a", on: "build"),
        ])
        async let waiting = wait.states(within: .seconds(20)) { told.tell($0, $1) }
        await told.wait(2)
        put(.app, "a", "now", on: "prod")
        await told.wait(1)
        #expect(Set(told.all) == ["0: not seen, out of touch", "1: notYet(\"has not looked yet\")", "1: met"])
        await clock.sleeper(until: .seconds(20))
        clock.advance(to: .seconds(20))
        let states = await waiting
        #expect(states.map(\.judgement) == [nil, .met, nil])
        #expect(states[0].outOfTouch?.cause == .transport(gone))
        #expect(states.map(\.isDecided) == [false, true, false])
    }

    @Test("A cluster that comes back is seen again")
    func back() async throws {
        put(.app, "a", "now", on: "prod")
        let gone = HTTPTransportError(reason: .connectionFailed, message: "nobody listens at prod")
        _ = clusters.with("prod") { $0.troubles = [("", .failure(gone))] }
        let told = Told()
        let wait = try ConditionWait([handled(.app, "a", on: "prod")])
        async let waiting = wait.states(within: .seconds(20)) { told.tell($0, $1) }
        await told.wait(1)
        _ = clusters.with("prod") { $0.troubles = [] }
        await clock.advance(toSleeperWithin: .seconds(1))
        #expect(await waiting == [ConditionState(judgement: .met)])
    }

    @Test("Ends when it is cancelled")
    func cancelled() async throws {
        put(.app, "a", "before", on: "prod")
        let told = Told()
        let wait = try ConditionWait([handled(.app, "a", on: "prod")])
        let task = Task { await wait.states(within: .seconds(20)) { told.tell($0, $1) } }
        await told.wait(1)
        task.cancel()
        #expect(await task.value.map(\.judgement) == [.notYet("has not looked yet")])
    }
}
