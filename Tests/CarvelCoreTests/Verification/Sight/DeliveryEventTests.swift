import FoundationEssentials
import HTTPTransport
import OrderedCollections
import Testing
import YAMLDocument

@testable import CarvelCore

@Suite("Events about a delivery, of all clusters")
struct DeliveryEventTests {
    private func event(
        _ name: String,
        about kind: String,
        _ object: String,
        _ members: JSONObject = [:]
    ) -> KubernetesObject {
        let about: JSONObject = ["involvedObject": ["kind": .string(kind), "name": .string(object)]]
        return KubernetesObject(.event, name: name, namespace: "shop", about.merging(members) { $1 })
    }

    private func read(_ members: JSONObject) -> DeliveryEvent {
        DeliveryEvent(event("e", about: "App", "app", members), on: "staging")
    }

    private func time(_ text: String) throws -> Date { try #require(ObjectTime.date(text)) }

    @Test("The last time is that of the series, or the last one, or the one")
    func times() throws {
        let old = read(["firstTimestamp": "2026-11-21T05:14:30Z", "lastTimestamp": "2026-11-21T05:20:00Z", "count": 3])
        #expect(old.lastSeen == (try time("2026-11-21T05:20:00Z")))
        #expect(old.firstSeen == (try time("2026-11-21T05:14:30Z")))
        #expect(old.count == 3)

        let new = read(["eventTime": "2026-11-21T05:14:30.250000Z", "lastTimestamp": .null])
        #expect(new.lastSeen == (try time("2026-11-21T05:14:30Z")).addingTimeInterval(0.25))
        #expect(new.count == 1)

        let series = read([
            "eventTime": "2026-11-21T05:14:30.250000Z",
            "series": ["count": 7, "lastObservedTime": "2026-11-21T06:00:00.000000Z"],
        ])
        #expect(series.lastSeen == (try time("2026-11-21T06:00:00Z")))
        #expect(series.count == 7)
        #expect(read([:]).lastSeen == nil)
    }

    @Test("Times of every form that there is; what is none of them is none")
    func formsOfTimes() throws {
        let date = try time("2026-11-21T05:14:30Z")
        #expect(ObjectTime.date("2026-11-21T07:14:30+02:00") == date)
        let fraction = try #require(ObjectTime.date("2026-11-21T05:14:30.123456789Z")).timeIntervalSince(date)
        #expect(abs(fraction - 0.123_456_789) < 1e-6)
        for text in ["", "yesterday", "2026-11-21", "2026-11-21T05:14:30", "2026-11-21T05:14:30.Z"] {
            #expect(ObjectTime.date(text) == nil, "\(text)")
        }
    }

    @Test("A message shows no secret, and the source is told by either member")
    func members() {
        let masked = read(["message": "can't clone https://me:pass@git.example.com/x", "reportingComponent": "flux"])
        #expect(masked.message == "can't clone https://<masked>@git.example.com/x")
        #expect(masked.source == "flux")
        #expect(read(["source": ["component": "a"], "reportingComponent": ""]).source == "a")
    }

    private func clusters() throws -> InMemoryClusters {
        let clusters = InMemoryClusters(["build", "staging", "prod"])
        func put(_ name: String, _ kind: String, _ object: String, _ second: Int, _ type: String, on cluster: String) {
            let time = "2026-11-21T05:14:\(second)Z"
            clusters.put(
                event(name, about: kind, object, ["lastTimestamp": .string(time), "type": .string(type)]),
                as: .event,
                on: cluster
            )
        }
        put("c", "PackageInstall", "app", 30, "Warning", on: "staging")
        put("a", "Kustomization", "app.default.tap-prod-packages", 10, "Normal", on: "build")
        put("d", "App", "other", 40, "Normal", on: "prod")
        put("b", "Package", "app.default.tap.1.0.0", 20, "Normal", on: "prod")
        // Neither is of a delivery, or of one on such a cluster.
        put("e", "Pod", "app", 50, "Warning", on: "staging")
        put("f", "App", "app", 50, "Normal", on: "build")
        return clusters
    }

    private func events(
        _ clusters: InMemoryClusters,
        named names: [String] = [],
        _ filter: EventFilter = EventFilter()
    ) throws -> DeliveryEvents {
        let delivery = try SampleDelivery.tree(SampleDelivery.files()).delivery()
        let wanted = try DeliveryCluster.all(of: delivery, on: clusters.directory(), named: names)
        return DeliveryEvents(on: wanted, filter)
    }

    @Test("They are merged by time, the oldest first, whatever cluster they are of")
    func merged() async throws {
        let reading = try await events(clusters()).read()
        #expect(reading.events.map(\.name) == ["a", "b", "c", "d"])
        #expect(reading.events.map(\.cluster) == ["build", "prod", "staging", "prod"])
        #expect(reading.failures.isEmpty)
    }

    @Test("Only those that are asked for: by cluster, type, time and package")
    func filtered() async throws {
        func names(_ names: [String] = [], _ filter: EventFilter = EventFilter()) async throws -> [String] {
            try await events(clusters(), named: names, filter).read().events.map(\.name)
        }
        #expect(try await names(["prod", "build"]) == ["a", "b", "d"])
        #expect(try await names([], EventFilter(type: .warning)) == ["c"])
        #expect(try await names([], EventFilter(since: try time("2026-11-21T05:14:20Z"))) == ["b", "c", "d"])
        let package = try PackageObjects(of: "app.default.tap", in: SampleDelivery.tree(SampleDelivery.files()))
        #expect(try await names([], EventFilter(package: package)) == ["a", "b", "c"])
        #expect(throws: DeliveryError.self) { try events(clusters(), named: ["test"]) }
    }

    @Test("A cluster that can't be reached is told, and hides no other")
    func unreachable() async throws {
        let clusters = try clusters()
        let refused = HTTPTransportError(reason: .connectionFailed, message: "refused")
        _ = clusters.with("staging") { $0.troubles = [("", .failure(refused))] }
        let reading = try await events(clusters).read()
        #expect(reading.events.map(\.name) == ["a", "b", "d"])
        #expect(reading.failures.map(\.cluster) == ["staging"])
        #expect(reading.failures.allSatisfy { $0.message.contains("cluster \"staging\": can't be reached") })
    }

    @Test("What follows is told once, and what was read is not told again")
    func following() async throws {
        let clusters = try clusters()
        let events = try events(clusters)
        let reading = await events.read()
        let late = event("g", about: "App", "app", ["lastTimestamp": "2026-11-21T05:15:00Z"])
        clusters.put(late, as: .event, on: "prod")
        var news = events.news(after: reading).makeAsyncIterator()
        guard case .event(let first)? = await news.next() else { throw EventMissing() }
        #expect((first.cluster, first.name) == ("prod", "g"))
        await clusters.watched("/api/v1/namespaces/shop/events", on: "staging")
        clusters.put(event("h", about: "App", "app"), as: .event, on: "staging")
        guard case .event(let second)? = await news.next() else { throw EventMissing() }
        #expect((second.cluster, second.name) == ("staging", "h"))
    }

    private struct EventMissing: Error {}
}
