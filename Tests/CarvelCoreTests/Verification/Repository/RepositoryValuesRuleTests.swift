import Testing

@testable import CarvelCore

@Suite("The values and Secrets of a repository, checked offline")
struct RepositoryValuesRuleTests {
    @Test("Values are judged by the schema of the selected version, with the line in the Secret's file")
    func schema() async throws {
        let findings = try await CheckedSample.findings {
            try $0.edit(CheckedSample.params, "replicas: 2", "replicas: many\n    colour: red")
        }
        #expect(
            findings == [
                "error values-schema \(CheckedSample.params):10: values of app.default.tap \(SampleDelivery.version) on"
                    + " staging: 'replicas' is a string; expected an integer",
                "error values-schema \(CheckedSample.params):11: values of app.default.tap \(SampleDelivery.version) on"
                    + " staging: the package has no value 'colour'; expected there: hostname, replicas, workload_name",
            ]
        )
    }

    @Test("The schema of templates that are in the Package itself counts too")
    func inlineSchema() async throws {
        let findings = try await CheckedSample.findings { files in
            try files.edit(
                CheckedSample.package,
                "        - imgpkgBundle:",
                """
                        - inline:
                            paths:
                              schema.yml: |
                                #@data/values-schema
                                ---
                                #@schema/validation min_len=4
                                workload_name: ""
                                replicas: 1
                                hostname: ""
                        - imgpkgBundle:
                """
            )
        }
        #expect(findings.count == 2)
        #expect(findings[1].hasPrefix("error values-schema \(CheckedSample.params):9: "))
        #expect(findings[1].hasSuffix("'workload_name' must be length >= 4; found length = 3"))
    }

    @Test("Values in base64 are judged too, and lines of them are not lines of the file")
    func encoded() async throws {
        let findings = try await CheckedSample.findings { files in
            files[CheckedSample.params] = """
                apiVersion: v1
                kind: Secret
                metadata: {name: app-values}
                data:
                  values.yaml: \(Base64.encode("replicas: many".utf8))
                """
        }
        #expect(findings.count == 1 && findings[0].hasPrefix("error values-schema \(CheckedSample.params):5:16: "))
    }

    @Test("What is no base64, and values that are no YAML though no schema says which, are told")
    func unreadable() async throws {
        let plain = try await CheckedSample.findings { files in
            files[CheckedSample.params] = """
                apiVersion: v1
                kind: Secret
                metadata: {name: app-values}
                data: {values.yaml: "replicas: 2"}
                """
        }
        #expect(
            plain == [
                "error secret-data \(CheckedSample.params):4:21: data[\"values.yaml\"] of Secret \"app-values\" is no base64,"
                    + " expected base64"
            ]
        )
        let broken = try await CheckedSample.findings { files in
            try files.edit(CheckedSample.package, "openAPIv3:", "other:")
            try files.edit(CheckedSample.params, "replicas: 2", "replicas: [#@ x")
        }
        #expect(broken.count == 1, "\(broken)")
        #expect(broken.first?.contains("the file is not YAML") == true)
    }

    @Test("A default that will not do is told at the install; encrypted values are counted as not judged")
    func defaults() async throws {
        let required = try await CheckedSample.findings { files in
            try files.edit(
                CheckedSample.package,
                "hostname: {type: string, default: \"\"}",
                "hostname: {type: string, default: \"\", minLength: 1}"
            )
            try files.edit(CheckedSample.params, "    hostname: app.mycompany.com\n", "")
        }
        #expect(required.count == 1)
        #expect(required[0].hasPrefix("error values-schema \(CheckedSample.install):12:3: "))
        let report = try await CheckedSample.report { files in
            try files.edit(CheckedSample.params, "stringData:", "sops: {mac: x}\nstringData:")
            try files.edit(CheckedSample.params, "replicas: 2", "replicas: ENC[AES256_GCM]")
        }
        #expect(report.findings.map(\.place.file) == ["app.default.tap/prod/params.yaml"])
        #expect((report.coverage.hiddenValues, report.coverage.judgedValues) == (1, 1))
    }

    @Test("A values Secret that is missing is an error, one that nobody takes is warned of")
    func secrets() async throws {
        let findings = try await CheckedSample.report {
            try $0.edit(CheckedSample.install, "name: app-values", "name: app-valeus\n      key: values.yaml")
        }.findings.filter { $0.rule == "values-secret" }
        #expect(findings.map(\.severity) == [.error, .warning, .warning])
        #expect(findings.map(\.place.line) == [14, 15, 5])
        #expect(findings[0].advice == "did you mean \"app-values\"?")
        #expect(findings[1].found.contains("which kapp-controller ignores"))
        let sealed = try await CheckedSample.findings { files in
            files[CheckedSample.params] =
                "apiVersion: bitnami.com/v1alpha1\nkind: SealedSecret\nmetadata: {name: app-values}"
        }
        #expect(sealed.isEmpty)
    }

    @Test(
        "Credentials in plain text are errors, and no text tells them",
        arguments: [
            ("stringData: {username: ada, password: s3cret}", "a login"),
            (
                "type: kubernetes.io/tls\ndata: {tls.crt: eA==, tls.key: czNjcmV0}",
                "credentials of type kubernetes.io/tls"
            ),
            (
                "stringData:\n  value.yaml: |\n    clusters: []\n    contexts: []\n    users: [{user: {token: s3cret}}]",
                "a kubeconfig"
            ),
            ("stringData: {a: \"-----BEGIN RSA PRIVATE KEY-----s3cret\"}", "a private key"),
        ]
    )
    func credentials(content: String, found: String) async throws {
        for path in ["auth.yaml", "app.default.tap/staging/auth.yaml"] {
            let findings = try await CheckedSample.findings {
                $0[path] = "apiVersion: v1\nkind: Secret\nmetadata: {name: auth}\n\(content)\n"
            }
            #expect(
                findings == [
                    "error plain-secret \(path):2:7: Secret \"auth\" holds \(found) in plain text, expected it encrypted"
                        + " with sops, or not in the repository"
                ]
            )
        }
        let sops = try await CheckedSample.findings {
            $0["auth.yaml"] = "apiVersion: v1\nkind: Secret\nmetadata: {name: auth}\nsops: {}\n\(content)\n"
        }
        #expect(sops.isEmpty)
    }

    @Test("A kubeconfig is found under any name, and a Secret of other content is warned of")
    func otherSecrets() async throws {
        let kubeconfig = "apiVersion: v1\nkind: Config\nusers: [{name: a, user: {token: s3cret}}]"
        let findings = try await CheckedSample.findings { files in
            files["prod.kubeconfig"] = kubeconfig
            files["secrets.yml"] = "apiVersion: v1\nkind: Secret\nmetadata: {name: x}\nstringData: {a: b}"
            files["list.yaml"] = """
                apiVersion: v1
                kind: List
                items:
                - {apiVersion: v1, kind: Secret, metadata: {name: in-list}, stringData: {token: s3cret}}
                """
        }
        #expect(
            findings.map { $0.prefix { $0 != ":" } } == [
                "error plain-secret list.yaml", "error plain-secret prod.kubeconfig",
                "warning plain-secret secrets.yml",
            ]
        )
        #expect(findings[0].contains("list.yaml:4:26: Secret \"in-list\" holds a token"))
        #expect(!findings.joined().contains("s3cret"))
    }

    @Test("Values in plain text are warned of once, and each that is likely a secret")
    func plainValues() async throws {
        let report = try await CheckedSample.report { files in
            try files.edit(
                CheckedSample.params,
                "workload_name: app",
                "db: {password: s3cret, secretName: x}\n    token: \"\""
            )
        }
        let findings = report.findings.filter { $0.rule == "plain-values" }
        #expect(
            findings.map(\.place.description) == ["app.default.tap/prod/params.yaml:3:7", "\(CheckedSample.params):9"]
        )
        #expect(findings[0].found == "the values of installs are in plain text, here and in 1 more")
        #expect(findings[1].found == "the value 'db.password' is likely a secret, and in plain text")
    }

    @Test("What Flux would substitute in values is told where it substitutes at all")
    func substitution() async throws {
        func findings(_ postBuild: String, _ annotations: String = "{}") async throws -> [String] {
            try await CheckedSample.findings { files in
                files["flux/sync.yaml"] = """
                    apiVersion: kustomize.toolkit.fluxcd.io/v1
                    kind: Kustomization
                    metadata: {name: sync}
                    spec: {path: ./app.default.tap/staging\(postBuild)}
                    """
                try files.edit(CheckedSample.params, "workload_name: app", "workload_name: ${NAME}-$${NOT:=x}")
                try files.edit(
                    CheckedSample.params,
                    "name: app-values",
                    "name: app-values\n  annotations: \(annotations)"
                )
            }
        }
        #expect(try await findings("").isEmpty)
        let strict = try await findings(", postBuild: {substitute: {OTHER: x}}")
        #expect(strict.count == 1)
        #expect(
            strict[0].hasPrefix("error substitution \(CheckedSample.params):8:16: Secret \"app-values\" holds ${NAME}")
        )
        #expect(try await findings(", postBuild: {substitute: {NAME: x}}").isEmpty)
        let elsewhere = try await findings(", postBuild: {substituteFrom: [{kind: ConfigMap, name: x}]}")
        #expect(elsewhere.count == 1 && elsewhere[0].hasPrefix("warning substitution "))
        let off = "{kustomize.toolkit.fluxcd.io/substitute: disabled}"
        #expect(try await findings(", postBuild: {substitute: {OTHER: x}}", off).isEmpty)
    }
}
