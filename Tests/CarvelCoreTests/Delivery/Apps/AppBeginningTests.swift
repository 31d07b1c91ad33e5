import GitRepository
import OrderedCollections
import Testing
import YAMLDocument

@testable import CarvelCore

@Suite("init of kapp-controller's engine")
struct AppBeginningTests {
    private static let beginning = AppBeginning(repository: nil, installAccount: "pkg-gitops-pkgi-sa")

    @Test("Leaves what the document has there as it is, and adds what it forgets")
    func existing() throws {
        var files = try SampleApps.files()
        files[Delivery.fileName] = nil
        let delivery = try Delivery(yaml: SampleApps.yaml)
        let edit = try InitDelivery(delivery, apps: Self.beginning).edit(SampleDelivery.tree(files))
        #expect(edit.files.keys.sorted() == [".gitignore", "app/rbac.yml", "delivery.yaml"])
        #expect(edit.advice == [])
        files.merge(edit.files) { $1 }
        #expect(throws: Never.self) { try AppDeliveryManifests(SampleDelivery.tree(files)) }
        #expect(try InitDelivery(delivery, apps: Self.beginning).edit(SampleDelivery.tree(files)).files == [:])
    }

    @Test("Refuses an App that is another delivery's")
    func other() throws {
        var files = try SampleApps.files()
        files[Delivery.fileName] = nil
        let delivery = try Delivery(yaml: SampleApps.yaml.replacing("pkg-gitops-example", with: "shop"))
        let error = #expect(throws: DeliveryError.self) {
            try InitDelivery(delivery, apps: Self.beginning).edit(SampleDelivery.tree(files))
        }
        #expect(
            error?.description
                == "app/app.yml: metadata.name of the App is pkg-gitops-example, where delivery.yaml calls"
                + " for shop; make the two agree"
        )
    }

    @Test("Says what is missing, and what nobody knows yet")
    func advice() throws {
        let delivery = try Delivery(yaml: SampleApps.remoteYAML)
        let edit = try InitDelivery(delivery, apps: Self.beginning).edit(SampleDelivery.tree([:]))
        #expect(
            edit.files.keys.sorted() == [
                ".gitignore", "app/prod/app.yml", "app/prod/rbac.yml", "app/staging/app.yml", "app/staging/rbac.yml",
                "delivery.yaml", "packaging/prod/rbac.yml", "packaging/staging/rbac.yml",
            ]
        )
        #expect(edit.advice.contains { $0.hasPrefix("packaging/prod/ has no PackageRepository") })
        #expect(edit.advice.contains { $0.hasPrefix("packaging/prod/rbac.yml lets installs make Deployments") })
        #expect(
            edit.advice.contains { $0.contains("App shop-prod acts on prod as the user of Secret prod-kubeconfig") }
        )
        #expect(!edit.advice.contains { $0.contains("App shop-staging acts on") })
    }

    @Test(
        "Refuses what is no name of a PackageRepository, and no image",
        arguments: [("A", "x"), ("a", ""), ("a", "x y")]
    )
    func source(name: String, image: String) {
        #expect(throws: DeliveryError.self) { try PackageRepositorySource(name: name, image: image) }
    }
}

@Suite("The Secret with which an App logs in to git")
struct AppAuthSecretTests {
    private static func secret(
        _ credentials: GitCredentials,
        url: String = "https://git.example.com/shop.git"
    ) throws -> JSONValue? {
        var delivery = try Delivery(yaml: SampleApps.yaml)
        delivery.repository.url = url
        return try AppAuthSecretManifest.secret(
            named: "auth",
            namespace: "apps",
            credentials: credentials,
            knownHosts: "git.example.com ssh-ed25519 AAAA",
            delivery
        ).object.json["data"]
    }

    @Test("Has vendir's keys, and no other")
    func keys() throws {
        #expect(
            try Self.secret(.password(username: "git", password: "sesame")) == [
                "username": "Z2l0", "password": "c2VzYW1l",
            ]
        )
        let ssh = try Self.secret(
            .sshKey(privateKey: "key", passphrase: nil),
            url: "ssh://git@git.example.com/shop.git"
        )
        #expect(ssh?.object?.keys.sorted() == ["ssh-knownhosts", "ssh-privatekey"])
    }

    @Test("Is not made of what kapp-controller can't use")
    func refused() {
        let wrong: [(GitCredentials, String)] = [
            (.token("sesame"), "knows no bearer token; give the token as the password"),
            (.sshKey(privateKey: "key", passphrase: "sesame"), "takes no ssh key with a passphrase"),
            (.none, "there are no credentials"),
        ]
        for (credentials, words) in wrong {
            let error = #expect(throws: DeliveryError.self) { try Self.secret(credentials) }
            #expect(error?.description.contains(words) == true)
            #expect(error?.description.contains("sesame") == false)
        }
    }
}
