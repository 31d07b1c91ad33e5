import OrderedCollections
import Testing
import YAMLDocument

@testable import CarvelCore

/// A delivery in some state, and what verification must say of it.
struct DeliveryCase: Sendable, CustomTestStringConvertible {
    let name: String
    let verdict: Verdict
    /// The exit status of the command.
    let status: Int32
    /// What the links that are not verified must say in their reasons or advice; of a healthy delivery, in its notes.
    let words: [String]
    private let files: @Sendable (inout [String: String]) throws -> Void
    private let clusters: @Sendable (InMemoryClusters) throws -> Void

    /// - Parameters:
    ///   - files: what is other in the repository, before the delivery arrives in whole.
    ///   - clusters: what is other on the clusters, after that.
    init(
        _ name: String,
        _ verdict: Verdict,
        _ status: Int32,
        _ words: String...,
        files: @escaping @Sendable (inout [String: String]) throws -> Void = { _ in },
        clusters: @escaping @Sendable (InMemoryClusters) throws -> Void
    ) {
        self.name = name
        self.verdict = verdict
        self.status = status
        self.words = words
        self.files = files
        self.clusters = clusters
    }

    var testDescription: String { name }

    /// What verification says.
    func report() async throws -> VerificationReport {
        var files = try SampleDelivery.files()
        try self.files(&files)
        let tree = try SampleDelivery.tree(files)
        let clusters = try InMemoryClusters.healthy(tree)
        try self.clusters(clusters)
        return try await DeliveryVerifier(tree, clusters: clusters.directory()).verify()
    }
}

extension InMemoryClusters {
    /// Puts the ConfigMap of a workload identity on the build cluster.
    func putIdentity(named name: String = "staging-kubeconfig", _ data: [String: String]) {
        let object = KubernetesObject(.configMap, name: name, namespace: "shop", ["data": JSONValue(sorted: data)])
        put(object, as: .configMap, on: "build")
    }

    /// Changes an object of the sample delivery, or takes it away.
    func edit(
        _ type: ResourceType,
        _ name: String,
        on cluster: String,
        _ change: (KubernetesObject) throws -> KubernetesObject?
    ) throws {
        let present = try #require(object(type, namespace: "shop", name, on: cluster), "\(cluster) \(name)")
        if let changed = try change(present) {
            put(changed, as: type, on: cluster)
        } else {
            remove(type, namespace: "shop", name, on: cluster)
        }
    }

    /// Lets requests fail whose method and path contain a text.
    func fail(_ match: String, on cluster: String, _ trouble: Trouble) {
        _ = with(cluster) { $0.troubles.append((match, trouble)) }
    }

    /// Refuses requests to list or get what a path contains, as API servers do.
    func forbid(_ match: String, _ resource: String, verb: String = "list", on cluster: String) {
        let message =
            "\(resource) is forbidden: User \"viewer\" cannot \(verb) resource \"\(resource)\" in API group"
            + " \"\" in the namespace \"shop\""
        fail(match, on: cluster, .answer(.status(403, "Forbidden", message)))
    }

    /// Gives the install on staging, and its App, the status that kapp-controller was recorded with.
    func takeOutcome(_ name: String) throws {
        let install = try CarvelStatusTests.object("after \(name): package install")
        try edit(.packageInstall, "app", on: "staging") { $0.setting(install.status, at: "status") }
        let exchange = try ContractExchange.named("after \(name): app", in: "carvel")
        try edit(.app, "app", on: "staging") { present in
            guard exchange.status == 200 else { return nil }
            let recorded = KubernetesObject(try JSONReader.value(exchange.body))
            return present.setting(recorded.status, at: "status")
        }
    }
}

extension [String: String] {
    /// Says in `delivery.yaml` how Flux reaches staging.
    mutating func setKubeconfig(_ text: String) {
        self["delivery.yaml"] = self["delivery.yaml"]?
            .replacing("- name: staging\n", with: "- name: staging\n      kubeConfig: \(text)\n")
    }

    /// Lets the installs be of a package that the repository does not hold.
    mutating func installPackageOfOthers() {
        for name in ["staging", "prod"] {
            let path = "app.default.tap/\(name)/packageinstall.yaml"
            self[path] = self[path]?.replacing("refName: app.default.tap", with: "refName: cert.default.tap")
        }
    }
}

extension InMemoryClusters {
    /// Puts that package on the run clusters, as kapp-controller's global namespace may have it.
    func bringPackageOfOthers() throws {
        let package = KubernetesObject(try YAMLReader.document(SampleDelivery.package(refName: "cert.default.tap")))
        for name in ["staging", "prod"] { put(package.moved(to: "shop"), as: .package, on: name) }
    }
}

extension KubernetesObject {
    /// The Flux object after its controller failed on a commit, as it will go on to do.
    func failing(_ reason: String, _ message: String, on commit: String = SampleDelivery.commit) -> KubernetesObject {
        let trying = "Building manifests for revision \(FluxSample.revision(commit)) with a timeout of 5m0s"
        return setting(
            [
                FluxSample.condition("Ready", "False", reason, message),
                FluxSample.condition("Reconciling", "True", "ProgressingWithRetry", trying),
            ],
            at: "status",
            "conditions"
        )
        .setting(.string(FluxSample.revision(FluxSample.earlier)), at: "status", "lastAppliedRevision")
    }

    /// The object of kapp-controller after it failed.
    func failing(_ message: String) -> KubernetesObject {
        setting([["type": "ReconcileFailed", "status": "True"]], at: "status", "conditions")
            .setting(.string(message), at: "status", "usefulErrorMessage")
    }
}

extension FluxSample {
    /// A commit from before the sample's.
    static let earlier = String(repeating: "f", count: 40)
}
