import Testing
import YAMLDocument

@testable import Sandbox

@Suite("The store answers as a recorded API server did")
struct ContractTests {
    /// Exchanges that end before the store: bodies that cannot be read, methods and media types that are not served.
    private static let answeredByTheServer: Set = [
        "body that is not JSON", "apply body that is not YAML", "absent resource type", "method not allowed",
        "unsupported media type", "not acceptable", "apply v1 where it is not served",
    ]

    @Test("Apply, create, update, patch and delete, in the order of the recording")
    func applyRecording() throws {
        let replay = ContractReplay(store: try StoreFixture().store)
        try check(replay, try Exchange.all(in: "apply"), least: 34)
    }

    @Test("Applies to the beta versions of Flux 0.41")
    func betaRecording() throws {
        let replay = ContractReplay(store: try StoreFixture(flux: .v0_41).store)
        let writes = try Exchange.all(in: "discovery-flux-0.41").filter { $0.method != "GET" }
        try check(replay, writes, least: 3)
    }

    @Test("Packages through kapp-controller's API server, package installs, rights")
    func packageRecording() throws {
        let replay = ContractReplay(store: try StoreFixture(namespaces: ["apps", "app2"]).store)
        // Later writes meet what kapp-controller did in between.
        let writes = try Exchange.all(in: "carvel").filter { $0.method != "GET" }
            .prefix { !$0.name.hasPrefix("move ok-latest back") }
        try check(replay, Array(writes), least: 25)
    }

    @Test("What the recording of lists watched: added, modified, deleted")
    func watchedObjects() async throws {
        let fixture = try StoreFixture()
        let start = fixture.store.latestResourceVersion
        try fixture.apply("kustomizations", "watched", ["spec": Self.spec], manager: "carvel-deliver")
        try fixture.merge(
            "kustomizations",
            "watched",
            ["metadata": ["annotations": ["a": "b"]]],
            manager: "python-requests"
        )
        let status: JSONValue = ["status": ["observedGeneration": 1]]
        try fixture.merge("kustomizations", "watched", status, manager: "python-requests", subresource: "status")
        try fixture.delete("kustomizations", "watched")
        let stream = try fixture.store.watch(try fixture.type("kustomizations"), namespace: nil, from: start)
        fixture.store.endWatches()
        var events: [WatchEvent] = []
        for await event in stream { events.append(event) }

        let recording = try #require(try Exchange.all(in: "list-watch").first { $0.name == "watch from a list" })
        let recorded = recording.stream.filter { $0["type"] != "BOOKMARK" }
        #expect(events.map(\.kind.rawValue) == recorded.map { $0["type"]?.string })
        for (event, recorded) in zip(events, recorded) {
            let object = ContractReplay.timeless(recorded["object"] ?? .null)
            var own = ContractReplay.timeless(event.object)
            for field in ["uid", "resourceVersion"] {
                own = own.settingMetadata(field, object[path: "metadata", field])
            }
            #expect(own == object)
        }
    }

    static let spec: JSONValue = [
        "interval": "5m", "prune": true, "path": "./app.default.tap/packages",
        "sourceRef": ["kind": "GitRepository", "name": "app.default.tap-gitops-repo"],
    ]

    private func check(_ replay: ContractReplay, _ exchanges: [Exchange], least: Int) throws {
        var replay = replay
        var checked = 0
        for exchange in exchanges where !Self.answeredByTheServer.contains(exchange.name) {
            guard let answer = replay.answer(to: exchange) else {
                Issue.record("\(exchange.name): not answered by the store")
                continue
            }
            checked += 1
            let (recorded, own) = replay.comparable(recorded: exchange.answer, own: answer.body)
            #expect(answer.status == exchange.status, "\(exchange.name)")
            #expect(own == recorded, "\(exchange.name): \(own.quoted) instead of \(recorded.quoted)")
            let warnings = answer.warnings.map { "299 - \(JSONValue.string($0).quoted)" }
            #expect(warnings == [exchange.warning].compactMap { $0 }, "\(exchange.name)")
        }
        #expect(checked >= least)
    }
}
