import FoundationEssentials
import SwiftASN1
import Testing
import X509

@testable import Sandbox

@Suite("Certificates")
struct CertificateAuthorityTests {
    private let authority: CertificateAuthority
    private let verifier: ClientCertificateVerifier

    init() throws {
        authority = try CertificateAuthority(name: "build-ca")
        verifier = ClientCertificateVerifier(authority: authority)
    }

    private func subject(_ issued: IssuedCertificate) async throws -> ClientCertificateVerifier.Subject? {
        await verifier.subject(ofDER: try PEMDocument(pemString: issued.certificatePEM).derBytes)
    }

    @Test("tell the user and all groups")
    func subject() async throws {
        let issued = try authority.clientCertificate(user: "jane@example.com", groups: ["system:masters", "Grüße"])
        let expected = ClientCertificateVerifier.Subject(user: "jane@example.com", groups: ["system:masters", "Grüße"])
        #expect(try await subject(issued) == expected)
    }

    @Test("of another authority of the same name are refused")
    func stranger() async throws {
        let other = try CertificateAuthority(name: "build-ca")
        #expect(try await subject(other.clientCertificate(user: "jane", groups: [])) == nil)
    }

    @Test("that have expired are refused")
    func expired() async throws {
        let issued = try authority.clientCertificate(user: "jane", groups: [], validFor: -60)
        #expect(issued.notAfter < Date())
        #expect(try await subject(issued) == nil)
    }

    @Test("of servers do not serve as users'")
    func serverCertificate() async throws {
        let issued = try authority.serverCertificate(names: ["localhost"], addresses: [[127, 0, 0, 1]])
        #expect(try await subject(issued) == nil)
    }

    @Test("without a user name are refused")
    func nameless() async throws {
        #expect(try await subject(authority.clientCertificate(user: "", groups: ["a"])) == nil)
    }

    @Test("of servers carry their names and addresses")
    func alternativeNames() throws {
        let issued = try authority.serverCertificate(names: ["localhost", "build"], addresses: [[127, 0, 0, 1]])
        let certificate = try Certificate(pemEncoded: issued.certificatePEM)
        let names = try #require(try certificate.extensions.subjectAlternativeNames)
        #expect(Array(names).count == 3)
        #expect(names.contains(.dnsName("build")))
        #expect(names.contains(.ipAddress(ASN1OctetString(contentBytes: [127, 0, 0, 1]))))
        #expect(certificate.issuer == authority.certificate.subject)
    }
}
