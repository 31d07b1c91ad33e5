import CarvelCore
import HTTPTransport
import Sandbox
import TestSupport
import Testing
import YAMLDocument

@Suite("What the client does with an API server")
struct EveryRequestTests {
    @Test(
        "comes to what it says, on ours and on a real one",
        arguments: ClientOperation.all,
        TestAPIServer.Kind.available
    )
    func works(_ operation: ClientOperation, _ kind: TestAPIServer.Kind) async throws {
        try await TestAPIServer.with(kind) { server in
            let http = CurlClient()
            let namespace = try await server.makeNamespace(http: http)
            for _ in 1...2 { try await operation.run(server.client(http: http), namespace) }
            try await Self.expectWhole(server.client(http: http), namespace)
        }
    }

    static let failures: [FaultPlan.Action] = [
        .status(500), .status(503), .status(429, retryAfter: 1), .status(403), .connectionReset,
        .cutBody(afterBytes: 20),
    ]

    @Test(
        "ends right or with an error, whichever of its requests is struck, and leaves nothing half-done",
        arguments: ClientOperation.all,
        failures
    )
    func struck(_ operation: ClientOperation, _ failure: FaultPlan.Action) async throws {
        try await TestAPIServer.with(.sandbox) { server in
            let sandbox = try #require(server.sandbox)
            let http = CurlClient()
            for number in 1...100 {
                let namespace = try await server.makeNamespace(http: http)
                sandbox.setFaults(FaultPlan([.init(failure, atRequest: number)]))
                do {
                    try await operation.run(server.client(http: http), namespace)
                    try await Self.expectWhole(server.client(http: http), namespace)
                } catch let error as ClusterError {
                    #expect(error.description.hasPrefix("cluster \"test\": "))
                }
                let requests = try #require(sandbox.faultMatches.first)
                sandbox.setFaults(FaultPlan())
                // What an error left is whole, and the next try completes it.
                if let left = try await server.client(http: http).find(
                    .configMap,
                    namespace: namespace,
                    name: ClientOperation.name
                ) {
                    #expect(left.json["data"] == ClientOperation.data)
                }
                try await operation.run(server.client(http: http), namespace)
                try await Self.expectWhole(server.client(http: http), namespace)
                if requests < number { return }
            }
            Issue.record("the operation has no end")
        }
    }

    private static func expectWhole(_ client: ClusterClient, _ namespace: String) async throws {
        let object = try await client.get(.configMap, namespace: namespace, name: ClientOperation.name)
        #expect(object.json["data"] == ClientOperation.data)
    }
}
