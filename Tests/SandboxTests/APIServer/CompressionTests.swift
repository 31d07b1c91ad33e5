import CarvelCore
import Testing
import YAMLDocument

@testable import Sandbox

@Suite("Large answers")
struct CompressionTests {
    private static let path = "/apis/packaging.carvel.dev/v1alpha1/packageinstalls"

    private func withFleet(_ count: Int, _ body: (TestCluster) async throws -> Void) async throws {
        try await withCluster(APIServer.Configuration(name: "test", hasKappController: true)) { cluster in
            try cluster.server.furnish(PackageInstallFleet(count: count, namespaces: 3))
            try await body(cluster)
        }
    }

    @Test("are compressed for clients that take gzip", arguments: ["--http1.1", "--http2"])
    func compressed(option: String) async throws {
        try await withFleet(500) { cluster in
            let plain = try await cluster.send("GET", Self.path, options: [option])
            #expect(plain.header("Content-Encoding") == nil)
            #expect(plain.body.count > 500_000)
            #expect(plain.json["items"]?.array?.count == 500)

            let raw = try await cluster.send("GET", Self.path, headers: ["Accept-Encoding": "gzip"], options: [option])
            #expect(raw.header("Content-Encoding") == "gzip")
            #expect(raw.header("Vary") == "Accept-Encoding")
            #expect(raw.body.prefix(2) == [0x1f, 0x8b])
            #expect(raw.body.count < plain.body.count / 4)

            // curl checks what is behind the blocks, the checksum and the length.
            let decoded = try await cluster.send("GET", Self.path, options: [option, "--compressed"])
            #expect(decoded.exitStatus == 0)
            #expect(decoded.body == plain.body)
        }
    }

    @Test("are left as they are below 128 KiB, and where gzip is not asked for in so many words")
    func plain() async throws {
        try await withFleet(500) { cluster in
            let small = try await cluster.send(
                "GET",
                "\(Self.path)?limit=20",
                headers: ["Accept-Encoding": "gzip"]
            )
            #expect(small.header("Content-Encoding") == nil)
            #expect(small.header("Content-Length") == "\(small.body.count)")
            for encoding in ["identity", "deflate, br", "gzip;q=0"] {
                let answer = try await cluster.send("GET", Self.path, headers: ["Accept-Encoding": encoding])
                #expect(answer.header("Content-Encoding") == nil, "\(encoding)")
            }
        }
    }

    @Test("are cut where a failure says, counted before compression")
    func cut() async throws {
        try await withFleet(500) { cluster in
            let plain = try await cluster.send("GET", Self.path).body
            cluster.server.setFaults(FaultPlan([.init(.cutBody(afterBytes: 300_000))]))
            let answer = try await cluster.send("GET", Self.path, options: ["--compressed"])
            #expect(answer.header("Content-Encoding") == "gzip")
            #expect(answer.exitStatus != 0)
            // The system may drop some of what was sent when the connection is reset.
            #expect(answer.body.count <= 300_000)
            #expect(plain.starts(with: answer.body))
        }
    }

    @Test("go out in pieces that together are the list", arguments: [0, 1, 2, 40])
    func pieces(count: Int) throws {
        let body = ListBody(
            [("kind", "L"), ("items", []), ("metadata", ["a": 1])],
            itemsKey: "items",
            items: (0..<count).map { StoredObject(.int(Int64($0))) },
            write: { JSONWriter.bytes($0.value) }
        )
        for size in [1, 10, 1_000] {
            let pieces = Array(body.pieces(ofAbout: size))
            let list = try JSONReader.value(Array(pieces.joined()))
            #expect(list["items"]?.array?.compactMap(\.int) == Array(0..<count))
            #expect(list["metadata"] == ["a": 1])
            #expect(pieces.dropLast().allSatisfy { $0.count >= size })
        }
        #expect(body.pieces(ofAbout: 1_000).map(\.count).count == 1)
    }
}
