import Testing
import YAMLDocument

@testable import CarvelCore

@Suite("delivery.yaml of kapp-controller's engine")
struct AppDeliveryFileTests {
    @Test("May leave out the build cluster: each App is then on its run cluster")
    func withoutBuild() throws {
        let delivery = try Delivery(yaml: SampleApps.yaml)
        #expect(delivery.engine == .kappController)
        #expect(delivery.buildCluster == nil)
        #expect(
            delivery.runClusters.map(delivery.appPlace) == [
                AppPlace(name: "pkg-gitops-example", context: "prod", namespace: "pkg-gitops")
            ]
        )
        #expect(ObjectNames(delivery).appAuthSecret == nil)
    }

    @Test("Is read back as it was written", arguments: [SampleApps.yaml, SampleApps.remoteYAML])
    func roundTrip(yaml: String) throws {
        var delivery = try Delivery(yaml: yaml)
        delivery.runClusters[0].path = "packaging/here"
        #expect(try Delivery(yaml: delivery.yaml) == delivery)
    }

    @Test(
        "Takes nothing that is another engine's, or no folder",
        arguments: [
            ("branch: main", "branch: main, shared: true", "6:89: spec.repository.shared is for the engine flux"),
            ("app-sa}", "app-sa, path: ../up}", "spec.runClusters[0].path is \"../up\", expected a folder"),
            ("app-sa}", "app-sa, path: /up}", "spec.runClusters[0].path is \"/up\", expected a folder"),
            ("engine: kapp-controller", "engine: flux", "spec.build is missing"),
        ]
    )
    func refused(old: String, new: String, message: String) throws {
        let yaml = SampleApps.yaml.replacing(old, with: new)
        let error = #expect(throws: DeliveryError.self) { try Delivery(yaml: yaml) }
        #expect(error?.description.contains(message) == true, "\(error?.description ?? "")")
    }

    @Test("Takes a run cluster's path in this engine alone")
    func path() throws {
        let yaml = SampleDelivery.yaml.replacing(
            "serviceAccountName: shop-sa",
            with: "serviceAccountName: shop-sa\n      path: a"
        )
        let error = #expect(throws: DeliveryError.self) { try Delivery(yaml: yaml) }
        #expect(error?.message.hasPrefix("unknown field \"spec.runClusters[0].path\"") == true)
    }

    @Test("An App logs in by the Secret and the key that are named, and by no workload identity")
    func kubeconfig() throws {
        let named = "kubeConfig: {secretRef: {name: other, key: config}}, name: prod"
        let delivery = try Delivery(yaml: SampleApps.remoteYAML.replacing("name: prod", with: named))
        let app = AppManifest(delivery: delivery, cluster: delivery.runClusters[1], path: "packaging/prod").object
        #expect(app.spec?[path: "cluster", "kubeconfigSecretRef"] == ["name": "other", "key": "config"])
        let identity = SampleApps.remoteYAML.replacing("name: prod", with: "kubeConfig: {configMapRef: {}}, name: prod")
        let error = #expect(throws: DeliveryError.self) { try Delivery(yaml: identity) }
        #expect(error?.message.contains("configMapRef is for the engine flux") == true)
    }
}
