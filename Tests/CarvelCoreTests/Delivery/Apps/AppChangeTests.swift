import Testing
import YAMLDocument

@testable import CarvelCore

@Suite("Changes of a repository that kapp-controller syncs")
struct AppChangeTests {
    private static let installs = "packaging/packageinstalls.yml"

    /// The document's repository, and what prod offers.
    private static func tree(
        _ files: [String: String]? = nil,
        offering versions: [String: [String]]? = nil
    ) throws -> RepositoryTree {
        var tree = try SampleDelivery.tree(files ?? SampleApps.files())
        guard let versions else { return tree }
        var packages: [PackageFile] = []
        for (refName, versions) in versions {
            for version in versions {
                let json = try YAMLReader.document(SampleDelivery.package(version, refName: refName))
                packages.append(try PackageFile(KubernetesObject(json), path: "prod"))
            }
        }
        tree.catalog.add(packages, of: "prod")
        return tree
    }

    private static let offers = [
        SampleApps.contour: ["1.17.1", "1.17.2"], SampleApps.certManager: ["1.5.4"],
        "fluent-bit.community.tanzu.vmware.com": ["1.7.5"],
    ]

    @Test("set-version changes one word of the file that the document has")
    func setVersion() throws {
        let tree = try Self.tree(offering: Self.offers)
        for name in [SampleApps.contour, "contour"] {
            let edit = try SetVersion(package: name, clusters: ["prod"], version: .exactly("1.17.2")).edit(tree)
            #expect(
                edit.files == [
                    Self.installs: try SampleApps.document(Self.installs)
                        .replacing("constraints: 1.17.1", with: "constraints: 1.17.2")
                ]
            )
            #expect(edit.notes == ["set \(SampleApps.contour) to 1.17.2 on prod"])
            #expect(edit.advice == [])
        }
    }

    @Test("What a run cluster does not offer is refused; what is not known is said, and wants an explicit version")
    func versions() throws {
        let known = try Self.tree(offering: Self.offers)
        let wish = SetVersion(package: "contour", clusters: ["prod"], version: .exactly("1.17.3"))
        let refusal = #expect(throws: DeliveryError.self) { try wish.edit(known) }
        #expect(
            refusal?.message.hasPrefix("kapp-controller would install no version of \(SampleApps.contour) on prod")
                == true
        )
        #expect(refusal?.hint == "did you mean --version 1.17.1?")

        var unknown = try Self.tree()
        unknown.catalog.add(ignorance: "PackageRepository tce-repository is not there yet", of: "prod")
        let edit = try wish.edit(unknown)
        #expect(edit.files.keys.sorted() == [Self.installs])
        #expect(
            edit.advice == [
                "whether prod has \(SampleApps.contour) 1.17.3 could not be checked: PackageRepository tce-repository is"
                    + " not there yet"
            ]
        )
        let latest = SetVersion(package: "contour", clusters: ["prod"], version: .newestAlways)
        let error = #expect(throws: DeliveryError.self) { try latest.edit(unknown) }
        #expect(error?.message.contains("are not known: PackageRepository tce-repository is not there yet") == true)
        #expect(error?.hint == "name one with --version")
    }

    @Test("add finds the account of the installs where the App puts all into a namespace")
    func addElsewhere() throws {
        var files = try SampleApps.files()
        try files.edit("app/app.yml", "- kapp: {}", "- kapp: {intoNs: elsewhere}")
        let add = AddPackage(package: "fluent-bit.community.tanzu.vmware.com", clusters: ["prod"], version: .present)
        let edit = try add.edit(Self.tree(files, offering: Self.offers))
        let added = try YAMLReader.documents(try #require(edit.files[Self.installs])).last.map { KubernetesObject($0) }
        #expect(added?.spec?["serviceAccountName"] == "pkg-gitops-pkgi-sa")
    }

    @Test("add puts an install behind the others, in order, with values in a Secret beside it")
    func add() throws {
        let add = AddPackage(
            package: "fluent-bit.community.tanzu.vmware.com",
            clusters: ["prod"],
            version: .present,
            values: ValuesFile(name: "values.yaml", text: "replicas: 2\n"),
            after: ["cert-manager"]
        )
        let edit = try add.edit(Self.tree(offering: Self.offers))
        let text = try #require(edit.files[Self.installs])
        #expect(text.hasPrefix(try SampleApps.document(Self.installs)))
        let added = try #require(try YAMLReader.documents(text).last.map { KubernetesObject($0) })
        #expect(added.name == "fluent-bit" && added.namespace == "pkg-gitops")
        #expect(added.spec?["serviceAccountName"] == "pkg-gitops-pkgi-sa")
        #expect(added.annotation("kapp.k14s.io/change-group") == "fluent-bit")
        #expect(
            added.annotation("kapp.k14s.io/change-rule.create-after-repository") == "upsert after upserting tce-repo"
        )
        #expect(added.spec?[path: "packageRef", "versionSelection", "constraints"] == "1.7.5")
        #expect(
            edit.files["packaging/values.yml"] == """
                ---
                apiVersion: v1
                kind: Secret
                metadata:
                  name: fluent-bit-values
                  namespace: pkg-gitops
                  annotations:
                    kapp.k14s.io/change-group: packageinstall-setup
                stringData:
                  values.yaml: |
                    ---
                    replicas: 2

                """
        )
        // Values that the schema on the run cluster refuses go nowhere.
        var wrong = add
        wrong.values = ValuesFile(name: "values.yaml", text: "replica: 2\n")
        #expect(throws: DeliveryError.self) { try wrong.edit(Self.tree(offering: Self.offers)) }

        var files = try SampleApps.files()
        files.merge(edit.files) { $1 }
        let change = SetValues(
            package: "fluent-bit",
            clusters: ["prod"],
            values: nil,
            assignments: [try ValuesAssignment(set: "replicas=3")]
        )
        let second = try change.edit(Self.tree(files, offering: Self.offers))
        #expect(second.files.keys.sorted() == ["packaging/values.yml"])
        #expect(second.files["packaging/values.yml"]?.contains("replicas: 3") == true)
    }

    @Test("What nobody offers is not added, nor after what is not there or in no group")
    func refusedAdditions() throws {
        func message(_ add: AddPackage, _ tree: RepositoryTree) -> String? {
            let error = #expect(throws: DeliveryError.self) { try add.edit(tree) }
            return error?.description
        }
        let tree = try Self.tree(offering: Self.offers)
        let fluent = "fluent-bit.community.tanzu.vmware.com"
        #expect(
            message(AddPackage(package: "fluent-bit", clusters: ["prod"], version: .present), tree)
                == "the repository has no package fluent-bit, it has: \(SampleApps.certManager), \(SampleApps.contour);"
                + " did you mean \"\(fluent)\"?"
        )
        var add = AddPackage(package: fluent, clusters: ["prod"], version: .present, after: ["contour"])
        #expect(message(add, tree)?.contains("install \"contour\" is in no group") == true)
        add.predecessors = ["cert-mangaer"]
        #expect(message(add, tree)?.contains("did you mean \"cert-manager\"?") == true)
        let unheard = AddPackage(package: "harbor", clusters: ["prod"], version: .exactly("2.2.3"))
        #expect(message(unheard, try Self.tree())?.contains("\"harbor\" is no whole name of a package") == true)
        // Flux knows no such order.
        var flux = AddPackage(package: SampleDelivery.folder, clusters: ["prod"], version: .present)
        flux.predecessors = ["x"]
        #expect(message(flux, try SampleDelivery.tree(SampleDelivery.emptyFiles()))?.contains("--after x") == true)
    }

    @Test("remove takes the documents out of their files, and says who waited for them")
    func remove() throws {
        let edit = try RemovePackage(package: "cert-manager", clusters: ["prod"]).edit(Self.tree())
        let text = try #require(edit.files[Self.installs])
        #expect(try YAMLReader.documents(text).map { $0[path: "metadata", "name"] } == ["contour"])
        #expect(try SampleApps.document(Self.installs).hasSuffix(text))
        #expect(edit.removals == [])
        #expect(
            edit.advice == [
                "a rule of contour in packaging/packageinstalls.yml names cert-manager, and counts for nothing then",
                "App pkg-gitops-example deletes \(SampleApps.certManager) from prod when it next fetches the repository",
            ]
        )
        var files = try SampleApps.files()
        files.merge(edit.files) { $1 }
        let last = try RemovePackage(package: "contour", clusters: ["prod"]).edit(Self.tree(files))
        #expect(last.files == [:] && last.removals == [Self.installs])
    }

    @Test("Two installs of one package on a run cluster are told apart by their names")
    func twins() throws {
        var files = try SampleApps.files()
        files["packaging/more.yml"] = """
            apiVersion: packaging.carvel.dev/v1alpha1
            kind: PackageInstall
            metadata: {name: contour-internal, namespace: pkg-gitops}
            spec:
              serviceAccountName: pkg-gitops-pkgi-sa
              packageRef: {refName: \(SampleApps.contour), versionSelection: {constraints: 1.17.1}}
            """
        let tree = try Self.tree(files, offering: Self.offers)
        let change = SetVersion(package: "contour-internal", clusters: ["prod"], version: .exactly("1.17.2"))
        #expect(try change.edit(tree).files.keys.sorted() == ["packaging/more.yml"])
        let both = SetVersion(package: SampleApps.contour, clusters: ["prod"], version: .exactly("1.17.2"))
        let error = #expect(throws: DeliveryError.self) { try both.edit(tree) }
        #expect(error?.message.contains("in contour and in contour-internal") == true)
    }

    @Test("versions are those that the run cluster offers, and why where it does not say")
    func listing() throws {
        let known = try PackageVersions(of: "contour", in: Self.tree(offering: Self.offers))
        #expect(known.versions == ["1.17.2", "1.17.1"])
        #expect(known.clusters(selecting: "1.17.1").map(\.name) == ["prod"])
        let unknown = try PackageVersions(of: "contour", in: Self.tree())
        #expect(unknown.versions == [])
        #expect(unknown.clusters.first?.request.reason == "the versions there are not known: prod was not asked")
    }

    @Test(
        "An App that says something else than delivery.yaml is not applied",
        arguments: [
            ("ref: origin/main", "ref: origin/master", "spec.fetch[0].git.ref"),
            ("subPath: packaging", "subPath: elsewhere", nil),
            ("url: https://github.com/user/", "url: https://github.com/other/", "spec.fetch[0].git.url"),
            ("name: pkg-gitops-example", "name: other", "metadata.name"),
            ("serviceAccountName: pkg", "serviceAccountName: other", "spec.serviceAccountName"),
            ("  template:", "  cluster: {namespace: x}\n  template:", "spec.cluster"),
        ]
    )
    func contradiction(old: String, new: String, field: String?) throws {
        var files = try SampleApps.files()
        files["app/app.yml"] = files["app/app.yml"]?.replacing(old, with: new)
        let tree = try SampleDelivery.tree(files)
        guard let field else {
            // The folder goes by the App where delivery.yaml names none.
            #expect(try AppDeliveryManifests(tree).parts.first?.files.path == "elsewhere")
            return
        }
        let error = #expect(throws: DeliveryError.self) { try AppDeliveryManifests(tree) }
        #expect(error?.place == "app/app.yml")
        #expect(error?.message.hasPrefix("\(field) of the App is ") == true, "\(error?.message ?? "")")
    }
}
