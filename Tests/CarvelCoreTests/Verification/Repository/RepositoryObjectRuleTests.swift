import Testing

@testable import CarvelCore

@Suite("The objects of a repository, checked offline")
struct RepositoryObjectRuleTests {
    private static let version = SampleDelivery.version

    @Test("Objects name the API that serves them")
    func apiVersion() async throws {
        let findings = try await CheckedSample.findings {
            try $0.edit(CheckedSample.install, "packaging.carvel.dev/v1alpha1", "packaging.carvel.dev/v1")
        }
        #expect(
            findings == [
                "error api-version \(CheckedSample.install):2:13: PackageInstall \"app\" is of apiVersion"
                    + " \"packaging.carvel.dev/v1\", expected \"packaging.carvel.dev/v1alpha1\""
            ]
        )
    }

    @Test("Names and labels are such as the API server takes")
    func names() async throws {
        let name = try await CheckedSample.findings {
            try $0.edit(CheckedSample.install, "name: app\n", "name: App_1\n")
        }
        #expect(name.count == 1 && name[0].hasPrefix("error object-name \(CheckedSample.install):5:9: \"App_1\" is no"))
        let none = try await CheckedSample.findings {
            try $0.edit(CheckedSample.install, "name: app\n", "annotations: {}\n")
        }
        #expect(none.contains { $0.hasSuffix("the PackageInstall has no metadata.name") })
        let long = String(repeating: "x", count: 64)
        let label = try await CheckedSample.findings {
            try $0.edit(CheckedSample.install, "name: app\n", "name: app\n  labels: {team: \(long)}\n")
        }
        #expect(label.count == 1 && label[0].contains("label team has a value that the API server refuses (64"))
        let kustomization = try await CheckedSample.findings { files in
            files["flux/sync.yaml"] = """
                apiVersion: kustomize.toolkit.fluxcd.io/v1
                kind: Kustomization
                metadata: {name: \(long)}
                """
        }
        #expect(kustomization.count == 1 && kustomization[0].contains("the Kustomization's name is 64 characters long"))
    }

    @Test("A namespace other than the delivery's is warned of")
    func namespaces() async throws {
        let findings = try await CheckedSample.findings { files in
            try files.edit(CheckedSample.install, "name: app\n", "name: app\n  namespace: other\n")
            try files.edit(CheckedSample.params, "metadata:\n", "metadata:\n  namespace: shop\n")
        }
        #expect(findings.count == 1)
        #expect(findings[0].hasPrefix("warning namespace \(CheckedSample.install):6:14: PackageInstall \"app\" names"))
    }

    @Test(
        "A Package is what its name and its file say",
        arguments: [
            ("  version: \(version)", "  version: v1.0.0", "is no version that kapp-controller reads"),
            ("  version: \(version)", "  version: 1.0", "spec.version is read as a number"),
            ("  version: \(version)", "  other: 1", "has no spec.version"),
            ("refName: app.default.tap", "refName: app.tap", "\"app.tap\" is no name of a package"),
            (
                "name: app.default.tap.\(version)", "name: app",
                "is named \"app\", expected \"app.default.tap.\(version)\""
            ),
        ]
    )
    func packages(old: String, new: String, found: String) async throws {
        let findings = try await CheckedSample.findings { try $0.edit(CheckedSample.package, old, new) }
        #expect(findings.contains { $0.contains(found) && $0.hasPrefix("error ") }, "\(findings)")
    }

    @Test("A Package's file is named by its version, and a folder holds one package")
    func packageFiles() async throws {
        let findings = try await CheckedSample.findings { files in
            files["app.default.tap/packages/new.yaml"] = SampleDelivery.package("2.0.0")
            files["app.default.tap/packages/3.0.0.yaml"] = SampleDelivery.package("3.0.0", refName: "web.default.tap")
        }
        #expect(
            findings == [
                "error package-identity app.default.tap/packages/3.0.0.yaml:6:12: is of package web.default.tap, and folder"
                    + " app.default.tap holds versions of app.default.tap, expected one package in a folder",
                "warning package-identity app.default.tap/packages/new.yaml:7:12: the file of version 2.0.0 is named"
                    + " new.yaml, expected 2.0.0.yaml",
            ]
        )
    }

    @Test("What is there twice on a cluster is told with the place of the first")
    func duplicates() async throws {
        let twice = try await CheckedSample.findings { files in
            let text = try #require(files[CheckedSample.package])
            files[CheckedSample.package] = text + "---\n" + text
        }
        #expect(twice.count == 1)
        #expect(twice[0].contains("is there already: \(CheckedSample.package):4:9"))
        let install = try await CheckedSample.findings { files in
            files[SampleDelivery.packagePath(in: "web.default.tap")] = SampleDelivery.package(
                refName: "web.default.tap"
            )
            files["web.default.tap/staging/packageinstall.yaml"] = files[CheckedSample.install]?
                .replacing("app.default.tap", with: "web.default.tap").replacing("app-values", with: "web-values")
            files["web.default.tap/staging/params.yaml"] = files[CheckedSample.params]?
                .replacing("app-values", with: "web-values")
        }
        #expect(install.count == 1)
        #expect(install[0].hasPrefix("error duplicate-object web.default.tap/staging/packageinstall.yaml:5:9"))
    }

    @Test("An install needs its package on the cluster")
    func missingPackage() async throws {
        let findings = try await CheckedSample.report {
            try $0.edit(CheckedSample.install, "refName: app.default.tap", "refName: app.default.tab")
        }.findings.filter { $0.rule == "missing-package" }
        #expect(findings.map(\.advice) == ["did you mean \"app.default.tap\"?"])
        #expect(findings.first?.found == "installs app.default.tab, and the folder holds app.default.tap")
        let none = try await CheckedSample.findings { $0[CheckedSample.package] = nil }
        #expect(none.count == 2 && none[0].contains("of which Flux brings no version to prod"))
        let broken = try await CheckedSample.findings { $0[CheckedSample.package] = "kind: Package\n  x: [" }
        #expect(broken.count == 1 && broken[0].hasPrefix("error yaml "))
    }

    @Test(
        "A constraint that YAML made something else of is told",
        arguments: [
            ("20230321004057", "is read as a number"), ("!=1.0.0", "begins with \"!\""), ("", "is empty"),
            ("|\n        1.0.0", "is a block of text"), ("true", "is read as a truth value"),
        ]
    )
    func constraints(text: String, found: String) async throws {
        let findings = try await CheckedSample.findings {
            try $0.edit(CheckedSample.install, "constraints: \(Self.version)", "constraints: \(text)")
        }
        #expect(findings.contains { $0.hasPrefix("error constraints ") && $0.contains(found) }, "\(findings)")
    }

    @Test(
        "A selection that kapp-controller would refuse is refused in its words",
        arguments: [
            ("^1.0.0", "Selecting versions: Parsing version constraint '^1.0.0'", nil),
            ("'>=99999999999999.0.0'", "Expected to find at least one version", "the repository holds \(version)"),
            ("20230321004056.0.0", "Expected to find at least one version", "did you mean \"\(version)\"?"),
        ] as [(String, String, String?)]
    )
    func selection(constraint: String, words: String, advice: String?) async throws {
        let report = try await CheckedSample.report {
            try $0.edit(CheckedSample.install, "constraints: \(Self.version)", "constraints: \(constraint)")
        }
        let finding = try #require(report.findings.first { $0.rule == "version-selection" })
        #expect(finding.found.hasPrefix("kapp-controller would install no version of app.default.tap: \(words)"))
        if let advice { #expect(finding.advice == advice) }
    }

    @Test("A lower version than before needs the annotation")
    func downgrade() async throws {
        let base = try SampleDelivery.files(versions: [Self.version, "20240101000000.0.0"])
        let lower = try await CheckedSample.findings(base: base) { $0 = try SampleDelivery.files() }
        #expect(lower.count == 2)
        #expect(lower[1].contains("goes back from 20240101000000.0.0 to \(Self.version)"))
        #expect(lower[1].hasPrefix("error downgrade \(CheckedSample.install):"))
        let marked = try await CheckedSample.findings(base: base) { files in
            for cluster in ["staging", "prod"] {
                let path = "app.default.tap/\(cluster)/packageinstall.yaml"
                try files.edit(
                    path,
                    "name: app\n",
                    "name: app\n  annotations: {packaging.carvel.dev/downgradable: \"\"}\n"
                )
            }
        }
        #expect(marked.isEmpty)
        #expect(try await CheckedSample.findings(base: try SampleDelivery.files()) { $0 = base }.isEmpty)
        let unknown = try await CheckedSample.findings(base: [:]) { _ in }
        #expect(
            unknown.count == 1 && unknown[0].hasPrefix("warning downgrade delivery.yaml: the commit to compare with")
        )
    }

    @Test("The service account is the delivery's")
    func serviceAccount() async throws {
        let findings = try await CheckedSample.findings {
            try $0.edit(CheckedSample.install, "  serviceAccountName: shop-sa\n", "")
        }
        #expect(
            findings == [
                "error service-account \(CheckedSample.install):6:1: has no spec.serviceAccountName, expected \"shop-sa\","
                    + " which delivery.yaml has for staging"
            ]
        )
    }
}
