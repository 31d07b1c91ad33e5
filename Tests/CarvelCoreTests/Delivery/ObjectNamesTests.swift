import Testing

@testable import CarvelCore

@Suite("The names of what a delivery makes")
struct ObjectNamesTests {
    private static func names(
        _ access: Delivery.Repository.Access = .secret(name: nil),
        shared: Bool = false
    ) -> ObjectNames {
        ObjectNames(
            Delivery(
                name: "shop",
                repository: .init(url: "https://a/b", branch: "main", access: access, isShared: shared),
                build: .init(context: "build", namespace: "shop"),
                runClusters: []
            )
        )
    }

    @Test("Are the documents'")
    func usual() {
        let names = Self.names()
        #expect(names.gitRepository("app.default.tap") == "app.default.tap-gitops-repo")
        #expect(names.authSecret("app.default.tap") == "app.default.tap-gitops-auth")
        #expect(names.packagesKustomization("app", on: "prod") == "app-prod-packages")
        #expect(names.installsKustomization("app", on: "prod") == "app-prod-packageinstalls")
        #expect(ObjectNames.kubeconfigSecret("prod") == "prod-kubeconfig")
    }

    @Test("Are the delivery's where the repository is shared, and the user's own where given")
    func others() {
        #expect(Self.names(shared: true).gitRepository("app") == "shop-gitops-repo")
        #expect(Self.names(shared: true).authSecret("app") == "shop-gitops-auth")
        #expect(Self.names(.secret(name: "mine")).authSecret("app") == "mine")
        #expect(Self.names(.anonymous).authSecret("app") == nil)
    }

    @Test("Stay as they are up to 63 characters", arguments: [62, 63])
    func short(length: Int) {
        let name = String(repeating: "a", count: length)
        #expect(ObjectNames.fitted(name) == name)
    }

    @Test("Are cut and given a hash beyond, always the same")
    func long() {
        let package = "a-very-long-name-of-a-workload.a-very-long-namespace.tap"
        let names = Self.names()
        #expect(
            names.packagesKustomization(package, on: "staging")
                == "a-very-long-name-of-a-workload.a-very-long-namespace.t-2649c4ac"
        )
        let all = ["staging", "prod", "prod-2"].flatMap {
            [names.packagesKustomization(package, on: $0), names.installsKustomization(package, on: $0)]
        }
        #expect(Set(all).count == all.count)
        #expect(all.allSatisfy { $0.utf8.count <= 63 && KubernetesName.isSubdomain($0) })
    }

    @Test("Don't end in a sign before the hash", arguments: ["-", "."])
    func sign(sign: String) {
        let name = String(repeating: "a", count: 52) + sign + sign + String(repeating: "b", count: 20)
        #expect(ObjectNames.fitted(name).hasPrefix(String(repeating: "a", count: 52) + "-"))
        #expect(!ObjectNames.fitted(name).contains(sign + "-"))
        #expect(ObjectNames.fitted(name).utf8.count == 61)
    }

    @Test(
        "Have a hash that never changes, by its published values",
        arguments: [("", "811c9dc5"), ("a", "e40c292c"), ("foobar", "bf9cf968")]
    )
    func hash(text: String, hash: String) {
        #expect(StableHash.text(text) == hash)
    }

    @Test(
        "Are names to the API server, or not",
        arguments: [
            ("a", true, true), ("a-1", true, true), ("1", true, true), ("a.b", false, true), ("", false, false),
            ("-a", false, false), ("a-", false, false), ("A", false, false), ("a_b", false, false),
            ("a..b", false, false), (".a", false, false), ("ä", false, false), ("a.-b", false, false),
            ("a-.b", false, false), ("a.b.", false, false), ("a--b.c", false, true), ("a b", false, false),
            (String(repeating: "a", count: 63), true, true), (String(repeating: "a", count: 64), false, true),
            (String(repeating: "a", count: 254), false, false),
        ]
    )
    func valid(text: String, isLabel: Bool, isSubdomain: Bool) {
        #expect(KubernetesName.isLabel(text) == isLabel)
        #expect(KubernetesName.isSubdomain(text) == isSubdomain)
    }
}
