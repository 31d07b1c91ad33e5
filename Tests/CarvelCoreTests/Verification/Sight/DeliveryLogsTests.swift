import FoundationEssentials
import HTTPTransport
import OrderedCollections
import Testing
import YAMLDocument

@testable import CarvelCore

@Suite("The logs of a delivery's controllers, of all clusters")
struct DeliveryLogsTests {
    private static func path(_ pod: String, in namespace: String) -> String {
        "GET /api/v1/namespaces/\(namespace)/pods/\(pod)/log"
    }

    private static func line(_ second: Int, _ kind: String, _ name: String, in namespace: String = "shop") -> String {
        "2026-11-21T05:14:\(second).000000000Z "
            + #"{"level":"info","msg":"m\#(second)","controllerKind":"\#(kind)","name":"\#(name)","#
            + #""namespace":"\#(namespace)"}"# + "\n"
    }

    private static func appLine(_ second: Int, _ name: String) -> String {
        "2026-11-21T05:14:\(second).000000000Z "
            + #"{"level":"error","msg":"m\#(second)","logger":"kc.controller.app","request":"shop/\#(name)"}"# + "\n"
    }

    private func clusters() -> InMemoryClusters {
        let clusters = InMemoryClusters(["build", "staging", "prod"])
        put("source", in: "flux-system", ["manager"], on: "build", clusters)
        put("kapp", in: "kapp-controller", ["kapp-controller", "sidecar"], on: "staging", clusters)
        put("kapp", in: "kapp-controller", ["kapp-controller", "sidecar"], on: "prod", clusters)
        let source =
            Self.line(10, "GitRepository", "a") + Self.line(30, "Kustomization", "b", in: "other")
            + "2026-11-21T05:14:35.000000000Z starting\n"
        write(source, to: "source", in: "flux-system", on: "build", clusters)
        write(Self.appLine(20, "app"), to: "kapp", in: "kapp-controller", on: "staging", clusters)
        write(
            Self.appLine(15, "app") + Self.appLine(40, "web"),
            to: "kapp",
            in: "kapp-controller",
            on: "prod",
            clusters
        )
        return clusters
    }

    private func put(
        _ name: String,
        in namespace: String,
        _ containers: [String],
        on cluster: String,
        _ clusters: InMemoryClusters
    ) {
        let spec: JSONValue = ["containers": .array(containers.map { ["name": .string($0)] })]
        let labels = ["app": containers.count > 1 ? "kapp-controller" : "source-controller"]
        let pod = KubernetesObject(.pod, name: name, namespace: namespace, labels: labels, ["spec": spec])
        clusters.put(pod, as: .pod, on: cluster)
    }

    private func write(
        _ text: String,
        to pod: String,
        in namespace: String,
        on cluster: String,
        _ clusters: InMemoryClusters
    ) {
        let path = Self.path(pod, in: namespace)
        _ = clusters.with(cluster) { cluster in
            cluster.troubles.removeAll { $0.match == path }
            cluster.troubles.append((path, .answer(.text(text))))
        }
    }

    private func logs(
        _ clusters: InMemoryClusters,
        named names: [String] = [],
        _ change: (inout LogFilter) -> Void = { _ in }
    ) throws -> DeliveryLogs {
        var filter = LogFilter()
        change(&filter)
        let delivery = try SampleDelivery.tree(SampleDelivery.files()).delivery()
        let wanted = try DeliveryCluster.all(of: delivery, on: clusters.directory(), named: names)
        return DeliveryLogs(on: wanted, in: ControllerPlaces(), filter)
    }

    @Test("They are merged by time, and are about the delivery's objects")
    func merged() async throws {
        let reading = try await logs(clusters()).read()
        #expect(reading.failures.isEmpty)
        #expect(reading.entries.map(\.message) == ["m10", "m15", "m20", "m40"])
        #expect(reading.entries.map(\.cluster) == ["build", "prod", "staging", "prod"])
        #expect(
            reading.entries.map(\.controller) == ["source-controller"] + Array(repeating: "kapp-controller", count: 3)
        )
    }

    @Test("Only the lines that are asked for")
    func filtered() async throws {
        func messages(
            named names: [String] = [],
            _ change: (inout LogFilter) -> Void
        ) async throws -> [String] {
            try await logs(clusters(), named: names, change).read().entries.map(\.message)
        }
        #expect(try await messages { $0.isAll = true } == ["m10", "m15", "m20", "m30", "starting", "m40"])
        #expect(try await messages { $0.level = .error } == ["m15", "m20", "m40"])
        #expect(try await messages { $0.name = "web" } == ["m40"])
        #expect(try await messages { $0.kind = .gitRepositories } == ["m10"])
        #expect(try await messages(named: ["prod"]) { _ in } == ["m15", "m40"])
        let since = try #require(ObjectTime.date("2026-11-21T05:14:20Z"))
        #expect(try await messages { $0.since = since } == ["m20", "m40"])
    }

    @Test("A cluster that can't be asked, or has no controller, is told, and hides no other")
    func failures() async throws {
        let clusters = clusters()
        let refused = HTTPTransportError(reason: .connectionFailed, message: "refused")
        _ = clusters.with("staging") { $0.troubles = [("", .failure(refused))] }
        clusters.remove(.pod, namespace: "flux-system", "source", on: "build")
        let reading = try await logs(clusters).read()
        #expect(reading.entries.map(\.message) == ["m15", "m40"])
        #expect(reading.failures.map(\.cluster) == ["build", "staging"])
        #expect(reading.failures[0].message.contains("there is no Pod with app in"))
    }

    @Test("A log that is followed goes on after cuts, and tells nothing twice")
    func following() async throws {
        let clusters = clusters()
        let logs = try logs(clusters, named: ["prod"])
        let reading = await logs.read()
        // Each answer ends at once, and so is cut again and again.
        let first = Self.appLine(15, "app") + Self.appLine(40, "web") + Self.appLine(41, "app")
        write(first, to: "kapp", in: "kapp-controller", on: "prod", clusters)
        var news = logs.news(after: reading).makeAsyncIterator()
        #expect(Self.message(await news.next()) == "m41")
        write(first + Self.appLine(42, "app"), to: "kapp", in: "kapp-controller", on: "prod", clusters)
        #expect(Self.message(await news.next()) == "m42")
        let asked = clusters.requests.filter { $0.hasSuffix("/log") }
        #expect(asked.count > 2)
    }

    private static func message(_ news: LogNews?) -> String? {
        if case .entry(let entry)? = news { entry.message } else { nil }
    }
}
