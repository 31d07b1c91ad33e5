import Testing
import YAMLDocument

@testable import CarvelCore

@Suite("What the document for kapp-controller does by hand, done by us")
struct AppTutorialTests {
    private static let source = "projects.registry.vmware.com/tce/main:0.10.0"
    private static let files = [
        "app/app.yml", "packaging/repo.yml", "packaging/rbac.yml", "packaging/packageinstalls.yml",
    ]

    /// The document's repository as our commands make it.
    private static func repository() throws -> [String: String] {
        let beginning = AppBeginning(
            repository: try PackageRepositorySource(name: "tce-repository", image: source),
            installAccount: "pkg-gitops-pkgi-sa",
            isClusterAdmin: true
        )
        let delivery = try Delivery(yaml: SampleApps.yaml)
        var files = try InitDelivery(delivery, apps: beginning).edit(SampleDelivery.tree([:])).files
        for (package, version, after) in [
            (SampleApps.certManager, "1.5.4", []), (SampleApps.contour, "1.17.1", ["cert-manager"]),
        ] {
            let add = AddPackage(package: package, clusters: ["prod"], version: .exactly(version), after: after)
            files.merge(try add.edit(SampleDelivery.tree(files)).files) { $1 }
        }
        return files
    }

    /// All that is other than in the document, and why.
    private static let deviations = [
        TutorialDeviation("the PackageRepository's group has its name, so that several do not meet in one") {
            $0.kind == "PackageRepository" ? $0.annotated("change-group", "tce-repository") : $0
        },
        TutorialDeviation("names of the whole cluster say whose they are: other deliveries have such too") { object in
            let role = "pkg-gitops-pkg-gitops-pkgi-sa-cluster-role"
            switch object.kind {
            case "ClusterRole": return object.setting(.string(role), at: "metadata", "name")
            case "ClusterRoleBinding":
                return object.setting(.string(role + "-binding"), at: "metadata", "name")
                    .setting(.string(role), at: "roleRef", "name")
            default: return object
            }
        },
        TutorialDeviation("an install waits for the PackageRepository, and goes before it") {
            guard $0.kind == "PackageInstall" else { return $0 }
            return $0.annotated("change-rule.create-after-repository", "upsert after upserting tce-repository")
                .annotated("change-rule.delete-before-repository", "delete before deleting tce-repository")
        },
        TutorialDeviation("every install has a group, and waits for its rights whatever else it waits for") {
            guard $0.kind == "PackageInstall", $0.name == "contour" else { return $0 }
            return $0.annotated("change-group", "contour")
                .annotated("change-rule.create-order", "upsert after upserting packageinstall-setup")
                .annotated("change-rule.create-after-cert-manager", "upsert after upserting cert-manager")
                .annotated("change-rule.delete-before-cert-manager", "delete before deleting cert-manager")
        },
    ]

    @Test("Is in the repository what the document puts there", arguments: files)
    func repository(file: String) throws {
        let ours = try YAMLReader.documents(try #require(Self.repository()[file])).map(Self.sorted)
        var theirs = try YAMLReader.documents(SampleApps.document(file)).map { KubernetesObject($0) }
        for deviation in Self.deviations { theirs = theirs.map(deviation.change) }
        #expect(ours == theirs.map(\.json).map(Self.sorted))
    }

    @Test("Every departure is one from something")
    func deviations() throws {
        let theirs = try Self.files.flatMap { try YAMLReader.documents(SampleApps.document($0)) }
            .map { KubernetesObject($0) }
        for deviation in Self.deviations {
            #expect(theirs.map(deviation.change) != theirs, "changes nothing: \(deviation.name)")
        }
    }

    /// Annotations in one order: as data they have none.
    private static func sorted(_ json: JSONValue) -> JSONValue {
        var json = json
        if let annotations = json[path: "metadata", "annotations"]?.object {
            json["metadata"]?["annotations"] = JSONValue(
                sorted: Dictionary(uniqueKeysWithValues: annotations.map { ($0, $1.string ?? "") })
            )
        }
        return json
    }

    @Test("Is written as this YAML", arguments: ["least", "cluster-admin"])
    func golden(rights: String) throws {
        var files = try Self.repository()
        if rights == "least" {
            let beginning = AppBeginning(repository: nil, installAccount: "pkg-gitops-pkgi-sa")
            files = try InitDelivery(Delivery(yaml: SampleApps.yaml), apps: beginning).edit(SampleDelivery.tree([:]))
                .files
        }
        try Golden.expect(try #require(files["app/rbac.yml"]), is: "apps/\(rights)/app-rbac.yml")
        try Golden.expect(try #require(files["packaging/rbac.yml"]), is: "apps/\(rights)/packaging-rbac.yml")
        guard rights != "least" else { return }
        try Golden.expect(try #require(files["app/app.yml"]), is: "apps/app.yml")
        try Golden.expect(try #require(files["packaging/packageinstalls.yml"]), is: "apps/packageinstalls.yml")
    }

    @Test("On a build cluster an App has a kubeconfig or an account, never both")
    func remote() throws {
        let delivery = try Delivery(yaml: SampleApps.remoteYAML)
        let apps = delivery.runClusters.map {
            AppManifest(delivery: delivery, cluster: $0, path: "packaging/\($0.name)").object
        }
        #expect(apps.map(\.namespace) == ["apps", "apps"])
        #expect(apps[0].spec?["serviceAccountName"] == "shop-app-sa")
        #expect(apps[0].spec?["cluster"] == nil)
        #expect(apps[1].spec?["serviceAccountName"] == nil)
        #expect(
            apps[1].spec?["cluster"] == [
                "namespace": "pkg-gitops",
                "kubeconfigSecretRef": ["name": "prod-kubeconfig", "key": "value.yaml"],
            ]
        )
        #expect(apps[1].spec?["fetch"]?.array?.first?[path: "git", "secretRef", "name"] == "shop-gitops-auth")
    }

    @Test("Is exported as it lies in the repository, by cluster")
    func export() throws {
        let tree = try SampleDelivery.tree(Self.repository())
        let sections = try tree.sections()
        #expect(sections.map(\.cluster) == ["prod"])
        #expect(
            sections.first?.manifests.map(\.title) == [
                "Namespace/pkg-gitops", "ServiceAccount/pkg-gitops/pkg-gitops-app-sa",
                "ClusterRoleBinding/pkg-gitops-pkg-gitops-app-sa-binding", "App/pkg-gitops/pkg-gitops-example",
            ]
        )
        #expect(throws: DeliveryError.self) { try tree.sections(cluster: "build") }
        var files = [Delivery.fileName: SampleApps.remoteYAML]
        let beginning = AppBeginning(repository: nil, installAccount: "shop-pkgi-sa")
        let edit = try InitDelivery(Delivery(yaml: SampleApps.remoteYAML), apps: beginning).edit(
            SampleDelivery.tree(files)
        )
        files.merge(edit.files) { $1 }
        let remote = try SampleDelivery.tree(files).sections()
        #expect(remote.map(\.cluster) == ["build", "staging", "prod"])
        #expect(
            remote.first?.manifests.map(\.title) == ["Namespace/apps", "App/apps/shop-staging", "App/apps/shop-prod"]
        )
        #expect(remote.first?.leftOut == ["Secret/apps/shop-gitops-auth", "Secret/apps/prod-kubeconfig"])
        // kapp's records of an App on the cluster itself are in the App's own namespace.
        #expect(
            remote[1].manifests.map(\.title) == [
                "Namespace/pkg-gitops", "Namespace/apps", "ServiceAccount/apps/shop-app-sa",
                "Role/pkg-gitops/shop-app-sa-role", "RoleBinding/pkg-gitops/shop-app-sa-role-binding",
                "Role/apps/shop-app-sa-record-role", "RoleBinding/apps/shop-app-sa-record-role-binding",
            ]
        )
    }
}

extension KubernetesObject {
    fileprivate func annotated(_ name: String, _ value: String) -> KubernetesObject {
        var object = self
        object.json["metadata"]?["annotations"]?["kapp.k14s.io/\(name)"] = .string(value)
        return object
    }
}
