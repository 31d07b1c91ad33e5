import Testing
import YAMLDocument

@testable import CarvelCore

@Suite("delivery.yaml")
struct DeliveryFileTests {
    /// A change of the sample file, and what is said of it.
    struct Case: Sendable, CustomTestStringConvertible {
        let old: String
        let new: String
        let message: String

        init(_ old: String, _ new: String, _ message: String) {
            self.old = old
            self.new = new
            self.message = message
        }

        var testDescription: String { message }
    }

    @Test("Holds every field")
    func everyField() throws {
        let delivery = try Delivery(yaml: SampleDelivery.yaml)
        #expect(delivery.name == "shop")
        #expect(delivery.repository.url == "https://git.example.com/shop/gitops.git")
        #expect(delivery.repository.branch == "main")
        #expect(delivery.repository.access == .secret(name: nil))
        #expect(!delivery.repository.isShared)
        #expect(delivery.build == .init(context: "build", namespace: "shop"))
        #expect(
            delivery.runClusters == [
                .init(name: "staging", context: "staging", namespace: "shop", serviceAccountName: "shop-sa"),
                .init(name: "prod", context: "prod", namespace: "shop", serviceAccountName: "shop-sa"),
            ]
        )
    }

    @Test("Takes what is left out for what is usual")
    func defaults() throws {
        let text = """
            apiVersion: carvel-delivery/v1alpha1
            kind: Delivery
            metadata: {name: shop}
            spec:
              repository: {url: "ssh://git@git.example.com/shop.git", branch: release/1, shared: yes}
              build: {context: admin@build, namespace: flux}
              runClusters:
              - {name: prod-1, namespace: apps, serviceAccountName: apps-sa}
            """
        let delivery = try Delivery(yaml: text)
        #expect(delivery.repository.access == .anonymous)
        #expect(delivery.repository.isShared)
        #expect(delivery.repository.branch == "release/1")
        #expect(delivery.runClusters.first?.context == "prod-1")
        #expect(try Delivery(yaml: text.replacing("spec:", with: "spec:\n  engine: flux")) == delivery)
    }

    static let roundTrips: [Delivery.Repository] = [
        .init(url: "http://git.example.com/a", branch: "main"),
        .init(url: "https://git.example.com/a", branch: "yes", access: .secret(name: nil)),
        .init(url: "ssh://git@git.example.com/a", branch: "1.0", access: .secret(name: "auth"), isShared: true),
    ]

    @Test("Is read as what was written", arguments: roundTrips)
    func roundTrip(_ repository: Delivery.Repository) throws {
        var delivery = try Delivery(yaml: SampleDelivery.yaml)
        delivery.repository = repository
        #expect(try Delivery(yaml: delivery.yaml) == delivery)
    }

    @Test("Is written like this")
    func written() throws {
        try Golden.expect(try Delivery(yaml: SampleDelivery.yaml).yaml, is: "delivery.yaml")
    }

    static let refused = [
        Case("carvel-delivery/v1alpha1", "v1", #"1:13: apiVersion is "v1", expected "carvel-delivery/v1alpha1""#),
        Case("kind: Delivery", "kind: Deliver", #"2:7: kind is "Deliver", expected "Delivery""#),
        Case("kind: Delivery\n", "", "1:1: kind is missing"),
        Case(
            "  name: shop\nspec",
            "  nam: shop\nspec",
            #"4:3: unknown field "metadata.nam", expected one of name; did"#
        ),
        Case(
            "  name: shop\nspec",
            "  name: Shop\nspec",
            #"4:9: metadata.name is "Shop", expected at most 63 lower-case"#
        ),
        Case(
            "  engine: flux",
            "  engine: kapp-control",
            #"6:11: spec.engine is "kapp-control", expected "flux" or "kapp-controller"; did you mean "kapp-controller"?"#
        ),
        Case(
            "  engine: flux",
            "  engin: flux",
            #"6:3: unknown field "spec.engin", expected one of engine, repository"#
        ),
        Case("    url: ", "    uri: ", #"8:5: unknown field "spec.repository.uri", expected one of url"#),
        Case(
            "https://git.example.com/shop/gitops.git",
            "git@git.example.com:shop/gitops.git",
            "8:10: spec.repository.url is no http, https or ssh URL (Flux takes no user@host:path)"
        ),
        Case("    branch: main\n", "", "8:5: spec.repository.branch is missing"),
        Case("branch: main", "branch: ''", "9:13: spec.repository.branch is empty"),
        Case("branch: main", "branch: [main]", "9:13: spec.repository.branch is no text"),
        Case("secretRef: {}", "secretRef: auth", "10:16: spec.repository.secretRef is no mapping"),
        Case("secretRef: {}", "shared: perhaps", "10:13: spec.repository.shared is neither true nor false"),
        Case("  build:\n    context: build\n    namespace: shop\n", "", "6:3: spec.build is missing"),
        Case(
            "    namespace: shop\n  runClusters",
            "    namespace: shop.a\n  runClusters",
            #"13:16: spec.build.namespace is "shop.a", expected at most 63"#
        ),
        Case(
            "- name: prod",
            "- name: staging",
            #"19:13: spec.runClusters[1].name is "staging", which another run cluster has already"#
        ),
        Case(
            "- name: prod",
            "- name: packages",
            #"19:13: spec.runClusters[1].name can't be "packages": the folder of that name holds the Packages"#
        ),
        Case(
            "- name: prod",
            "- name: -prod",
            #"19:13: spec.runClusters[1].name is "-prod", expected at most 63"#
        ),
        Case(
            "      context: prod\n",
            "      contxt: prod\n",
            #"20:7: unknown field "spec.runClusters[1].contxt", expected one of name, context, namespace"#
        ),
        Case("metadata:\n  name: shop\n", "metadata: shop\n", "3:11: metadata is no mapping"),
        Case(
            "      context: prod\n",
            "      kubeConfig: {}\n",
            "20:19: spec.runClusters[1].kubeConfig.secretRef and configMapRef are missing, expected one of them"
        ),
        Case(
            "      context: prod\n",
            "      kubeConfig: {secretRef: {}, configMapRef: {}}\n",
            "20:49: spec.runClusters[1].kubeConfig.configMapRef is there beside secretRef, expected one of them"
        ),
        Case(
            "      context: prod\n",
            "      kubeConfig: {configMapRef: {key: value}}\n",
            #"20:35: unknown field "spec.runClusters[1].kubeConfig.configMapRef.key", expected one of name"#
        ),
    ]

    @Test("Says where something is wrong, what was found, and what was expected", arguments: refused)
    func wrong(_ given: Case) throws {
        let text = SampleDelivery.yaml.replacing(given.old, with: given.new, maxReplacements: 1)
        try #require(text != SampleDelivery.yaml)
        let error = #expect(throws: DeliveryError.self) { try Delivery(yaml: text, file: "a/delivery.yaml") }
        let expected = "a/delivery.yaml:\(given.message)"
        #expect(error?.description.hasPrefix(expected) == true, "\(error?.description ?? "")")
    }

    @Test(
        "Guesses what an unknown field was meant to be",
        arguments: [("branch: main", "brnach: main", "branch"), ("secretRef: {}", "secretref: {}", "secretRef")]
    )
    func didYouMean(old: String, new: String, meant: String) {
        let error = #expect(throws: DeliveryError.self) {
            try Delivery(yaml: SampleDelivery.yaml.replacing(old, with: new))
        }
        #expect(error?.hint == "did you mean \"\(meant)\"?")
    }

    @Test("Names at least one run cluster")
    func noRunClusters() throws {
        let end = try #require(SampleDelivery.yaml.firstRange(of: "  runClusters:"))
        let start = String(SampleDelivery.yaml[..<end.lowerBound])
        for text in [start, start + "  runClusters: []\n", start + "  runClusters:\n"] {
            let error = #expect(throws: DeliveryError.self) { try Delivery(yaml: text) }
            #expect(error?.message == "spec.runClusters is empty, expected one cluster or more")
        }
    }

    @Test("Is one document that can be read", arguments: [("", 0), (SampleDelivery.yaml + "---\na: b\n", 2)])
    func documents(text: String, count: Int) {
        let error = #expect(throws: DeliveryError.self) { try Delivery(yaml: text) }
        #expect(error?.message == "holds \(count) documents, expected one of kind Delivery")
    }

    @Test("Is refused with its place where it is no YAML")
    func noYAML() {
        let error = #expect(throws: DeliveryError.self) { try Delivery(yaml: "a: b\n- c\n", file: "delivery.yaml") }
        #expect(error?.description.hasPrefix("delivery.yaml:2:") == true, "\(error?.description ?? "")")
    }

    // MARK: Finding it

    @Test(
        "Is found in the current folder or the nearest above",
        arguments: [("/repo", "/repo"), ("/repo/app.default.tap/staging", "/repo"), ("/repo/nested/x", "/repo/nested")]
    )
    func find(current: String, folder: String) throws {
        let files = [
            "/repo/delivery.yaml": SampleDelivery.yaml,
            "/repo/nested/delivery.yaml": SampleDelivery.yaml.replacing("name: shop\nspec", with: "name: inner\nspec"),
        ]
        let found = try Delivery.find(host: .inMemory(files: files, currentDirectory: current))
        #expect(found.folder == folder)
        #expect(found.delivery.name == (folder == "/repo" ? "shop" : "inner"))
    }

    @Test("May be at the root of the file system, or nowhere")
    func root() throws {
        let host = Host.inMemory(files: ["/delivery.yaml": SampleDelivery.yaml], currentDirectory: "/a/b")
        #expect(try Delivery.find(host: host).folder == "/")
        let error = #expect(throws: DeliveryError.self) {
            try Delivery.find(host: .inMemory(currentDirectory: "/a/b"))
        }
        #expect(error?.place == "/a/b")
        #expect(error?.message == "there is no delivery.yaml here or in a folder above")
    }

    @Test(
        "Takes no password in the URL, and does not repeat it",
        arguments: ["https://ci:sesame@", "ssh://git:sesame@"]
    )
    func passwordInURL(start: String) {
        let delivery = Delivery(
            name: "shop",
            repository: .init(url: "\(start)git.example.com/gitops.git", branch: "main"),
            build: .init(context: "build", namespace: "shop"),
            runClusters: [.init(name: "prod", context: "prod", namespace: "shop", serviceAccountName: "shop-sa")]
        )
        let error = #expect(throws: DeliveryError.self) { try InitDelivery(delivery) }
        #expect(error?.message.contains("holds a user name or a password") == true)
        #expect(error?.description.contains("sesame") == false)
    }
}
