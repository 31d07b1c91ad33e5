import Testing
import YAMLDocument

@testable import CarvelCore

@Suite("Overrides in delivery.yaml")
struct DeliveryOverridesTests {
    /// The sample delivery with more under `spec`, and its manifests.
    static func manifests(
        _ more: String,
        of clusters: String? = nil,
        types: FluxTypes? = nil
    ) throws -> DeliveryManifests {
        var files = try SampleDelivery.files()
        var yaml = SampleDelivery.yaml
        if let clusters {
            yaml = yaml.replacing("      context: prod\n", with: "      context: prod\n\(clusters)\n")
        }
        files[Delivery.fileName] = yaml + more
        return try DeliveryManifests(SampleDelivery.tree(files), types: types)
    }

    static func object(_ name: String, _ manifests: DeliveryManifests) throws -> KubernetesObject {
        let all = try manifests.sections().flatMap(\.manifests).map(\.object)
        return try #require(all.first { $0.name == name })
    }

    static func error(_ more: String, of clusters: String? = nil) -> DeliveryError? {
        do {
            _ = try manifests(more, of: clusters)
            return nil
        } catch {
            return error as? DeliveryError
        }
    }

    @Test("Fields for all, for one run cluster and for one package; the nearest counts")
    func nearestCounts() throws {
        let manifests = try Self.manifests(
            """
              gitRepository: {interval: 1m, timeout: 90s, ignore: "docs/"}
              kustomization: {interval: 10m, timeout: 1h, retryInterval: 30s, prune: false, force: true}
              packages:
                - name: app.default.tap
                  gitRepository: {interval: 2m}
                  kustomization: {timeout: 7m}
            """,
            of: "      kustomization: {interval: 20m, timeout: 8m, wait: false}"
        )
        let source = try Self.object("app.default.tap-gitops-repo", manifests)
        #expect(source.spec?["interval"] == "2m")
        #expect(source.spec?["timeout"] == "90s")
        #expect(source.spec?["ignore"] == "docs/")
        let staging = try Self.object("app.default.tap-staging-packages", manifests)
        #expect(staging.spec?["interval"] == "10m")
        #expect(staging.spec?["timeout"] == "7m")
        #expect(staging.spec?["retryInterval"] == "30s")
        #expect(staging.spec?["prune"] == false)
        #expect(staging.spec?["wait"] == true)
        #expect(staging.spec?["force"] == true)
        let prod = try Self.object("app.default.tap-prod-packageinstalls", manifests)
        #expect(prod.spec?["interval"] == "20m")
        #expect(prod.spec?["timeout"] == "7m")
        #expect(prod.spec?["wait"] == false)
        #expect(manifests.warnings == [])
    }

    @Test("Labels and annotations are on all but namespaces, and ours stay")
    func labels() throws {
        let manifests = try Self.manifests("  labels: {team: shop}\n  annotations: {example.com/cost: \"7\"}\n")
        for section in try manifests.sections() {
            for object in section.manifests.map(\.object) {
                let isNamespace = object.kind == "Namespace"
                #expect(object.label("team") == (isNamespace ? nil : "shop"), "\(object.kind)")
                #expect(object.annotation("example.com/cost") == (isNamespace ? nil : "7"), "\(object.kind)")
                #expect(isNamespace || Labels.marks(object, of: manifests.delivery), "\(object.kind)")
            }
        }
    }

    @Test("Names are made by templates")
    func names() throws {
        let manifests = try Self.manifests(
            """
              names:
                gitRepository: "{delivery}-{package}"
                packages: "{cluster}-{package}-versions"
                packageInstalls: "{cluster}-{package}"
            """
        )
        let install = try Self.object("prod-app.default.tap", manifests)
        #expect(install.spec?[path: "sourceRef", "name"] == "shop-app.default.tap")
        #expect(install.spec?["dependsOn"] == [["name": "prod-app.default.tap-versions"]])
        _ = try Self.object("shop-app.default.tap", manifests)
    }

    @Test(
        "What can't be is refused with its place",
        arguments: [
            ("  kustomisation: {}", "23:3: unknown field \"spec.kustomisation\"", "did you mean \"kustomization\"?"),
            ("  kustomization: {intervall: 1m}", "unknown field \"spec.kustomization.intervall\"", "did you mean"),
            ("  kustomization: {interval: 5}", "23:29: spec.kustomization.interval is \"5\", expected a duration", nil),
            ("  gitRepository: {timeout: 1h}", "spec.gitRepository.timeout is \"1h\", expected a duration", nil),
            ("  labels: {app.kubernetes.io/part-of: x}", "spec.labels sets app.kubernetes.io/part-of", nil),
            ("  labels: {a: b/c}", "spec.labels gives a the value \"b/c\"", nil),
            ("  labels: {a: 1}", "spec.labels has no text under \"a\", put it in quotes", nil),
            (
                "  names: {packages: \"{package}\"}", "spec.names.packages is \"{package}\", which is one name",
                "{cluster}"
            ),
            ("  names: {gitRepository: \"{package}_x\"}", "spec.names.gitRepository is \"{package}_x\"", nil),
            (
                "  names: {packages: \"{package}-{cluster}-packageinstalls\"}",
                "which the Kustomizations of packages have already", nil
            ),
            ("  packages: [{name: a}, {name: a}]", "spec.packages[1].name is \"a\", which stands here already", nil),
            ("  patches: [{patch: {a: 1}}]", "spec.patches[0].patch names no kind and metadata.name", nil),
            ("  patches: [{patch: [{op: remove, path: /a}]}]", "spec.patches[0].target is missing", nil),
            ("  patches: [{target: {}, patch: [{op: removed, path: /a}]}]", "has op \"removed\" in operation 0", nil),
            (
                "  patches: [{target: {kind: Kustomisation}, patch: {}}]", "target.kind is \"Kustomisation\"",
                "did you mean"
            ),
            ("  patches: [{target: {kind: Secret}, patch: {}}]", "target.kind is \"Secret\", expected one of", nil),
            ("  patches: [{target: {name: \"(\"}, patch: {}}]", "target.name is \"(\", which is no regular", nil),
            ("  patches: [{target: {cluster: stagin}, patch: {}}]", "target.cluster is \"stagin\"", "\"staging\"?"),
            ("  patches: [{path: p.yaml}]", "unknown field \"spec.patches[0].path\"", nil),
            ("  patches: [{target: {}, patch: {$patch: delete}}]", "takes out a whole object", nil),
            ("  patches: [{target: {}, patch: \"a: [\"}]", "spec.patches[0].patch is no YAML", nil),
        ] as [(String, String, String?)]
    )
    func refused(more: String, message: String, hint: String?) throws {
        let error = try #require(Self.error(more + "\n"))
        #expect(error.description.hasPrefix("delivery.yaml:23:"), "\(error)")
        #expect(error.description.contains(message), "\(error)")
        if let hint { #expect(error.hint?.contains(hint) == true, "\(error)") }
    }

    @Test("Where one GitRepository serves all packages, there is none for one")
    func shared() throws {
        let yaml = SampleDelivery.yaml.replacing("    secretRef: {}", with: "    shared: true")
        let own = "  packages: [{name: a, gitRepository: {interval: 1m}}]\n"
        let error = #expect(throws: DeliveryError.self) { try Delivery(yaml: yaml + own) }
        #expect(error?.hint == "set spec.gitRepository")
        let names = "  names: {gitRepository: shop-source}\n"
        #expect(ObjectNames(try Delivery(yaml: yaml + names)).gitRepository("a") == "shop-source")
    }

    @Test("A package that is installed nowhere is told, and stops nothing")
    func unknownPackage() throws {
        let manifests = try Self.manifests("  packages: [{name: ap.default.tap}]\n")
        #expect(
            manifests.warnings == [
                "delivery.yaml:23:21: spec.packages names ap.default.tap, which is installed nowhere"
            ]
        )
    }

    @Test("What was set by hand does not keep init from running again")
    func initAgain() throws {
        var files = try SampleDelivery.files()
        files[Delivery.fileName] = SampleDelivery.yaml + "  kustomization: {interval: 1m}\n"
        let edit = try InitDelivery(Delivery(yaml: SampleDelivery.yaml)).edit(SampleDelivery.tree(files))
        #expect(edit.files[Delivery.fileName] == nil)
    }
}
