import Testing
import YAMLDocument

@testable import CarvelCore

@Suite("What delivery.yaml says of the kubeconfig of a run cluster")
struct KubeconfigSourceTests {
    struct Case: Sendable, CustomTestStringConvertible {
        /// What `kubeConfig` holds; `nil` for none.
        let text: String?
        let source: Delivery.KubeconfigSource
        /// What the Kustomizations name.
        let named: JSONValue

        var testDescription: String { text ?? "nothing" }
    }

    static let cases = [
        Case(text: nil, source: .secret(), named: ["secretRef": ["name": "prod-kubeconfig"]]),
        Case(
            text: "{secretRef: {name: prod-eu, key: config}}",
            source: .secret(name: "prod-eu", key: "config"),
            named: ["secretRef": ["name": "prod-eu", "key": "config"]]
        ),
        Case(
            text: "{configMapRef: {}}",
            source: .configMap(),
            named: ["configMapRef": ["name": "prod-kubeconfig"]]
        ),
        Case(
            text: "{configMapRef: {name: prod-eks}}",
            source: .configMap(name: "prod-eks"),
            named: ["configMapRef": ["name": "prod-eks"]]
        ),
    ]

    private static func files(_ text: String?) throws -> [String: String] {
        var files = try SampleDelivery.files()
        let line = text.map { "      kubeConfig: \($0)\n" } ?? ""
        files["delivery.yaml"] = SampleDelivery.yaml.replacing("- name: prod\n", with: "- name: prod\n\(line)")
        return files
    }

    @Test("Is read, written, and named by the Kustomizations of that cluster alone", arguments: cases)
    func named(_ given: Case) throws {
        let tree = try SampleDelivery.tree(Self.files(given.text))
        let delivery = try tree.delivery()
        #expect(delivery.runClusters.map(\.kubeconfig) == [.secret(), given.source])
        #expect(try Delivery(yaml: delivery.yaml) == delivery)
        let manifests = try DeliveryManifests(tree)
        func kubeconfigs(_ cluster: Int) -> [JSONValue?] {
            manifests.kustomizations(delivery.runClusters[cluster]).map { $0.object.spec?["kubeConfig"] }
        }
        #expect(kubeconfigs(0) == Array(repeating: ["secretRef": ["name": "staging-kubeconfig"]], count: 2))
        #expect(kubeconfigs(1) == [given.named, given.named])
        for kustomization in manifests.kustomizations(delivery.runClusters[1]) {
            #expect(delivery.runCluster(reachedBy: kustomization.object)?.name == "prod")
        }
    }

    @Test("Is left out of what export prints, and named there")
    func export() throws {
        let manifests = try DeliveryManifests(SampleDelivery.tree(Self.files("{configMapRef: {}}")))
        let build = try #require(try manifests.sections(cluster: "build").first)
        #expect(build.leftOut.suffix(2) == ["Secret/shop/staging-kubeconfig", "ConfigMap/shop/prod-kubeconfig"])
    }
}
