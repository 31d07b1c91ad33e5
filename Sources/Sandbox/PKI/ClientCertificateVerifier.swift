import SwiftASN1
import X509

/// Tells who presents a client certificate, if it is one of the authority's and still valid.
final class ClientCertificateVerifier: Sendable {
    /// The subject of a client certificate: CN and every O.
    struct Subject: Sendable, Hashable {
        var user: String
        var groups: [String]
    }

    private let authority: Certificate

    init(authority: CertificateAuthority) {
        self.authority = authority.certificate
    }

    /// The subject of a certificate, or `nil` for one of another authority, an expired one, or one without a user.
    ///
    /// - Parameter der: The certificate that the client presented in the TLS handshake.
    func subject(ofDER der: [UInt8]) async -> Subject? {
        guard let certificate = try? Certificate(derEncoded: der), mayAuthenticateClients(certificate) else {
            return nil
        }
        var verifier = Verifier(rootCertificates: CertificateStore([authority])) { RFC5280Policy() }
        let result = await verifier.validate(leaf: certificate, intermediates: CertificateStore())
        guard case .validCertificate = result else { return nil }
        return Self.subject(of: certificate)
    }

    /// A server's certificate must not serve as a user's.
    private func mayAuthenticateClients(_ certificate: Certificate) -> Bool {
        guard let usage = try? certificate.extensions.extendedKeyUsage else { return false }
        return usage.contains(.clientAuth)
    }

    private static func subject(of certificate: Certificate) -> Subject? {
        var user: String?
        var groups: [String] = []
        for attribute in certificate.subject.flatMap({ Array($0) }) {
            guard let text = String(attribute.value) else { continue }
            if attribute.type == .RDNAttributeType.commonName {
                user = text
            } else if attribute.type == .RDNAttributeType.organizationName {
                groups.append(text)
            }
        }
        guard let user, !user.isEmpty else { return nil }
        return Subject(user: user, groups: groups)
    }
}
