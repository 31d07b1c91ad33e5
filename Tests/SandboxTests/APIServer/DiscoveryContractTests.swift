import OrderedCollections
import Testing
import YAMLDocument

@testable import Sandbox

/// Discovery as recorded. Some documents are compared in part: see `RecordingExceptions`.
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
            var inPart: [String] = []
            for exchange in try RecordedExchange.all(in: recording) {
                guard RecordingExceptions.reasons[recording]?[exchange.name] != nil else {
                    try await replay.check(exchange)
                    continue
                }
                inPart.append(exchange.name)
                try expectPart(try await replay.checkHead(exchange).json, of: exchange)
            }
            try RecordingExceptions.expectAll(of: recording, compared: replay.compared, inPart: inPart)
            let groups = try await cluster.send("GET", "/apis")
            let sources = groups.json["groups"]?.array?.first { $0["name"] == "source.toolkit.fluxcd.io" }
            #expect(sources?["versions"]?.array?.compactMap { $0["version"]?.string } == versions)
        }
    }

    private func expectPart(_ own: JSONValue, of exchange: RecordedExchange) throws {
        let recorded = try #require(exchange.body)
        switch exchange.name {
        case "get /version":
            var expected = recorded
            expected["gitCommit"] = own["gitCommit"]
            #expect(own == expected)
        case "get /openapi/v3":
            let paths = Set(try #require(own["paths"]?.object).keys)
            #expect(paths.isSubset(of: try #require(recorded["paths"]?.object).keys))
            #expect(paths.contains("apis/source.toolkit.fluxcd.io/v1"))
        default: expectEntries(own, of: recorded, exchange.name)
        }
    }

    /// Every entry that the sandbox has must be as recorded, in the recorded order; the rest of the document as well.
    private func expectEntries(_ own: JSONValue, of recorded: JSONValue, _ name: String) {
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
