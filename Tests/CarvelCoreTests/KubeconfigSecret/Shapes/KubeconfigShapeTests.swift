import FoundationEssentials
import HTTPTransport
import Testing
import YAMLDocument

@testable import CarvelCore

@Suite("Kubeconfigs as they come")
struct KubeconfigShapeTests {
    private static let host = Host.inMemory(files: KubeconfigShape.files)

    private static func kubeconfig(_ shape: KubeconfigShape) throws -> Kubeconfig {
        var kubeconfig = Kubeconfig()
        try kubeconfig.merge(shape.text, file: "/k/config")
        return kubeconfig
    }

    private static func secret(_ text: String) -> KubernetesObject {
        KubeconfigSecret.manifest(runCluster: "staging", namespace: "shop", kubeconfig: text)
    }

    @Test("There are thirty of them or more")
    func number() {
        #expect(KubeconfigShape.all.count >= 30)
    }

    @Test("Give the Secret, or the refusal, that Flux's rules call for", arguments: KubeconfigShape.all)
    func outcome(_ shape: KubeconfigShape) throws {
        let kubeconfig = try Self.kubeconfig(shape)
        let result = Result { () throws(KubeconfigSecretError) in
            try FluxKubeconfig(kubeconfig, permitted: shape.permitted, host: Self.host)
        }
        switch (shape.expected, result) {
        case (.secret(let login, let warnings), .success(let flux)):
            #expect(flux.warnings(at: .distantPast).count == warnings)
            try expect(login, flux, shape)
        case (.refusal(let reason), .failure(.refused(let refusal))):
            #expect(refusal.reason == reason)
            #expect(!"\(refusal)".contains("topsecret"))
            try expectUseless(shape)
        case (.error(let words), .failure(.kubeconfig(let error))):
            #expect(error.description.contains(words))
            #expect(!error.description.contains("topsecret"))
        default: Issue.record("\(shape.expected) expected, got \(result)")
        }
    }

    /// What is made is read by Flux without loss, and logs in as kubectl would.
    private func expect(_ login: KubeconfigShape.Login, _ flux: FluxKubeconfig, _ shape: KubeconfigShape) throws {
        let reading = try FluxReading(Self.secret(flux.text), permitted: shape.permitted)
        #expect(reading.dropped == [])
        #expect(reading.filePaths == [])
        let kubectl = try Self.kubeconfig(shape).connection(host: Self.host)
        #expect(reading.connection.server == kubectl.server)
        #expect(reading.connection.tls == kubectl.tls)
        #expect(reading.connection.proxy == kubectl.proxy)
        switch (login, reading.connection.credentials) {
        case (.certificate, .none): #expect(reading.connection.tls.clientKey != nil)
        case (.token, .token), (.password, .basic): #expect(reading.connection.credentials == kubectl.credentials)
        case (.program, .exec(let plugin)): #expect(plugin.command == "aws")
        default: Issue.record("\(login) expected")
        }
    }

    /// What is refused would not log in, not trust, or log in as somebody else.
    private func expectUseless(_ shape: KubeconfigShape) throws {
        guard let reading = try? FluxReading(Self.secret(shape.text), permitted: shape.permitted) else { return }
        let isAnonymous = reading.connection.credentials == .none && reading.connection.tls.clientCertificate == nil
        #expect(isAnonymous || !reading.dropped.isEmpty)
    }
}
