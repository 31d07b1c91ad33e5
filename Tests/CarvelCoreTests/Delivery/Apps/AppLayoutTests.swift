import Testing
import YAMLDocument

@testable import CarvelCore

@Suite("Where kapp-controller's engine keeps a delivery")
struct AppLayoutTests {
    private static func layout(_ files: [String: String]) throws -> AppLayout {
        let tree = try SampleDelivery.tree(files)
        return try AppLayout(tree, tree.delivery())
    }

    @Test("Finds what the document has in its repository")
    func document() throws {
        let files = try #require(try Self.layout(SampleApps.files()).clusters.first)
        #expect(files.app?.file == "app/app.yml")
        #expect(files.path == "packaging")
        #expect(files.repositories.map(\.title) == ["PackageRepository/pkg-gitops/tce-repository"])
        #expect(files.installs.map(\.object.name) == ["cert-manager", "contour"])
        #expect(files.installs.map(\.document) == [0, 1])
        #expect(
            files.rights.map(\.title) == [
                "ServiceAccount/pkg-gitops/pkg-gitops-pkgi-sa", "ClusterRole/cluster-admin-cluster-role",
                "ClusterRoleBinding/cluster-admin-cluster-role-binding",
            ]
        )
        #expect(files.packages == [])
    }

    @Test("Finds objects whatever their files are called, and those in lists")
    func names() throws {
        var files = try SampleApps.files()
        files["packaging/repo.yml"] = nil
        files["packaging/deeper/all.yaml"] = """
            apiVersion: v1
            kind: List
            items:
            - apiVersion: packaging.carvel.dev/v1alpha1
              kind: PackageRepository
              metadata: {name: tce-repository, namespace: pkg-gitops}
            """
        files["packaging/README.md"] = "kind: PackageRepository"
        let found = try #require(try Self.layout(files).clusters.first?.repositories)
        #expect(found.map(\.file) == ["packaging/deeper/all.yaml"])
        #expect(found.map(\.path) == [["items", 0]])
    }

    @Test(
        "Knows where kapp puts what names a namespace, and what names none",
        arguments: [
            ("- kapp: {}\n", "own", "pkg-gitops", "pkg-gitops"),
            ("- kapp: {}\n  defaultNamespace: usual\n", "own", "usual", "pkg-gitops"),
            ("- kapp: {}\n  defaultNamespace: \"\"\n", "own", "pkg-gitops", "pkg-gitops"),
            ("- kapp: {intoNs: all}\n  defaultNamespace: usual\n", "all", "all", "all"),
            ("- kapp: {intoNs: all, rawOptions: [--into-ns=last, --debug=true]}\n", "last", "last", "last"),
            (
                "- kapp: {mapNs: [own=new, pkg-gitops=apps], rawOptions: [\"--map-ns=a=b,usual=other\"]}\n"
                    + "  defaultNamespace: usual\n",
                "new", "other", "apps"
            ),
            ("- kapp: {intoNs: all, mapNs: [all=new]}\n", "new", "new", "new"),
        ] as [(String, String, String, String)]
    )
    func namespaces(_ deploy: String, _ ofNamed: String, _ ofUnnamed: String, _ home: String) throws {
        var files = try SampleApps.files()
        try files.edit("app/app.yml", "- kapp: {}\n", deploy)
        let apps = try #require(try Self.layout(files).clusters.first)
        #expect(apps.namespace(of: KubernetesObject(.secret, name: "a", namespace: "own")) == ofNamed)
        #expect(apps.namespace(of: KubernetesObject(.secret, name: "a")) == ofUnnamed)
        #expect(apps.homeNamespace == home)
    }

    @Test("Takes the App's subPath before the usual folder, and delivery.yaml's before that")
    func subPath() throws {
        var files = try SampleApps.files()
        files["app/app.yml"] = files["app/app.yml"]?.replacing("subPath: packaging", with: "subPath: ./deploy/")
        files["deploy/repo.yml"] = files.removeValue(forKey: "packaging/repo.yml")
        #expect(try Self.layout(files).clusters.map(\.path) == ["deploy"])
        #expect(try Self.layout(files).clusters.map(\.repositories.count) == [1])
        files[Delivery.fileName] = SampleApps.yaml.replacing("app-sa}", with: "app-sa, path: packaging}")
        #expect(try Self.layout(files).clusters.map(\.path) == ["packaging"])
    }

    @Test("Two installs of a package that only their namespaces tell apart are refused")
    func twins() throws {
        var files = try SampleApps.files()
        files["packaging/other.yml"] = (files["packaging/packageinstalls.yml"] ?? "")
            .replacing("namespace: pkg-gitops", with: "namespace: other")
        let tree = try SampleDelivery.tree(files)
        let error = #expect(throws: DeliveryError.self) { try tree.packageFolders(for: tree.delivery()) }
        #expect(error?.message.contains("in another namespace") == true)
    }

    @Test("Has a folder for each of several run clusters, and the Apps where the build cluster is")
    func several() throws {
        let layout = try Self.layout([Delivery.fileName: SampleApps.remoteYAML])
        #expect(layout.clusters.map(\.path) == ["packaging/staging", "packaging/prod"])
        #expect(layout.clusters.map(\.appFolder) == ["app/staging", "app/prod"])
        #expect(
            layout.clusters.map(\.place) == [
                AppPlace(name: "shop-staging", context: "hub", namespace: "apps"),
                AppPlace(name: "shop-prod", context: "hub", namespace: "apps", kubeconfigSecret: "prod-kubeconfig"),
            ]
        )
        #expect(ObjectNames(layout.delivery).appAuthSecret == "shop-gitops-auth")
        let error = #expect(throws: DeliveryError.self) { try layout.files(of: "prd") }
        #expect(error?.hint == "did you mean \"prod\"?")
    }

    @Test("Refuses two run clusters with one folder, one within the other too", arguments: ["shared", "shared/prod"])
    func twins(path: String) throws {
        let yaml = SampleApps.remoteYAML.replacing(
            "serviceAccountName: shop-app-sa}\n  - {name: prod",
            with:
                "serviceAccountName: shop-app-sa, path: shared}\n  - {path: \(path), name: prod"
        )
        let error = #expect(throws: DeliveryError.self) { try Self.layout([Delivery.fileName: yaml]) }
        #expect(error?.message.hasPrefix("staging and prod would both get what is in shared") == true)
    }

    @Test("Refuses Apps of which none is the delivery's")
    func apps() throws {
        var files = try SampleApps.files()
        let app = try SampleApps.document("app/app.yml")
        files["app/app.yml"] = ["a", "b"].map { app.replacing("pkg-gitops-example", with: $0) }
            .joined(separator: "---\n")
        let error = #expect(throws: DeliveryError.self) { try Self.layout(files) }
        #expect(error?.message == "holds 2 Apps (a, b), expected one, \"pkg-gitops-example\"")
    }
}
