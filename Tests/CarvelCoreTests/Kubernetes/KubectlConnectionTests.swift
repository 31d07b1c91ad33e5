import HTTPTransport
import Testing
import YAMLDocument

@testable import CarvelCore

@Suite(
    "kubectl and we connect alike",
    .enabled("kubectl is not on PATH") { await KubectlCase.hasKubectl() }
)
struct KubectlConnectionTests {
    private func request(_ example: KubectlCase, _ host: Host) throws -> KubectlRequest {
        let connection = try Kubeconfig.load(explicitPath: nil, host: host).connection(example.overrides, host: host)
        return KubectlRequest(
            server: connection.server,
            hasAuthorization: connection.isEncrypted && connection.credentials != .none,
            impersonation: connection.impersonationHeaders.fields
                .map { KubectlRequest.normalised("\($0.name): \($0.value)") }
                .sorted()
        )
    }

    @Test("We ask whom kubectl asks, as whom it does", arguments: KubectlConnectionCases.sent)
    func sent(example: KubectlCase) async throws {
        try await example.connect { kubectl, host in
            let theirs = try #require(kubectl)
            let ours = try request(example, host)
            #expect(ours == theirs)
        }
    }

    @Test("We refuse to connect where kubectl does", arguments: KubectlConnectionCases.refused)
    func refused(example: KubectlCase) async throws {
        try await example.connect { kubectl, host in
            #expect(kubectl == nil)
            #expect(throws: KubeconfigError.self) { try request(example, host) }
        }
    }
}
