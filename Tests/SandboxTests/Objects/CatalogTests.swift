import CarvelCore
import Testing
import YAMLDocument

@testable import Sandbox

@Suite("The resource types that are served")
struct CatalogTests {
    @Test(
        "A Flux release decides which versions are served, the preferred one first",
        arguments: [
            (FluxRelease.v0_41, ["v1beta2", "v1beta1"]), (.v2_6, ["v1", "v1beta2", "v1beta1"]), (.v2_9, ["v1"]),
        ]
    )
    func fluxVersions(release: FluxRelease, versions: [String]) throws {
        let catalog = try ResourceCatalog.bundled(flux: release, hasKappController: false)
        for group in ["kustomize.toolkit.fluxcd.io", "source.toolkit.fluxcd.io"] {
            #expect(catalog.groups.first { $0.name == group }?.versions == versions)
        }
        #expect(catalog.definition(group: "packaging.carvel.dev", version: "v1alpha1", kind: "PackageInstall") == nil)
    }

    @Test("kapp-controller brings its custom resources and its packages")
    func kappController() throws {
        let catalog = try ResourceCatalog.bundled(flux: nil, hasKappController: true)
        let kinds = catalog.definitions.filter { $0.origin != .builtIn }.map(\.kind)
        #expect(
            kinds == [
                "PackageMetadata", "Package", "InternalPackageMetadata", "InternalPackage", "App", "PackageInstall",
                "PackageRepository",
            ]
        )
        #expect(catalog.definition(group: "source.toolkit.fluxcd.io", version: "v1", kind: "GitRepository") == nil)
    }

    @Test("Discovery finds names, verbs and subresources as a real server tells them")
    func discovery() throws {
        let catalog = try ResourceCatalog.bundled(flux: .v2_9, hasKappController: false)
        let lists = try Exchange.all(in: "discovery").map(\.answer).filter { $0["kind"] == "APIResourceList" }
        var checked = 0
        for list in lists {
            let parts = (list["groupVersion"]?.string ?? "").split(separator: "/").map(String.init)
            for resource in list["resources"]?.array ?? [] {
                guard let plural = resource["name"]?.string, !plural.contains("/"),
                    let definition = catalog.definition(
                        group: parts.count > 1 ? parts[0] : "",
                        version: parts.last ?? "",
                        plural: plural
                    )
                else { continue }
                checked += 1
                #expect(definition.kind == resource["kind"]?.string)
                #expect(definition.singular == resource["singularName"]?.string)
                #expect(definition.isNamespaced == resource["namespaced"]?.bool)
                #expect(definition.verbs == (resource["verbs"]?.array ?? []).compactMap(\.string))
                #expect(definition.shortNames == (resource["shortNames"]?.array ?? []).compactMap(\.string))
                #expect(definition.categories == (resource["categories"]?.array ?? []).compactMap(\.string))
            }
        }
        #expect(checked >= 11)
    }

    @Test("Columns are those of the definition, with the server's descriptions")
    func columns() throws {
        let table = try #require(try Exchange.all(in: "list-watch").first { $0.name == "gitrepositories as a table" })
        let catalog = try ResourceCatalog.bundled(flux: .v2_9, hasKappController: false)
        let type = try #require(
            catalog.definition(group: "source.toolkit.fluxcd.io", version: "v1", plural: "gitrepositories")
        )
        // The first column, the name, is the same for every type.
        let recorded = (table.answer["columnDefinitions"]?.array ?? []).dropFirst()
        #expect(type.printerColumns.map(\.name) == recorded.map { $0["name"]?.string })
        #expect(type.printerColumns.map(\.type) == recorded.map { $0["type"]?.string })
        #expect(type.printerColumns.map(\.description) == recorded.map { $0["description"]?.string })
        #expect(type.printerColumns.map(\.priority) == recorded.map { $0["priority"]?.int })
    }

    @Test("Definitions are listed as objects, and are established")
    func definitionsAreObjects() throws {
        let fixture = try StoreFixture()
        let name = "kustomizations.kustomize.toolkit.fluxcd.io"
        let object = try fixture.get("customresourcedefinitions", name, in: nil)
        let conditions = object[path: "status", "conditions"]?.array ?? []
        #expect(conditions.contains { $0["type"] == "Established" && $0["status"] == "True" })
    }

    @Test("Versions are preferred as Kubernetes does")
    func versionOrder() {
        let versions = ["v1alpha1", "v10", "v2beta1", "v2", "foo", "v1beta2", "v1beta10", "v11alpha2"]
        #expect(
            versions.sorted { VersionPriority($0) < VersionPriority($1) }
                == ["v10", "v2", "v2beta1", "v1beta10", "v1beta2", "v11alpha2", "v1alpha1", "foo"]
        )
    }

    @Test("What is no definition is refused")
    func brokenDefinition() {
        #expect(throws: CatalogError.self) {
            try ResourceCatalog(customResourceDefinitions: [["kind": "ConfigMap", "metadata": ["name": "x"]]])
        }
        let error = CatalogError(source: "x", message: "y")
        #expect(error.description == "x: y")
    }
}
