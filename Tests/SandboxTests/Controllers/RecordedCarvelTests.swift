import CarvelCore
import Foundation
import OrderedCollections
import Testing
import YAMLDocument

@testable import Sandbox

/// What the recording of kapp-controller does not show; what it does is in `CarvelContractTests`.
@Suite("kapp-controller's work on the recorded packages", .serialized)
struct RecordedCarvelTests {
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
}

extension Landscape {
    /// The namespace, accounts and Secrets that were there when the recording began.
    func prepareRecording() async throws {
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
    }

    /// The rights and Packages of the recording besides.
    func replaySetup(_ recording: Recording) async throws {
        try await prepareRecording()
        for name in ["apply role", "apply rolebinding"] { try await replay(recording, name) }
        for exchange in recording.exchanges {
            guard let name = exchange["name"]?.string, name.hasPrefix("create package ") else { continue }
            try await replay(recording, name)
        }
    }

    /// Applies what a recorded request carried.
    func replay(_ recording: Recording, _ name: String) async throws {
        let object = KubernetesObject(try #require(try recording.exchange(name)["request"]?["body"]))
        let type = try await staging.resource(apiVersion: object.apiVersion, kind: object.kind).type
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
