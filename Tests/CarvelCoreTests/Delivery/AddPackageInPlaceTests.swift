import Testing
import YAMLDocument

@testable import CarvelCore

@Suite("Changing an install that a person wrote")
struct AddPackageInPlaceTests {
    private static let install = """
        # The shop's front end. Ask Ada before you change it.
        apiVersion: packaging.carvel.dev/v1alpha1
        kind: PackageInstall
        metadata:
            name: front
        spec:
            packageRef:
                refName: app.default.tap   # the package
                versionSelection: {constraints: '1.0.0'}  # pinned
            serviceAccountName: front-sa
            values:
            - secretRef: {name: front-values}

        """
    private static let params = """
        kind: Secret
        apiVersion: v1
        metadata: {name: front-values}
        stringData:
          values.yml: |
            # two are enough
            replicas: 2
        """
    private static let installPath = "app.default.tap/staging/packageinstall.yaml"
    private static let paramsPath = "app.default.tap/staging/params.yaml"

    private static func files(install: String? = install, params: String? = params) -> [String: String] {
        var files = SampleDelivery.emptyFiles(versions: ["1.0.0", "1.1.0"])
        files[installPath] = install
        files[paramsPath] = params
        return files
    }

    /// The lines that differ.
    private static func difference(_ old: String, _ new: String?) -> [String] {
        let old = old.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        let new = (new ?? "").split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        return zip(old, new).filter { $0 != $1 }.map { "\($1)" } + (old.count == new.count ? [] : ["line count"])
    }

    @Test("Changes the version and not a character more", arguments: ["\n", "\r\n"])
    func oneLine(lineEnd: String) throws {
        let install = Self.install.replacing("\n", with: lineEnd)
        let edit = try AddPackageTests.add(Self.files(install: install), version: .exactly("1.1.0"))
        #expect(edit.files.keys.sorted() == [Self.installPath])
        let text = try #require(edit.files[Self.installPath])
        #expect(
            Self.difference(install, text) == ["        versionSelection: {constraints: '1.1.0'}  # pinned"]
        )
        #expect(text.hasSuffix(lineEnd))
        #expect(text.utf8.count == install.utf8.count)
        #expect(edit.notes == ["set app.default.tap to 1.1.0 on staging"])
    }

    @Test("Changes the values under the key that they are under")
    func values() throws {
        let edit = try AddPackageTests.add(
            Self.files(),
            version: .exactly("1.0.0"),
            values: "replicas: 3\n"
        )
        #expect(edit.files.keys.sorted() == [Self.paramsPath])
        let secret = try YAMLReader.document(edit.files[Self.paramsPath] ?? "")
        // A second key beside the old one would lose against it: kapp-controller takes them sorted by name.
        #expect(secret["stringData"] == ["values.yml": "---\nreplicas: 3\n"])
        #expect(edit.files[Self.paramsPath]?.hasPrefix("kind: Secret\napiVersion: v1\n") == true)
        #expect(edit.notes == ["change the values of app.default.tap on staging"])
    }

    @Test("Lays single values over those that are there, comments and all")
    func assignments() throws {
        let edit = try AddPackageTests.add(Self.files(), assignments: ["replicas=3", "hostname=a.example.com"])
        #expect(edit.files.keys.sorted() == [Self.paramsPath])
        let secret = try YAMLReader.document(edit.files[Self.paramsPath] ?? "")
        #expect(
            secret["stringData"]
                == ["values.yml": "---\n# two are enough\nreplicas: 3\nhostname: a.example.com"]
        )
        let again = try AddPackageTests.add(
            Self.files().merging(edit.files) { _, new in new },
            assignments: ["replicas=3"]
        )
        #expect(again.files.isEmpty)
    }

    @Test("Gives values to an install that took none so far")
    func firstValues() throws {
        let install = Self.install.split(separator: "\n").dropLast(2).joined(separator: "\n") + "\n"
        let edit = try AddPackageTests.add(Self.files(install: install, params: nil), values: "replicas: 2\n")
        #expect(edit.files.keys.sorted() == [Self.installPath, Self.paramsPath])
        let changed = try #require(edit.files[Self.installPath])
        #expect(changed.hasPrefix(install))
        #expect(
            try YAMLReader.document(changed)[path: "spec", "values"] == [["secretRef": ["name": "front-values"]]]
        )
    }

    @Test("Keeps the version in place where none is asked for, whatever has come since")
    func presentVersion() throws {
        let edit = try AddPackageTests.add(Self.files(), values: "# two are enough\nreplicas: 2\n")
        #expect(edit.files[Self.installPath] == nil)
    }

    @Test(
        "Leaves values alone that it can't change without harm",
        arguments: [
            ("kind: Secret\nmetadata: {name: front-values}\ndata: {values.yaml: YQ==}\n", "encoded or encrypted"),
            ("kind: Secret\nmetadata: {name: front-values}\nstringData: {a: x}\nsops: {mac: x}\n", "encrypted"),
            ("kind: SealedSecret\nmetadata: {name: front-values}\nspec: {}\n", "or is no Secret"),
            ("kind: Secret\nmetadata: {name: front-values}\nstringData: {a: x, b: y}\n", "several keys (a, b)"),
        ]
    )
    func harm(params: String, message: String) {
        let error = #expect(throws: DeliveryError.self) {
            try AddPackageTests.add(
                Self.files(params: params),
                version: .exactly("1.0.0"),
                values: "replicas: 3\n"
            )
        }
        #expect(error?.place == Self.paramsPath)
        #expect(error?.message.contains(message) == true, "\(error?.message ?? "")")
    }

    @Test("Makes no Secret that the install does not take")
    func otherSecret() {
        let install = Self.install.replacing("{name: front-values}", with: "{name: elsewhere}")
        let error = #expect(throws: DeliveryError.self) {
            try AddPackageTests.add(
                Self.files(install: install),
                version: .exactly("1.0.0"),
                values: "replicas: 3\n"
            )
        }
        #expect(error?.message == "takes its values from elsewhere, not from front-values")
    }

    @Test("Writes the Secret that the install takes, where it is missing")
    func missingSecret() throws {
        let edit = try AddPackageTests.add(
            Self.files(params: nil),
            version: .exactly("1.0.0"),
            values: "replicas: 3\n"
        )
        let secret = try YAMLReader.document(edit.files[Self.paramsPath] ?? "")
        #expect(secret[path: "metadata", "name"] == "front-values")
        #expect(edit.notes == ["add the values of app.default.tap on staging"])
    }

    // MARK: Values before the install

    private static let early =
        "# Mine.\nkind: Secret\nmetadata: {name: app-values}\nstringData: {values.yaml: 'replicas: 2'}\n"

    @Test("Takes values that were there before the install, and leaves them as they are")
    func valuesFirst() throws {
        let edit = try AddPackageTests.add(Self.files(install: nil, params: Self.early))
        #expect(edit.files.keys.sorted() == [Self.installPath])
        let install = try YAMLReader.document(edit.files[Self.installPath] ?? "")
        #expect(install[path: "spec", "values"] == [["secretRef": ["name": "app-values"]]])
    }

    @Test("Changes values in place that were there before the install")
    func valuesFirstChanged() throws {
        let edit = try AddPackageTests.add(Self.files(install: nil, params: Self.early), values: "replicas: 3\n")
        let text = try #require(edit.files[Self.paramsPath])
        #expect(text.hasPrefix("# Mine.\nkind: Secret\n"))
        #expect(try YAMLReader.document(text)["stringData"] == ["values.yaml": "---\nreplicas: 3\n"])
        #expect(throws: DeliveryError.self) {
            try AddPackageTests.add(Self.files(install: nil), values: "replicas: 3\n")
        }
    }

    // MARK: Versions

    @Test("Does not go back, since kapp-controller would refuse it, unless it is allowed")
    func downgrade() throws {
        let newer = Self.install.replacing("'1.0.0'", with: "'1.1.0'")
        let error = #expect(throws: DeliveryError.self) {
            try AddPackageTests.add(Self.files(install: newer), version: .exactly("1.0.0"))
        }
        #expect(error?.place == Self.installPath)
        #expect(
            error?.message
                == "staging is at 1.1.0, and kapp-controller does not go back to 1.0.0 of its own accord"
        )
        let allowed = newer.replacing(
            "    name: front\n",
            with: "    name: front\n    annotations: {packaging.carvel.dev/downgradable: \"\"}\n"
        )
        let edit = try AddPackageTests.add(Self.files(install: allowed), version: .exactly("1.0.0"))
        #expect(edit.notes == ["set app.default.tap to 1.0.0 on staging"])
    }

    @Test("Refuses to make another package's install its own")
    func otherPackage() {
        let install = Self.install.replacing("refName: app.default.tap", with: "refName: other.default.tap")
        let error = #expect(throws: DeliveryError.self) { try AddPackageTests.add(Self.files(install: install)) }
        #expect(error?.place == Self.installPath)
        #expect(error?.hint == "move that file away first")
        #expect(throws: DeliveryError.self) { try AddPackageTests.add(Self.files(), name: "other") }
    }
}
