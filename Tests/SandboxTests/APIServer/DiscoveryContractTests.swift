import OrderedCollections
import Testing
import YAMLDocument

@testable import Sandbox

/// Discovery as recorded. The sandbox serves fewer types than a whole cluster, so parts are compared, not wholes.
@Suite("Discovery answers as recorded")
struct DiscoveryContractTests {
    @Test("with Flux 2.9")
    func flux29() async throws {
        let configuration = APIServer.Configuration(name: "build", flux: .v2_9)
        try await check("discovery", configuration, flux: ["v1"])
    }

    @Test("with Flux 0.41")
    func flux041() async throws {
        let configuration = APIServer.Configuration(name: "build", flux: .v0_41)
        try await check("discovery-flux-0.41", configuration, flux: ["v1beta2", "v1beta1"])
    }

    private func check(
        _ recording: String,
        _ configuration: APIServer.Configuration,
        flux versions: [String]
    ) async throws {
        try await withCluster(configuration) { cluster in
            try await cluster.createNamespace("apps")
            var replay = ExchangeReplay(cluster)
            for exchange in try RecordedExchange.all(in: recording) {
                switch exchange.name {
                case "get /apis", "aggregated groups", "aggregated core", "get /api/v1":
                    let answer = try await replay.answer(to: exchange)
                    #expect(answer.status == 200)
                    #expect(answer.header("Content-Type") == exchange.responseHeaders["Content-Type"])
                    try expectPart(answer.json, of: try #require(exchange.body), exchange.name)
                case "get /openapi/v3":
                    let answer = try await replay.answer(to: exchange)
                    #expect(answer.header("Content-Type") == exchange.responseHeaders["Content-Type"])
                    let own = Set(try #require(answer.json["paths"]?.object).keys)
                    #expect(own.isSubset(of: try #require(exchange.body?["paths"]?.object).keys))
                    #expect(own.contains("apis/source.toolkit.fluxcd.io/v1"))
                case "get /version":
                    let answer = try await replay.answer(to: exchange)
                    #expect(answer.json.object?.keys == exchange.body?.object?.keys)
                    #expect(answer.json["gitVersion"] == exchange.body?["gitVersion"])
                default: try await replay.check(exchange)
                }
            }
            let groups = try await cluster.send("GET", "/apis")
            let sources = groups.json["groups"]?.array?.first { $0["name"] == "source.toolkit.fluxcd.io" }
            #expect(sources?["versions"]?.array?.compactMap { $0["version"]?.string } == versions)
        }
    }

    /// Every entry that the sandbox has must be as recorded, in the recorded order; the rest of the document as well.
    private func expectPart(_ own: JSONValue, of recorded: JSONValue, _ name: String) throws {
        let comment = Comment(rawValue: name)
        for key in ["kind", "apiVersion", "groupVersion", "metadata"] {
            #expect(own[key] == recorded[key], comment)
        }
        let ownEntries = Self.entries(own)
        let recordedEntries = Self.entries(recorded)
        #expect(!ownEntries.isEmpty, comment)
        #expect(
            ownEntries.map(\.key) == recordedEntries.map(\.key).filter { key in ownEntries.contains { $0.key == key } }
        )
        for entry in ownEntries {
            let counterpart = recordedEntries.first { $0.key == entry.key }
            #expect(entry.value == counterpart?.value, "\(name): \(entry.key)")
        }
    }

    /// The smallest parts of a discovery document: groups, resources and subresources, by name.
    private static func entries(_ document: JSONValue) -> [(key: String, value: JSONValue)] {
        if let groups = document["groups"]?.array {
            return groups.map { ($0["name"]?.string ?? "", $0) }
        }
        if let resources = document["resources"]?.array {
            return resources.map { ($0["name"]?.string ?? "", $0) }
        }
        var entries: [(key: String, value: JSONValue)] = []
        for group in document["items"]?.array ?? [] {
            let name = group[path: "metadata", "name"]?.string ?? ""
            for version in group["versions"]?.array ?? [] {
                for resource in version["resources"]?.array ?? [] {
                    let key = "\(name)/\(version["version"]?.string ?? "")/\(resource["resource"]?.string ?? "")"
                    var bare = resource
                    bare["subresources"] = nil
                    entries.append((key, bare))
                    for subresource in resource["subresources"]?.array ?? [] {
                        entries.append(("\(key)/\(subresource["subresource"]?.string ?? "")", subresource))
                    }
                }
            }
        }
        return entries
    }
}
