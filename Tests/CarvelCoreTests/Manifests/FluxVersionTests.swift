import OrderedCollections
import Testing
import YAMLDocument

@testable import CarvelCore

@Suite("Which Flux manifests are for")
struct FluxVersionTests {
    @Test(
        "Is told by a release or by the version of its API",
        arguments: [
            ("v1", "v1", false), ("v1beta2", "v1beta2", false), ("0.41", "v1beta2", false),
            ("v0.41.2", "v1beta2", false),
            ("2.0", "v1", false), ("v2.4.0", "v1", false), ("2.5", "v1", true), ("v2.10.3", "v1", true),
            ("3.0", "v1", true),
        ]
    )
    func versions(text: String, apiVersion: String, hasExpressions: Bool) throws {
        let types = try #require(FluxVersion(text)).types
        #expect(types.gitRepository.version == apiVersion && types.kustomization.version == apiVersion)
        #expect(types.hasHealthCheckExpressions == hasExpressions)
    }

    @Test("Is nothing else", arguments: ["", "2", "v2", "latest", "2.x", "2.5-rc.1", "2.5.", "1.2.3.4", ".5"])
    func refused(text: String) {
        #expect(FluxVersion(text) == nil)
    }

    private static func expressions(_ more: String, types: FluxTypes? = nil) throws -> [String: JSONValue] {
        let manifests = try DeliveryOverridesTests.manifests(more, types: types)
        let objects = try manifests.sections(cluster: "build").flatMap(\.manifests).map(\.object)
        return objects.reduce(into: [:]) { $0[$1.name] = $1.spec?["healthCheckExprs"] }
    }

    @Test("Kustomizations of installs tell Flux how installs are, where Flux knows how to be told")
    func expressions() throws {
        let known = FluxTypes(hasHealthCheckExpressions: true)
        #expect(try Self.expressions("") == [:])
        let installs = ["app.default.tap-staging-packageinstalls", "app.default.tap-prod-packageinstalls"]
        let found = try Self.expressions("", types: known)
        #expect(found.keys.sorted() == installs.sorted())
        #expect(found.values.allSatisfy { $0 == InstallHealth.expressions })
        // Without waiting Flux evaluates none.
        #expect(try Self.expressions("  kustomization: {wait: false}\n", types: known) == [:])
        let patch = "  patches: [{target: {cluster: prod}, patch: {spec: {healthCheckExprs: null}}}]\n"
        #expect(try Self.expressions(patch, types: known).keys.sorted() == [installs[0]])
    }

    @Test("delivery.yaml names it for export, which asks no cluster")
    func named() throws {
        var files = try SampleDelivery.files()
        files[Delivery.fileName] = SampleDelivery.yaml.replacing(
            "    context: build\n",
            with: "    context: build\n    fluxVersion: \"2.5\"\n"
        )
        let tree = try SampleDelivery.tree(files)
        func count(_ types: FluxTypes?) throws -> Int {
            let manifests = try DeliveryManifests(tree, types: types)
            return try manifests.sections(cluster: "build").flatMap(\.manifests)
                .count { $0.object.spec?["healthCheckExprs"] != nil }
        }
        #expect(try count(nil) == 2)
        #expect(try count(FluxTypes()) == 0)
        let wrong = SampleDelivery.yaml.replacing(
            "    context: build\n",
            with: "    context: build\n    fluxVersion: new\n"
        )
        let error = #expect(throws: DeliveryError.self) { try Delivery(yaml: wrong) }
        #expect(error?.message == "spec.build.fluxVersion is \"new\", expected a release such as 2.5, or v1 or v1beta2")
    }
}
