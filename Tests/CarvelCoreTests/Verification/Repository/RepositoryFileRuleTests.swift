import Testing

@testable import CarvelCore

@Suite("The files of a repository, checked offline")
struct RepositoryFileRuleTests {
    @Test("A repository as the commands write it has nothing wrong with it")
    func sample() async throws {
        let report = try await CheckedSample.report()
        #expect(report.findings.map(\.rule) == ["plain-values"])
        #expect(report.hasPassed)
        #expect(report.delivery == "shop")
        let coverage = report.coverage
        #expect((coverage.files, coverage.packages, coverage.installs, coverage.judgedValues) == (6, 1, 2, 2))
        #expect(try await !CheckedSample.report(isStrict: true).hasPassed)
    }

    @Test("delivery.yaml has to be there, at the root, and right")
    func deliveryFile() async throws {
        #expect(
            try await CheckedSample.findings { $0[Delivery.fileName] = nil } == [
                "error delivery-file delivery.yaml: the repository has no delivery.yaml at its root"
            ]
        )
        #expect(
            try await CheckedSample.findings { try $0.edit(Delivery.fileName, "engine: flux", "engine: argo") } == [
                "error delivery-file delivery.yaml:6:11: spec.engine is \"argo\", expected \"flux\" or"
                    + " \"kapp-controller\""
            ]
        )
        var snapshot = CheckedSample.snapshot(try SampleDelivery.files())
        snapshot.subfolder = "gitops"
        let findings = await RepositoryCheck(snapshot).report().findings
        #expect(findings.contains { $0.found == "is in folder gitops of its git repository" })
    }

    @Test("What is no YAML of Kubernetes is told, and hides nothing in other files")
    func yaml() async throws {
        let findings = try await CheckedSample.findings { files in
            files[CheckedSample.params] = "kind: Secret\nmetadata: {name: app-values\n"
            try files.edit(CheckedSample.install, "serviceAccountName: shop-sa", "serviceAccountName: other")
            try files.edit(
                "app.default.tap/prod/packageinstall.yaml",
                "kind: PackageInstall",
                "kind: PackageInstall\nkind: PackageInstall"
            )
        }
        #expect(findings.count == 3)
        #expect(findings[0].hasPrefix("error yaml app.default.tap/prod/packageinstall.yaml:4:1: is no YAML that"))
        #expect(findings[0].contains("key \"kind\" already set in map"))
        #expect(findings[1].hasPrefix("error service-account \(CheckedSample.install):"))
        #expect(findings[2].hasPrefix("error yaml \(CheckedSample.params):3:1: is no YAML that Kubernetes reads"))
    }

    @Test("An unquoted constraint that breaks the file is told as such")
    func brokenConstraint() async throws {
        let report = try await CheckedSample.report { files in
            try files.edit(CheckedSample.install, "constraints: \(SampleDelivery.version)", "constraints: >=0.0.0")
        }
        let finding = try #require(report.findings.first { $0.rule == "yaml" })
        #expect(finding.place.description == "\(CheckedSample.install):11")
        #expect(finding.advice == "put the constraint in quotes, as in constraints: \">=1.0.0\"")
    }

    @Test("Where a text is asked for, a number or a truth value is an error, and no value is told")
    func texts() async throws {
        let findings = try await CheckedSample.findings { files in
            files[CheckedSample.params] = """
                apiVersion: v1
                kind: Secret
                metadata:
                  name: app-values
                  labels: {tier: 1}
                stringData:
                  values.yaml: yes
                """
        }
        #expect(
            findings == [
                "error yaml-text \(CheckedSample.params):5:18: metadata.labels.tier is read as a number, expected a text",
                "error yaml-text \(CheckedSample.params):7:16: stringData[\"values.yaml\"] is read as a truth value,"
                    + " expected a text",
            ]
        )
    }

    @Test("A kind that is no text is told, though no other rule knows the object")
    func kinds() async throws {
        let path = "app.default.tap/staging/odd.yaml"
        let findings = try await CheckedSample.findings { $0[path] = "apiVersion: v1\nkind: 5\nmetadata: {name: x}\n" }
        #expect(findings == ["error yaml-text \(path):2:7: kind is read as a number, expected a text"])
    }

    @Test("Words and numbers that YAML 1.1 reads otherwise are warned of, unless they led to an error")
    func traps() async throws {
        let findings = try await CheckedSample.findings { files in
            try files.edit(CheckedSample.params, "workload_name: app", "workload_name: off")
            try files.edit(CheckedSample.install, "spec:", "spec:\n  paused: no")
            try files.edit(CheckedSample.params, "replicas: 2", "replicas: 010")
        }
        #expect(findings.count == 3)
        #expect(findings[0] == "warning yaml-trap \(CheckedSample.install):7:11: `no` is read as false")
        #expect(findings[1].hasPrefix("error values-schema \(CheckedSample.params):9: values of app.default.tap"))
        #expect(findings[2] == "warning yaml-trap \(CheckedSample.params):10: `010` is read as the number 8")
    }

    @Test("An install's file holds one PackageInstall, which names its package")
    func installFiles() async throws {
        let empty = try await CheckedSample.findings {
            $0[CheckedSample.install] = "kind: ConfigMap\nmetadata: {name: x}"
        }
        #expect(empty.contains("error layout \(CheckedSample.install): holds no PackageInstall, expected one"))
        let two = try await CheckedSample.findings { files in
            let text = try #require(files[CheckedSample.install])
            files[CheckedSample.install] = text + text.replacing("name: app\n", with: "name: app2\n")
        }
        #expect(two.map { $0.prefix { $0 != "," } }.contains { $0.hasSuffix("is a second PackageInstall in one file") })
        let nameless = try await CheckedSample.findings {
            try $0.edit(CheckedSample.install, "refName: app.default.tap", "ref: app.default.tap")
        }
        #expect(nameless.contains { $0.contains("does not say which package it installs") })
    }

    @Test("Folders of one name, and Packages out of reach, are told; and that nothing is installed")
    func layout() async throws {
        let twins = try await CheckedSample.findings { files in
            for (path, text) in files where path.hasPrefix("app.default.tap/") { files["deep/" + path] = text }
        }
        #expect(
            twins.contains { $0.contains("has the same name as app.default.tap, so their objects would be the same") }
        )
        let deep = try await CheckedSample.findings { files in
            files["app.default.tap/packages/old/1.0.0.yaml"] = SampleDelivery.package("1.0.0")
        }
        #expect(
            deep.count == 1 && deep[0].hasPrefix("error layout app.default.tap/packages/old/1.0.0.yaml:2:7: Package")
        )
        let none = try await CheckedSample.findings { $0 = SampleDelivery.emptyFiles() }
        #expect(none == ["warning layout delivery.yaml: the repository installs no package on any run cluster"])
    }

    @Test("PackageInstalls where nobody reads them are found beside broken files")
    func strays() async throws {
        let findings = try await CheckedSample.findings { files in
            files["app.default.tap/stagign/packageinstall.yaml"] = files[CheckedSample.install]
            files["app.default.tap/prod/broken.yaml"] = "a: [1"
        }
        #expect(findings.count == 2)
        #expect(findings[1].hasPrefix("error stray-install app.default.tap/stagign/packageinstall.yaml:3:7: "))
        #expect(findings[1].hasSuffix("did you mean \"staging\"?"))
    }

    @Test("A kustomization file hides what it does not name")
    func kustomization() async throws {
        let file = "app.default.tap/staging/kustomization.yaml"
        let hidden = try await CheckedSample.findings { $0[file] = "resources:\n- packageinstall.yaml\n- gone.yaml\n" }
        #expect(
            hidden == [
                "error kustomization-file \(file):1:1: hides params.yaml: Flux applies what it names and nothing else,"
                    + " expected all files of the folder under resources",
                "error kustomization-file \(file):3:3: names \"gone.yaml\", which is not there, so Flux applies nothing"
                    + " of this folder, expected a file or folder of the repository",
            ]
        )
        #expect(
            try await CheckedSample.findings { $0[file] = "resources: [./packageinstall.yaml, params.yaml]" }.isEmpty
        )
        let other = try await CheckedSample.findings {
            $0["app.default.tap/packages/Kustomization"] = "resources: []"
            $0["app.default.tap/packages/kustomization.yml"] = "resources: [\(SampleDelivery.version).yaml]"
        }
        #expect(other.count == 1 && other[0].contains("are in one folder, and kustomize refuses that"))
    }

    @Test("A folder that a kustomization names is taken with its own, and what generators name is not hidden")
    func nestedKustomization() async throws {
        let prefix = "app.default.tap/staging/"
        let findings = try await CheckedSample.findings { files in
            files[prefix + "kustomization.yaml"] = """
                resources: [inner, packageinstall.yaml]
                configMapGenerator: [{name: x, files: [values=params.yaml]}]
                """
            files[prefix + "inner/kustomization.yaml"] = "resources: [seen.yaml]"
            files[prefix + "inner/seen.yaml"] = "kind: ConfigMap\napiVersion: v1\nmetadata: {name: seen}"
            files[prefix + "inner/unseen.yaml"] = "kind: ConfigMap\napiVersion: v1\nmetadata: {name: unseen}"
        }
        #expect(findings.count == 1 && findings[0].contains("hides inner/unseen.yaml: "))
    }
}
