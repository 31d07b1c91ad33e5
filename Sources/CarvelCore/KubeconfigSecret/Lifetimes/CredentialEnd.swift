public import FoundationEssentials
import HTTPTransport

/// When something that a kubeconfig logs in with, or trusts, is good no longer.
public struct CredentialEnd: Sendable, Hashable {
    /// What ends.
    public var kind: Kind
    /// When it ends.
    public var end: Date

    /// What in a kubeconfig has an end.
    public enum Kind: String, Sendable, Hashable, CaseIterable {
        case token
        case clientCertificate
        case certificateAuthority

        /// As people speak of it.
        public var words: String {
            switch self {
            case .token: "token"
            case .clientCertificate: "client certificate"
            case .certificateAuthority: "certificate authority"
            }
        }

        /// The member of a kubeconfig that holds it.
        var member: String {
            switch self {
            case .token: "token"
            case .clientCertificate: "client-certificate"
            case .certificateAuthority: "certificate-authority"
            }
        }
    }
}

/// All that ends of what a connection logs in with and trusts.
struct CredentialEnds: Sendable, Hashable {
    /// The earliest end of each kind, in the order of the kinds.
    private(set) var known: [CredentialEnd] = []
    /// Certificates that are there and can't be read.
    private(set) var unreadable: [CredentialEnd.Kind] = []
    /// Whether all certificate authorities have ended, if one ends at all: one that is left still serves.
    private(set) var lastAuthority: Date?

    /// The earliest end of what is logged in with, if that ends.
    var login: Date? {
        known.filter { $0.kind != .certificateAuthority }.map(\.end).min()
    }

    init(of connection: ClusterConnection) {
        if case .token(let token) = connection.credentials, let end = WebToken.end(of: token) {
            known.append(CredentialEnd(kind: .token, end: end))
        }
        _ = read(connection.tls.clientCertificate, .clientCertificate)
        lastAuthority = read(connection.tls.certificateAuthority, .certificateAuthority)?.max()
    }

    private mutating func read(_ pem: [UInt8]?, _ kind: CredentialEnd.Kind) -> [Date]? {
        guard let pem else { return nil }
        guard let ends = try? CertificateValidity.all(inPEM: pem).map(\.end), let first = ends.min() else {
            unreadable.append(kind)
            return nil
        }
        known.append(CredentialEnd(kind: kind, end: first))
        return ends
    }
}
