import Crypto
public import FoundationEssentials
import SwiftASN1
import X509

/// A certificate authority of its own for one sandbox cluster: it signs the server's certificate and those of users.
///
/// The keys are P-256. They live in memory only, unless somebody writes the PEM texts out.
public struct CertificateAuthority: Sendable {
    /// The authority's own certificate, as PEM. A kubeconfig carries it as `certificate-authority-data`.
    public let certificatePEM: String

    let certificate: Certificate
    private let key: Certificate.PrivateKey

    /// Makes a new authority, valid from a day ago for ten years.
    ///
    /// - Parameter name: The common name in the authority's certificate.
    /// - Throws: What the certificate library says, if the name cannot be encoded.
    public init(name: String) throws {
        let key = Certificate.PrivateKey(P256.Signing.PrivateKey())
        let subject = try DistinguishedName { CommonName(name) }
        let now = Date()
        let certificate = try Certificate(
            version: .v3,
            serialNumber: Certificate.SerialNumber(),
            publicKey: key.publicKey,
            notValidBefore: now.addingTimeInterval(-86_400),
            notValidAfter: now.addingTimeInterval(10 * 365 * 86_400),
            issuer: subject,
            subject: subject,
            extensions: Certificate.Extensions {
                Critical(BasicConstraints.isCertificateAuthority(maxPathLength: 0))
                Critical(KeyUsage(digitalSignature: true, keyCertSign: true))
                SubjectKeyIdentifier(hash: key.publicKey)
            },
            issuerPrivateKey: key
        )
        self.key = key
        self.certificate = certificate
        self.certificatePEM = try certificate.serializeAsPEM().pemString
    }

    /// Signs a certificate for a server.
    ///
    /// - Parameters:
    ///   - names: The DNS names under which clients reach the server.
    ///   - addresses: Its IP addresses, as raw bytes in network order: four for IPv4, sixteen for IPv6.
    /// - Throws: What the certificate library says, if a name cannot be encoded.
    package func serverCertificate(names: [String], addresses: [[UInt8]]) throws -> IssuedCertificate {
        let alternatives =
            names.map { GeneralName.dnsName($0) }
            + addresses.map { GeneralName.ipAddress(ASN1OctetString(contentBytes: $0[...])) }
        return try issue(
            subject: DistinguishedName { CommonName(names.first ?? "server") },
            usage: .serverAuth,
            alternatives: alternatives,
            validFor: 365 * 86_400
        )
    }

    /// Signs a certificate with which a user logs in: Kubernetes reads the user from CN and the groups from O.
    ///
    /// - Parameters:
    ///   - user: The user's name.
    ///   - groups: The groups the user is in, without `system:authenticated`, which every server adds.
    ///   - validFor: How long the certificate lasts, in seconds. A negative number makes one that has expired.
    /// - Throws: What the certificate library says, if a name cannot be encoded.
    public func clientCertificate(
        user: String,
        groups: [String],
        validFor: TimeInterval = 365 * 86_400
    ) throws -> IssuedCertificate {
        try issue(
            subject: DistinguishedName {
                for group in groups {
                    OrganizationName(group)
                }
                CommonName(user)
            },
            usage: .clientAuth,
            alternatives: [],
            validFor: validFor
        )
    }

    private func issue(
        subject: DistinguishedName,
        usage: ExtendedKeyUsage.Usage,
        alternatives: [GeneralName],
        validFor: TimeInterval
    ) throws -> IssuedCertificate {
        let leafKey = P256.Signing.PrivateKey()
        let publicKey = Certificate.PublicKey(leafKey.publicKey)
        // Back-dated a little, for clients whose clock is behind.
        let now = Date()
        let notBefore = now.addingTimeInterval(min(-300, validFor - 300))
        let notAfter = now.addingTimeInterval(validFor)
        let authorityIdentifier = SubjectKeyIdentifier(hash: key.publicKey).keyIdentifier
        let leaf = try Certificate(
            version: .v3,
            serialNumber: Certificate.SerialNumber(),
            publicKey: publicKey,
            notValidBefore: notBefore,
            notValidAfter: notAfter,
            issuer: certificate.subject,
            subject: subject,
            extensions: Certificate.Extensions {
                Critical(BasicConstraints.notCertificateAuthority)
                Critical(KeyUsage(digitalSignature: true, keyEncipherment: true))
                try ExtendedKeyUsage([usage])
                AuthorityKeyIdentifier(keyIdentifier: authorityIdentifier)
                if !alternatives.isEmpty {
                    SubjectAlternativeNames(alternatives)
                }
            },
            issuerPrivateKey: key
        )
        return IssuedCertificate(
            certificatePEM: try leaf.serializeAsPEM().pemString,
            keyPEM: leafKey.pemRepresentation,
            notAfter: notAfter
        )
    }
}

/// A certificate and its private key, as an authority hands them out.
public struct IssuedCertificate: Sendable {
    /// The certificate, as PEM.
    public let certificatePEM: String
    /// The private key, as PEM in PKCS #8 form. A secret.
    public let keyPEM: String
    /// When the certificate stops being valid.
    public let notAfter: Date
}
