import Testing
import YAMLDocument

@testable import CarvelCore

/// A delivery of kapp-controller's engine in some state, and what verification must say of it.
struct AppDeliveryCase: Sendable, CustomTestStringConvertible {
    let name: String
    let verdict: Verdict
    /// The exit status of the command.
    let status: Int32
    /// What the links that are not verified must say in their reasons or advice.
    let words: [String]
    private let files: @Sendable (inout [String: String]) throws -> Void
    private let clusters: @Sendable (InMemoryClusters) throws -> Void

    init(
        _ name: String,
        _ verdict: Verdict,
        _ words: String...,
        clusters: @escaping @Sendable (InMemoryClusters) throws -> Void
    ) {
        self.init(name, verdict, words, files: { _ in }, clusters: clusters)
    }

    init(
        _ name: String,
        _ verdict: Verdict,
        _ words: String...,
        files: @escaping @Sendable (inout [String: String]) throws -> Void,
        clusters: @escaping @Sendable (InMemoryClusters) throws -> Void = { _ in }
    ) {
        self.init(name, verdict, words, files: files, clusters: clusters)
    }

    private init(
        _ name: String,
        _ verdict: Verdict,
        _ words: [String],
        files: @escaping @Sendable (inout [String: String]) throws -> Void,
        clusters: @escaping @Sendable (InMemoryClusters) throws -> Void
    ) {
        self.name = name
        self.verdict = verdict
        status = verdict == .verified ? 0 : verdict == .unknown ? 2 : 1
        self.words = words
        self.files = files
        self.clusters = clusters
    }

    var testDescription: String { name }

    /// What verification says.
    func report(laterCommits: [String] = []) async throws -> VerificationReport {
        var files = try SampleApps.files()
        try self.files(&files)
        let tree = try SampleDelivery.tree(files)
        let clusters = try InMemoryClusters.healthyApps(tree)
        try self.clusters(clusters)
        return try await DeliveryVerifier(tree, clusters: clusters.directory(), laterCommits: laterCommits).verify()
    }
}

extension InMemoryClusters {
    /// Changes an object of the document on its cluster, or takes it away.
    func editApps(
        _ type: ResourceType,
        _ name: String,
        _ change: (KubernetesObject) throws -> KubernetesObject?
    ) throws {
        let present = try #require(object(type, namespace: "pkg-gitops", name, on: "prod"), "\(name)")
        if let changed = try change(present) {
            put(changed, as: type, on: "prod")
        } else {
            remove(type, namespace: "pkg-gitops", name, on: "prod")
        }
    }
}

extension AppDeliveryCase {
    /// The delivering App with something changed.
    static func app(
        _ name: String,
        _ verdict: Verdict,
        _ words: String,
        _ more: String = "",
        _ change: @escaping @Sendable (KubernetesObject) -> KubernetesObject?
    ) -> AppDeliveryCase {
        AppDeliveryCase("App \(name)", verdict, words, more) { try $0.editApps(.app, "pkg-gitops-example", change) }
    }

    /// The delivering App after it failed on the commit.
    static func appFailure(_ name: String, _ message: String, _ advice: String) -> AppDeliveryCase {
        let part = message.split(separator: "\n").last.map(String.init) ?? message
        return app("that failed: \(name)", .failed, part, advice) { $0.failing(message) }
    }

    /// Another object of the delivery with something changed.
    static func object(
        _ type: ResourceType,
        _ object: String,
        _ name: String,
        _ verdict: Verdict,
        _ words: String,
        _ more: String = "",
        _ change: @escaping @Sendable (KubernetesObject) -> KubernetesObject?
    ) -> AppDeliveryCase {
        AppDeliveryCase("\(type.kind) \(name)", verdict, words, more) { try $0.editApps(type, object, change) }
    }
}
