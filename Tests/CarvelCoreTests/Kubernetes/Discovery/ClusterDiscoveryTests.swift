import CarvelCore
import Testing
import YAMLDocument

@Suite("What a cluster serves")
struct ClusterDiscoveryTests {
    private let http = ScriptedHTTPClient()
    private var client: ClusterClient {
        ClusterClient(ClusterConnection(name: "build", server: "https://build"), http: http)
    }

    private func expect(_ group: String, _ exchange: String, _ topic: String) throws {
        http.expect(
            "GET https://build/apis/\(group)",
            try ContractExchange.named(exchange, in: topic).answer
        )
    }

    private let source = "source.toolkit.fluxcd.io"
    private let kustomize = "kustomize.toolkit.fluxcd.io"

    @Test("Flux 2.9 is used by v1")
    func v1() async throws {
        try expect(source, "get /apis/source.toolkit.fluxcd.io", "discovery")
        let group: JSONValue = [
            "versions": [["version": "v1beta2"], ["version": "v1"]], "preferredVersion": ["version": "v1"],
        ]
        http.expect("GET https://build/apis/\(kustomize)", .json(group))
        let types = try await client.fluxTypes()
        #expect(types.gitRepository == .gitRepository)
        #expect(types.kustomization == .kustomization)
        http.expectNothingLeft()
    }

    @Test("Flux 0.41 is used by v1beta2, though it serves v1beta1 too")
    func v1beta2() async throws {
        try expect(source, "get /apis/source.toolkit.fluxcd.io", "discovery-flux-0.41")
        try expect(kustomize, "get /apis/kustomize.toolkit.fluxcd.io", "discovery-flux-0.41")
        let types = try await client.fluxTypes()
        #expect(types.gitRepository == .gitRepository.version("v1beta2"))
        #expect(types.kustomization == .kustomization.version("v1beta2"))
        http.expectNothingLeft()
    }

    @Test("A cluster without Flux is told what it lacks")
    func noFlux() async throws {
        try expect(source, "get /apis/source.toolkit.fluxcd.io", "discovery")
        try expect(kustomize, "get /apis/nope.example.com", "discovery")
        let error = await #expect(throws: ClusterError.self) { try await client.fluxTypes() }
        #expect(
            error?.description
                == "cluster \"build\": kustomizations.kustomize.toolkit.fluxcd.io is not served in v1 or "
                + "v1beta2; install Flux's kustomize-controller on it"
        )
    }

    @Test("The versions of a group, the preferred one first")
    func versions() async throws {
        try expect(kustomize, "get /apis/kustomize.toolkit.fluxcd.io", "discovery-flux-0.41")
        #expect(try await client.servedVersions(ofGroup: kustomize) == ["v1beta2", "v1beta1"])
        let group: JSONValue = [
            "versions": [["version": "v2"], ["version": "v1"]], "preferredVersion": ["version": "v1"],
        ]
        http.expect("GET https://build/apis/x.example.com", .json(group))
        #expect(try await client.servedVersions(ofGroup: "x.example.com") == ["v1", "v2"])
    }

    @Test("A group that is not served has no versions; a refusal is an error")
    func noVersions() async throws {
        try expect("nope.example.com", "get /apis/nope.example.com", "discovery")
        #expect(try await client.servedVersions(ofGroup: "nope.example.com") == [])
        try expect("nope.example.com", "bad token", "auth")
        let error = await #expect(throws: ClusterError.self) {
            try await client.servedVersions(ofGroup: "nope.example.com")
        }
        #expect(error?.status?.reason == .unauthorized)
        #expect(error?.request == "discover nope.example.com")
    }

    @Test("The version of the server")
    func version() async throws {
        http.expect("GET https://build/version", try ContractExchange.named("get /version", in: "discovery").answer)
        #expect(try await client.serverVersion() == "v1.36.2")
        http.expect("GET https://build/version", .json([:]))
        let error = await #expect(throws: ClusterError.self) { try await client.serverVersion() }
        #expect(error?.cause == .malformed("the server's answer has no gitVersion"))
    }
}
