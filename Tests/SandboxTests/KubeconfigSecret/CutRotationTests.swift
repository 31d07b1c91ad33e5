import CarvelCore
import Sandbox
import Synchronization
import TestSupport
import Testing
import YAMLDocument

@Suite("A rotation that is cut")
struct CutRotationTests {
    static let failures: [FaultPlan.Action] = [
        .status(500), .status(503), .status(403), .connectionReset, .cutBody(afterBytes: 20),
    ]

    @Test(
        "Leaves a Secret that works, whichever of its requests is struck, and the next one completes it",
        arguments: failures,
        [AccountKubeconfig.Lifetime.seconds(3600), .unlimited]
    )
    func struck(_ failure: FaultPlan.Action, _ lifetime: AccountKubeconfig.Lifetime) async throws {
        try await RotatingCluster.with { cluster in
            let sandbox = try #require(cluster.server.sandbox)
            let access = FluxAccess(
                actingAs: NamespacedName(namespace: cluster.namespace, name: "shop-sa"),
                targetNamespace: nil
            )
            try await cluster.create(lifetime)
            for number in 1...100 {
                let old = try await cluster.token()
                sandbox.setFaults(FaultPlan([.init(failure, atRequest: number)]))
                let result = try await cluster.rotate(accesses: [access])
                let requests = try #require(sandbox.faultMatches.first)
                sandbox.setFaults(FaultPlan())

                let now = try await cluster.token()
                #expect(try await cluster.isGood(now), "request \(number): \(result)")
                switch result {
                case .success(let rotated):
                    #expect(now != old, "request \(number)")
                    if rotated.old == .revoked { #expect(try await !cluster.isGood(old), "request \(number)") }
                case .failure(let error):
                    #expect(error.secret != .unchanged || now == old, "request \(number): \(error)")
                    #expect(error.secret != .replaced || now != old, "request \(number): \(error)")
                }
                var next = try await cluster.rotate(accesses: [access])
                // The failure may have spoilt a connection that is used once more.
                if case .failure = next { next = try await cluster.rotate(accesses: [access]) }
                #expect(try next.get().old == .revoked, "after request \(number)")
                #expect(try await cluster.isGood(try await cluster.token()))
                if requests < number { return }
            }
            Issue.record("the rotation has no end")
        }
    }

    @Test("Is cut by its task at any request, too")
    func cancelled() async throws {
        try await RotatingCluster.with { cluster in
            let sandbox = try #require(cluster.server.sandbox)
            try await cluster.create()
            for number in 1...100 {
                sandbox.setFaults(FaultPlan([.init(.stall, atRequest: number)]))
                let requests = try await Self.cutRotation(of: cluster, on: sandbox, atRequest: number)
                sandbox.setFaults(FaultPlan())
                #expect(try await cluster.isGood(try await cluster.token()), "request \(number)")
                if requests < number { return }
            }
            Issue.record("the rotation has no end")
        }
    }

    /// Cancels a rotation once one of its requests waits for an answer, or lets it end where it has fewer.
    ///
    /// - Returns: how many requests it has sent.
    private static func cutRotation(
        of cluster: RotatingCluster,
        on sandbox: APIServer,
        atRequest number: Int
    ) async throws -> Int {
        let flag = Flag()
        let rotation = Task {
            _ = try? await cluster.rotate()
            flag.raise()
        }
        while (sandbox.faultMatches.first ?? 0) < number, !flag.isRaised { await Task.yield() }
        let requests = sandbox.faultMatches.first ?? 0
        rotation.cancel()
        await rotation.value
        return requests
    }

    private final class Flag: Sendable {
        private let raised = Atomic(false)

        var isRaised: Bool { raised.load(ordering: .acquiring) }

        func raise() { raised.store(true, ordering: .releasing) }
    }
}
