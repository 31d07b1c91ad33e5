import CarvelCore
import Testing
import YAMLDocument

@testable import Sandbox

@Suite("The API server over its socket")
struct ServingTests {
    @Test("speaks HTTP/1.1 and HTTP/2 over TLS", arguments: [("--http1.1", "HTTP/1.1"), ("--http2", "HTTP/2")])
    func versions(option: String, version: String) async throws {
        try await withCluster { cluster in
            let answer = try await cluster.send("GET", "/api/v1/namespaces", options: [option])
            #expect(answer.version == version)
            #expect(answer.status == 200)
            #expect(answer.json["items"]?.array?.isEmpty == false)
        }
    }

    @Test("answers HEAD without a body", arguments: ["--http1.1", "--http2"])
    func head(option: String) async throws {
        try await withCluster { cluster in
            for (path, status) in [("/version", 200), ("/nope", 404)] {
                let answer = try await cluster.send("HEAD", path, options: [option, "--head"])
                #expect(answer.status == status)
                #expect(answer.exitStatus == 0)
                #expect(answer.body.isEmpty)
            }
        }
    }

    @Test("keeps a record of requests")
    func records() async throws {
        try await withCluster { cluster in
            let jane = try cluster.addUser("jane")
            try await cluster.send("GET", "/api/v1/secrets?limit=1", headers: ["User-Agent": "tester/1.0"], as: jane)
            let expected = RequestRecord(
                method: "GET",
                path: "/api/v1/secrets?limit=1",
                user: "jane",
                userAgent: "tester/1.0",
                status: 403
            )
            #expect(cluster.server.requests == [expected])
            #expect(cluster.server.accessCount == 1)
        }
    }

    @Test("hands out large lists whole, and in pages that together are the whole", arguments: ["--http1.1", "--http2"])
    func largeList(option: String) async throws {
        try await withCluster { cluster in
            try await cluster.createNamespace("apps")
            let text = String(repeating: "0123456789", count: 2_000)
            for number in 0..<20 {
                let object: JSONValue = [
                    "metadata": ["name": .string("big-\(number)")], "data": ["text": .string(text)],
                ]
                try await cluster.send("POST", "/api/v1/namespaces/apps/configmaps", object)
            }
            let path = "/api/v1/configmaps"
            let all = try await cluster.send("GET", path, options: [option])
            #expect(all.body.count > 400_000)
            let names = all.json["items"]?.array?.map { $0[path: "metadata", "name"] ?? "" } ?? []
            #expect(names.count > 20)

            var paged: [JSONValue] = []
            var token = ""
            var remaining: Int?
            repeat {
                let page = try await cluster.send("GET", "\(path)?limit=6&continue=\(token)", options: [option]).json
                let items = try #require(page["items"]?.array)
                #expect(items.count <= 6)
                if let remaining { #expect(remaining == names.count - paged.count) }
                paged += items.map { $0[path: "metadata", "name"] ?? "" }
                token = page[path: "metadata", "continue"]?.string ?? ""
                remaining = page[path: "metadata", "remainingItemCount"]?.int
            } while !token.isEmpty
            #expect(paged == names)
        }
    }

    @Test("refuses bodies over the limit of the real server")
    func largeBody() async throws {
        try await withCluster { cluster in
            let text = String(repeating: "x", count: 4 * 1024 * 1024)
            let object: JSONValue = ["metadata": ["name": "big"], "data": ["text": .string(text)]]
            let answer = try await cluster.send("POST", "/api/v1/namespaces/default/configmaps", object)
            #expect(answer.status == 413)
        }
    }

    @Test(
        "answers paths and methods that it does not serve as the real server",
        arguments: [
            ("GET", "/nope", 404), ("GET", "/api/v2", 404), ("GET", "/apis/apps/v1/nopes", 404),
            ("GET", "/api/v1/namespaces/default/secrets/x/nope", 404), ("GET", "/api/v1/secrets/x/status/y", 404),
            ("PUT", "/api/v1/namespaces/default/secrets", 405), ("DELETE", "/api/v1/secrets", 405),
            ("POST", "/api/v1/secrets", 405), ("DELETE", "/api/v1/namespaces", 405),
            ("GET", "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews", 405),
            ("GET", "/api/v1/namespaces/default/serviceaccounts/x/token", 405), ("DELETE", "/version", 405),
        ]
    )
    func notServed(method: String, path: String, status: Int) async throws {
        try await withCluster { cluster in
            let answer = try await cluster.send(method, path)
            #expect(answer.status == status)
        }
    }

    @Test("deletes the selected objects of a collection")
    func deleteCollection() async throws {
        try await withCluster { cluster in
            let path = "/api/v1/namespaces/default/secrets"
            for (name, team) in [("a", "x"), ("b", "x"), ("c", "y")] {
                let metadata: JSONValue = ["name": .string(name), "labels": ["team": .string(team)]]
                try await cluster.send("POST", path, ["metadata": metadata])
            }
            let answer = try await cluster.send("DELETE", "\(path)?labelSelector=team%3Dx")
            #expect(answer.status == 200)
            #expect(answer.json["items"]?.array?.count == 2)
            let left = try await cluster.send("GET", path).json["items"]?.array
            #expect(left?.map { $0[path: "metadata", "name"] } == ["c"])
        }
    }

    @Test("warns of deprecated versions and of unknown fields")
    func warnings() async throws {
        let configuration = APIServer.Configuration(name: "build", flux: .v2_6)
        try await withCluster(configuration) { cluster in
            let path = "/apis/kustomize.toolkit.fluxcd.io/v1beta2/namespaces/default/kustomizations"
            let answer = try await cluster.send("GET", path)
            #expect(answer.header("Warning")?.hasPrefix("299 - \"") == true)
            #expect(answer.header("Warning")?.contains("deprecated") == true)
            let object: JSONValue = ["metadata": ["name": "x"], "nope": 1]
            let created = try await cluster.send("POST", "/api/v1/namespaces/default/configmaps", object)
            #expect(created.status == 201)
            #expect(created.header("Warning") == "299 - \"unknown field \\\"nope\\\"\"")
        }
    }

    @Test("refuses unknown options of writes")
    func unknownOptions() async throws {
        try await withCluster { cluster in
            let object: JSONValue = ["metadata": ["name": "x"]]
            for query in ["dryRun=Some", "fieldValidation=Perhaps"] {
                let answer = try await cluster.send("POST", "/api/v1/namespaces/default/configmaps?\(query)", object)
                #expect(answer.status == 422)
                #expect(answer.json["reason"] == "Invalid")
            }
        }
    }
}
