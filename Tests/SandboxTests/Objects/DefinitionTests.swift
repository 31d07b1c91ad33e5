import Testing
import YAMLDocument

@testable import Sandbox

@Suite("CustomResourceDefinitions that are written")
struct DefinitionTests {
    private let fixture: StoreFixture

    init() throws {
        fixture = try StoreFixture(flux: nil, hasKappController: false)
    }

    private func definition(_ release: FluxRelease) throws -> JSONValue {
        let all = try CustomResourceDefinitions.bundled(flux: release, hasKappController: false)
        return try #require(all.first { $0[path: "metadata", "name"] == "gitrepositories.source.toolkit.fluxcd.io" })
    }

    private func apply(_ release: FluxRelease) throws {
        try fixture.apply(
            "customresourcedefinitions",
            "gitrepositories.source.toolkit.fluxcd.io",
            ["spec": try definition(release)["spec"] ?? [:]],
            force: true
        )
    }

    private func stored() throws -> JSONValue? {
        let name = "gitrepositories.source.toolkit.fluxcd.io"
        return try fixture.get("customresourcedefinitions", name, in: nil)[path: "status", "storedVersions"]
    }

    @Test("Are served at once, and established for those who wait for it; deleted, they and their objects are gone")
    func served() throws {
        #expect(
            fixture.store.catalog.definition(group: "source.toolkit.fluxcd.io", version: "v1", kind: "GitRepository")
                == nil
        )
        try apply(.v2_9)
        let kept = try fixture.get("customresourcedefinitions", "gitrepositories.source.toolkit.fluxcd.io", in: nil)
        let conditions = kept[path: "status", "conditions"]?.array ?? []
        #expect(conditions.contains { $0["type"] == "Established" && $0["status"] == "True" })
        let discovery = DiscoveryDocuments(catalog: fixture.store.catalog)
        #expect(discovery.resources(group: "source.toolkit.fluxcd.io", version: "v1") != nil)

        try fixture.create(
            "gitrepositories",
            ["metadata": ["name": "app"], "spec": ["interval": "1m", "url": "https://x"]]
        )
        try fixture.delete("customresourcedefinitions", "gitrepositories.source.toolkit.fluxcd.io", in: nil)
        #expect(!fixture.store.catalog.definitions.contains { $0.plural == "gitrepositories" })
        try apply(.v2_9)
        #expect(try fixture.exists("gitrepositories", "app") == false)
    }

    @Test("Remember the versions in which objects may be stored, and can't lose one of them")
    func storedVersions() throws {
        try apply(.v0_41)
        #expect(try stored() == ["v1beta2"])
        try apply(.v2_6)
        #expect(try stored() == ["v1beta2", "v1"])
        let refused = try fixture.refusal { try apply(.v2_9) }
        #expect(refused.code == 422)
        #expect(refused.message.contains("status.storedVersions[0]"))
        try fixture.store.patchStatus(["storedVersions": ["v1"]])
        try apply(.v2_9)
        #expect(try stored() == ["v1"])
    }

    @Test("That could not be served are refused")
    func refused() throws {
        let refused = try fixture.refusal {
            try fixture.apply("customresourcedefinitions", "x.example.com", ["spec": ["group": "example.com"]])
        }
        #expect(refused.code == 422)
    }
}

extension ObjectStore {
    /// Changes the status of the one definition that these tests are about.
    fileprivate func patchStatus(_ status: JSONValue) throws {
        let type = try #require(catalog.definitions.first { $0.kind == "CustomResourceDefinition" })
        _ = try patch(
            type,
            namespace: nil,
            name: "gitrepositories.source.toolkit.fluxcd.io",
            type: .merge,
            body: ["status": status],
            subresource: "status",
            options: WriteOptions(fieldManager: "tester")
        )
    }
}
