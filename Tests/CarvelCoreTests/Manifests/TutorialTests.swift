import Testing
import YAMLDocument

@testable import CarvelCore

@Suite("What the documents do by hand, done by us")
struct TutorialTests {
    private static let alpha = "gitops-delivery-with-fluxcd-alpha"
    private static let brain = "gitops-with-flux-brain-cluster"

    /// Objects by kind, namespace and name.
    private static func byTitle(_ objects: [KubernetesObject]) throws -> [String: JSONValue] {
        let titled = objects.map { object in
            ([object.kind, object.namespace, object.name].compactMap(\.self).joined(separator: "/"), object.json)
        }
        #expect(Set(titled.map(\.0)).count == titled.count, "two objects of one name")
        return Dictionary(titled, uniquingKeysWith: { first, _ in first })
    }

    /// Expects our objects to be the document's with the deviations applied, besides those that it forgets; and each
    /// deviation to be one of this document.
    private func expect(
        _ ours: [KubernetesObject],
        are theirs: [KubernetesObject],
        but deviations: [TutorialDeviation],
        besides forgotten: [String] = [],
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        var wanted = theirs
        for deviation in deviations {
            let changed = wanted.map(deviation.change)
            #expect(changed != wanted, "changes nothing: \(deviation.name)", sourceLocation: sourceLocation)
            wanted = changed
        }
        let ours = try Self.byTitle(ours)
        let expected = try Self.byTitle(wanted)
        #expect(
            ours.keys.sorted() == (Array(expected.keys) + forgotten).sorted(),
            sourceLocation: sourceLocation
        )
        for (title, object) in expected {
            #expect(ours[title] == object, "\(title)", sourceLocation: sourceLocation)
        }
    }

    @Test("Is on the build cluster what the document puts there", arguments: Tutorial.all, ["v1", "v1beta2"])
    func build(_ tutorial: Tutorial, fluxVersion: String) throws {
        var deviations: [TutorialDeviation] = [.dependsOn, .retryInterval, .labels]
        if fluxVersion == "v1" { deviations.append(.served(fluxVersion)) }
        if [Self.alpha, Self.brain].contains(tutorial.name) {
            deviations += [.noSecretNamespace, .noKubeconfigNamespace]
        }
        if tutorial.name == Self.brain { deviations.append(.noGitImplementation) }
        try expect(
            tutorial.buildObjects(fluxVersion: fluxVersion),
            are: tutorial.objects("build.yaml"),
            but: deviations,
            besides: ["Namespace/shop", "ServiceAccount/shop/\(tutorial.serviceAccount)"]
        )
    }

    @Test("Is on a run cluster what the document puts there, and what it forgets", arguments: Tutorial.all)
    func run(_ tutorial: Tutorial) throws {
        var forgotten = [
            "Namespace/shop", "ServiceAccount/shop/\(tutorial.serviceAccount)",
            "RoleBinding/shop/\(tutorial.delivery.name)-app-cr-role",
            "RoleBinding/shop/\(tutorial.delivery.name)-app-package-and-pkgi-install-role",
        ]
        if [Self.alpha, Self.brain].contains(tutorial.name) {
            forgotten.append("Role/shop/app-package-and-pkgi-install-role")
        }
        let deviations: [TutorialDeviation] = tutorial.name == Self.brain ? [.wholeRole, .labels] : [.labels]
        for cluster in Tutorial.clusters {
            try expect(
                tutorial.runObjects(cluster),
                are: tutorial.objects("run.yaml"),
                but: deviations,
                besides: forgotten
            )
        }
    }

    @Test("Is in the repository what the document puts there", arguments: Tutorial.all)
    func repository(_ tutorial: Tutorial) throws {
        let files = try tutorial.after()
        let theirs = Tutorial.clusters.flatMap { cluster in
            ["packageinstall.yaml", "params.yaml"].map { "\(tutorial.folder)/\(cluster)/\($0)" }
        }
        #expect(
            files.keys.sorted()
                == (theirs + Array(try tutorial.before().keys) + ["delivery.yaml", ".gitignore"]).sorted()
        )
        for path in theirs {
            let ours = try YAMLReader.documents(try #require(files[path])).map { KubernetesObject($0) }
            let isBrainValues = tutorial.name == Self.brain && path.hasSuffix("params.yaml")
            try expect(
                ours,
                are: tutorial.objects("repository/\(path)"),
                but: isBrainValues ? [.valuesKey] : []
            )
        }
    }

    @Test("Leaves the document's own files as they are", arguments: Tutorial.all)
    func existing(_ tutorial: Tutorial) throws {
        var files = try tutorial.after()
        for cluster in Tutorial.clusters {
            for file in ["packageinstall.yaml", "params.yaml"] {
                let path = "\(tutorial.folder)/\(cluster)/\(file)"
                files[path] = String(
                    decoding: try Fixture.bytes("tutorials/\(tutorial.name)/repository/\(path)"),
                    as: UTF8.self
                )
            }
        }
        let tree = try SampleDelivery.tree(files)
        let add = AddPackage(
            package: tutorial.folder,
            clusters: Tutorial.clusters,
            version: .exactly(tutorial.version),
            values: ValuesFile(name: "values.yaml", text: tutorial.values),
            installName: tutorial.installName
        )
        #expect(try add.edit(tree).files == [:])
    }

    @Test("Is the kubeconfig Secret that the document makes by a command", arguments: Tutorial.all)
    func kubeconfigs(_ tutorial: Tutorial) throws {
        // The brain document names the Secrets, and says nowhere how to make them.
        guard tutorial.has("kubeconfigs.yaml") else {
            #expect(tutorial.name == Self.brain)
            return
        }
        let ours = Tutorial.clusters.map { cluster in
            KubeconfigSecret.manifest(
                runCluster: cluster,
                namespace: "shop",
                name: ObjectNames.kubeconfigSecret(cluster),
                kubeconfig: "kubeconfig of \(cluster)\n"
            )
        }
        try expect(ours, are: tutorial.objects("kubeconfigs.yaml"), but: [.kubeconfigLabels])
    }

    @Test("Binds each role to the one who works with it", arguments: Tutorial.all)
    func bindings(_ tutorial: Tutorial) throws {
        let bindings = try tutorial.runObjects("prod").filter { $0.kind == "RoleBinding" }
        #expect(bindings.count == 2)
        for binding in bindings {
            let role = try #require(binding.json[path: "roleRef", "name"]?.string)
            #expect(binding.name == "\(tutorial.delivery.name)-\(role)")
            #expect(
                binding.json["subjects"]?.array?.map { $0["name"] } == [.string(tutorial.serviceAccount)]
            )
        }
    }

    @Test("Names Flux by the build cluster's namespace, and kapp-controller's account by the run cluster's")
    func subjects() throws {
        var delivery = Tutorial.all[0].delivery
        delivery.build.namespace = "flux"
        let cluster = delivery.runClusters[0]
        let bindings = RunClusterManifests(delivery, cluster).all().map(\.object).filter { $0.kind == "RoleBinding" }
        let namespaces = bindings.map { ($0.name, $0.json["subjects"]?.array?.first?["namespace"]?.string) }
        #expect(namespaces.map(\.0) == ["shop-app-package-and-pkgi-install-role", "shop-app-cr-role"])
        #expect(namespaces.map(\.1) == ["flux", "shop"])
    }

    @Test("Is exported as this YAML", arguments: ["build", "staging"])
    func export(cluster: String) throws {
        let manifests = try DeliveryManifests(SampleDelivery.tree(SampleDelivery.files()))
        let section = try #require(try manifests.sections(cluster: cluster).first)
        try Golden.expect(Manifest.yaml(section.manifests), is: "export-\(cluster).yaml")
        #expect(section.leftOut == (cluster == "build" ? Self.leftOut : []))
    }

    private static let leftOut = [
        "Secret/shop/app.default.tap-gitops-auth", "Secret/shop/staging-kubeconfig", "Secret/shop/prod-kubeconfig",
    ]

    @Test("Is by cluster, the build cluster first")
    func sections() throws {
        let manifests = try DeliveryManifests(SampleDelivery.tree(SampleDelivery.files()))
        #expect(try manifests.sections().map(\.cluster) == ["build", "staging", "prod"])
        let error = #expect(throws: DeliveryError.self) { try manifests.sections(cluster: "stagin") }
        #expect(error?.hint == "did you mean \"staging\"?")
    }

    @Test("Has one source for all packages where the repository is shared")
    func shared() throws {
        var files = try SampleDelivery.files()
        files["delivery.yaml"] = SampleDelivery.yaml.replacing("    secretRef: {}", with: "    shared: true")
        files["other.default.tap/packages/1.0.0.yaml"] = SampleDelivery.package("1.0.0", refName: "other.default.tap")
        let add = AddPackage(package: "other.default.tap", clusters: ["prod"], version: .present)
        files.merge(try add.edit(SampleDelivery.tree(files)).files) { _, new in new }
        let manifests = try DeliveryManifests(SampleDelivery.tree(files))
        #expect(manifests.sources().map(\.object.name) == ["shop-gitops-repo"])
        #expect(manifests.sources().first?.object.spec?["secretRef"] == nil)
        #expect(manifests.authSecretNames == [])
        let prod = try manifests.delivery.runCluster(named: "prod")
        #expect(
            manifests.kustomizations(prod).map(\.object.name) == [
                "app.default.tap-prod-packages", "app.default.tap-prod-packageinstalls",
                "other.default.tap-prod-packages", "other.default.tap-prod-packageinstalls",
            ]
        )
        #expect(
            Set(manifests.kustomizations(prod).map { $0.object.spec?[path: "sourceRef", "name"] })
                == ["shop-gitops-repo"]
        )
    }
}
