import CarvelCore
import Foundation
import OrderedCollections
import Testing
import YAMLDocument

@testable import Sandbox

@Suite("kapp-controller's outcomes, as recorded from the real one", .serialized)
struct RecordedCarvelTests {
    static let outcomes = [
        "ok-pinned", "ok-latest", "no-such-version", "no-such-package", "absent-values", "unknown-key", "wrong-type",
        "no-name", "weak-sa", "absent-sa", "paused", "prerelease", "build-metadata-pinned", "bad-constraint",
        "no-constraints",
    ]

    @Test("Each recorded PackageInstall gets the status and the App that it got then")
    func outcomes() async throws {
        let recording = try Recording.load("carvel")
        try await Landscape.with { landscape in
            try await landscape.replaySetup(recording)
            for name in Self.outcomes {
                try await landscape.replay(recording, "apply \(name)")
                let install = try await landscape.result(of: name)
                let expected = try recording.answer("after \(name): package install")
                #expect(install.status == expected["status"], "\(name)")
                #expect(install.json[path: "metadata", "finalizers"] == expected[path: "metadata", "finalizers"])

                let app = try await landscape.staging.find(.app, namespace: "app2", name: name)
                let recorded = try recording.answer("after \(name): app")
                guard recorded["kind"] == "App" else {
                    #expect(app == nil, "\(name)")
                    continue
                }
                #expect(Recording.comparable(app?.json ?? .null) == Recording.comparable(recorded), "\(name)")
            }
        }
    }

    @Test("A downgrade is refused until the annotation is there")
    func downgrade() async throws {
        let recording = try Recording.load("carvel")
        try await Landscape.with { landscape in
            try await landscape.replaySetup(recording)
            try await landscape.replay(recording, "apply ok-latest")
            _ = try await landscape.result(of: "ok-latest")

            try await landscape.replay(recording, "move ok-latest back without the annotation")
            let refused = try await landscape.staging.wait(for: .packageInstall, "ok-latest", namespace: "app2") {
                $0.condition("ReconcileFailed") != nil
            }
            #expect(refused.status == (try recording.answer("after: downgrade refused"))["status"])

            try await landscape.replay(recording, "move ok-latest back with the annotation")
            let accepted = try await landscape.staging.wait(for: .packageInstall, "ok-latest", namespace: "app2") {
                $0.condition("ReconcileSucceeded") != nil
            }
            #expect(accepted.status == (try recording.answer("after: downgrade accepted"))["status"])
            let app = try await landscape.staging.get(.app, namespace: "app2", name: "ok-latest")
            #expect(app.annotation("packaging.carvel.dev/package-version") == "1.0.0")
        }
    }

    @Test("A deleted PackageInstall takes its App and what that deployed along")
    func deletion() async throws {
        let recording = try Recording.load("carvel")
        try await Landscape.with { landscape in
            try await landscape.replaySetup(recording)
            try await landscape.replay(recording, "apply ok-pinned")
            _ = try await landscape.result(of: "ok-pinned")
            #expect(try await landscape.staging.find(.configMap, namespace: "app2", name: "app") != nil)
            try await landscape.staging.delete(.packageInstall, namespace: "app2", name: "ok-pinned")
            try await landscape.staging.waitForEnd(of: .packageInstall, "ok-pinned", namespace: "app2")
            #expect(try await landscape.staging.find(.app, namespace: "app2", name: "ok-pinned") == nil)
            let left = try await landscape.staging.list(.configMap, namespace: "app2").map(\.name)
            #expect(left.filter { $0 == "app" || $0.hasSuffix(".apps.k14s.io") } == [])
        }
    }
}

/// One file of recorded exchanges.
struct Recording {
    let exchanges: [JSONValue]

    static func load(_ name: String) throws -> Recording {
        let fixtures = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "Fixtures/contract")
        let data = try Data(contentsOf: fixtures.appending(path: "\(name).json"))
        return Recording(exchanges: try #require(try JSONReader.value(Array(data))["exchanges"]?.array))
    }

    func exchange(_ name: String) throws -> JSONValue {
        try #require(exchanges.first { $0["name"]?.string == name }, "no exchange \(name)")
    }

    func answer(_ name: String) throws -> JSONValue {
        try #require(try exchange(name)["response"]?["body"])
    }

    /// An App without what differs from run to run.
    static func comparable(_ app: JSONValue) -> JSONValue {
        var app = app
        var metadata: JSONValue = .object([:])
        for member in ["name", "namespace", "annotations", "finalizers", "generation"] {
            metadata[member] = app["metadata"]?[member]
        }
        var owner = app["metadata"]?["ownerReferences"]?.array?.first
        owner?["uid"] = JSONValue?.none
        metadata["owner"] = owner
        app["metadata"] = metadata
        var status = app["status"] ?? .object([:])
        status["consecutiveReconcileFailures"] = JSONValue?.none
        for stage in ["fetch", "template", "deploy"] {
            guard var result = status[stage] else { continue }
            for time in ["startedAt", "updatedAt"] where result[time] != nil { result[time] = "time" }
            if result["kapp"] != nil {
                result["kapp"]?["associatedResources"]?["label"] = "label"
                result["stdout"] = .array((result["stdout"]?.string ?? "").split(separator: "\n").compactMap(line))
            } else if stage == "deploy", result["stdout"] != nil {
                result["stdout"] = "Target cluster"
            }
            status[stage] = result
        }
        app["status"] = status
        return app
    }

    /// A line of kapp's output without times and addresses; none for what depends on rights that only matter to kapp.
    private static func line(_ line: Substring) -> JSONValue? {
        if line.hasPrefix("Pod watching error") { return nil }
        if line.hasPrefix("Target cluster") { return "Target cluster" }
        guard let mark = line.firstRange(of: "M: ") else { return .string(String(line)) }
        return .string(String(line[mark.upperBound...]))
    }
}

extension Landscape {
    /// The namespace, accounts, rights, Packages and Secrets that the recording was made with.
    func replaySetup(_ recording: Recording) async throws {
        try await apply(
            """
            apiVersion: v1
            kind: Namespace
            metadata: {name: app2}
            ---
            apiVersion: v1
            kind: ServiceAccount
            metadata: {name: app-sa, namespace: app2}
            ---
            apiVersion: v1
            kind: ServiceAccount
            metadata: {name: weak-sa, namespace: app2}
            """,
            to: staging
        )
        var secrets = ["good": "workload_name: app\n"]
        for number in 2...6 { secrets["good\(number)"] = "workload_name: app\(number)\n" }
        secrets["unknown-key"] = "workload_name: app\nreplica: 2\n"
        secrets["wrong-type"] = "workload_name: app\nreplicas: two\n"
        secrets["no-name"] = "replicas: 2\n"
        for (name, values) in secrets {
            try await apply(
                "{apiVersion: v1, kind: Secret, metadata: {name: \(name), namespace: app2}, "
                    + "data: {values.yaml: \(Base64.encode(values.utf8))}}",
                to: staging
            )
        }
        for name in ["apply role", "apply rolebinding"] { try await replay(recording, name) }
        for exchange in recording.exchanges {
            guard let name = exchange["name"]?.string, name.hasPrefix("create package ") else { continue }
            try await replay(recording, name)
        }
    }

    /// Applies what a recorded request carried.
    func replay(_ recording: Recording, _ name: String) async throws {
        let object = KubernetesObject(try #require(try recording.exchange(name)["request"]?["body"]))
        let type = try await ResourceAccess(client: staging, http: plane.http)
            .type(apiVersion: object.apiVersion, kind: object.kind)
        if name.hasPrefix("create ") {
            _ = try await staging.create(object, as: type)
        } else {
            _ = try await staging.apply(object, as: type, force: true)
        }
    }

    /// A PackageInstall when it has come to its end, which for a paused one is that its App says so.
    func result(of name: String) async throws -> KubernetesObject {
        if name == "paused" {
            try await staging.wait(for: .app, name, namespace: "app2") {
                $0.status?["friendlyDescription"] == "Canceled/paused"
            }
            return try await staging.get(.packageInstall, namespace: "app2", name: name)
        }
        return try await staging.wait(for: .packageInstall, name, namespace: "app2", \.hasCarvelResult)
    }
}
