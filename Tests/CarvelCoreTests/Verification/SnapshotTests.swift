import HTTPTransport
import Synchronization
import Testing
import YAMLDocument

@testable import CarvelCore

@Suite("Looking at run clusters while the build cluster's list still arrives", .timeLimit(.minutes(4)))
struct SnapshotTests {
    /// What goes wrong with a list's second page.
    enum Trouble: CaseIterable {
        case expired
        case connectionLost
        /// What stands between the server and us shows it as it is by then.
        case later
    }

    /// A build cluster with whose list of Kustomizations something goes wrong once all run clusters were looked at.
    private final class TroubledList: HTTPClient {
        private let clusters: InMemoryClusters
        private let trouble: Trouble
        /// A run cluster that breaks off, and only once the others were looked at twice.
        private let dead: String?
        private let meanwhile: @Sendable () -> Void
        private let lists = Mutex(0)

        init(
            _ clusters: InMemoryClusters,
            _ trouble: Trouble,
            dead: String?,
            _ meanwhile: @escaping @Sendable () -> Void
        ) {
            self.clusters = clusters
            self.trouble = trouble
            self.dead = dead
            self.meanwhile = meanwhile
        }

        var listCount: Int { lists.withLock(\.self) }

        func send(_ request: HTTPRequest) async throws(HTTPTransportError) -> HTTPResponse {
            if let dead, request.url.contains("\(dead).example.com"), request.url.contains("/packageinstalls?") {
                while !others.allSatisfy({ looks(at: $0) > 1 }) { await Task.yield() }
                throw HTTPTransportError(reason: .connectionLost, message: "cut")
            }
            guard request.url.contains("build.example.com"), request.url.contains("/kustomizations?") else {
                return try await clusters.send(request)
            }
            if request.url.contains("continue=t") {
                while !others.allSatisfy({ looks(at: $0) > 0 }) { await Task.yield() }
                meanwhile()
                switch trouble {
                case .expired:
                    return ScriptedHTTPClient.Answer
                        .status(410, "Expired", "The provided continue parameter is too old")
                        .adding(token: "u").response
                case .connectionLost:
                    return HTTPResponse(
                        status: 200,
                        body: HTTPBody { () throws(HTTPTransportError) in
                            throw HTTPTransportError(reason: .connectionLost, message: "cut")
                        }
                    )
                case .later:
                    var whole = request
                    whole.url = request.url.replacing("&continue=t", with: "")
                    return try await clusters.send(whole)
                }
            }
            let count = lists.withLock { count in
                count += 1
                return count
            }
            guard count == 1 else { return try await clusters.send(request) }
            return ScriptedHTTPClient.Answer.json(["items": [], "metadata": ["continue": "t", "resourceVersion": "1"]])
                .response
        }

        /// The run clusters that answer.
        private var others: [String] { ["staging", "prod"].filter { $0 != dead } }

        private func looks(at cluster: String) -> Int {
            clusters.requests.count { $0.hasPrefix(cluster) && $0.contains("/secrets/app-values") }
        }
    }

    private static func report(
        _ clusters: InMemoryClusters,
        _ trouble: Trouble,
        dead: String? = nil,
        meanwhile: @escaping @Sendable () -> Void
    ) async throws -> VerificationReport {
        let http = TroubledList(clusters, trouble, dead: dead, meanwhile)
        let report = try await DeliveryVerifier(
            SampleDelivery.tree(SampleDelivery.files()),
            clusters: ClusterDirectory(kubeconfig: clusters.directory().kubeconfig, host: .inMemory(http: http))
        ).verify()
        #expect(http.listCount == (trouble == .later ? 1 : 2))
        return report
    }

    @Test("What was seen counts for nothing where the list tells what was so later", arguments: Trouble.allCases)
    func changed(trouble: Trouble) async throws {
        let clusters = try InMemoryClusters.healthy(SampleDelivery.tree(SampleDelivery.files()))
        let install = try #require(clusters.object(.packageInstall, namespace: "shop", "app", on: "staging"))
        let failed = install.setting(
            [["type": "ReconcileFailed", "status": "True", "message": "boom"]],
            at: "status",
            "conditions"
        )
        let report = try await Self.report(clusters, trouble) {
            clusters.put(failed, as: .packageInstall, on: "staging")
        }
        #expect(report.links.contains { $0.kind == "PackageInstall" && $0.reason == "boom" })
        #expect(report.verdict == .failed)
    }

    @Test("A run cluster that does not answer holds up the second look at no other", arguments: Trouble.allCases)
    func dead(trouble: Trouble) async throws {
        let clusters = try InMemoryClusters.healthy(SampleDelivery.tree(SampleDelivery.files()))
        let report = try await Self.report(clusters, trouble, dead: "prod") {}
        #expect(report.links.filter { $0.kind == "Cluster" && $0.verdict == .unknown }.map(\.name) == ["prod"])
        #expect(
            report.links.contains { $0.cluster == "staging" && $0.kind == "PackageInstall" && $0.verdict == .verified }
        )
        #expect(report.verdict == .unknown)
    }

    @Test("Where nothing has changed meanwhile, all is well", arguments: Trouble.allCases)
    func unchanged(trouble: Trouble) async throws {
        let clusters = try InMemoryClusters.healthy(SampleDelivery.tree(SampleDelivery.files()))
        let report = try await Self.report(clusters, trouble) {}
        #expect(report.verdict == .verified)
    }
}

extension ScriptedHTTPClient.Answer {
    /// A Status that tells how to go on.
    fileprivate func adding(token: String) -> ScriptedHTTPClient.Answer {
        guard var body = try? JSONReader.value(chunks.flatMap(\.self)) else { return self }
        body["metadata"] = ["continue": .string(token)]
        return .json(body, status: status)
    }
}
