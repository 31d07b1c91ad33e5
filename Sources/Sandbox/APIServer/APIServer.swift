import FoundationEssentials
import Synchronization

/// A Kubernetes API server in this process: TLS on loopback, authentication, RBAC, discovery and storage.
///
/// It answers like the real one as far as delivery needs it. What it stores is gone when it ends.
public final class APIServer: Sendable {
    /// What kind of cluster the server stands for.
    public struct Configuration: Sendable {
        /// The cluster's name, such as `build`; it stands in the names of certificates.
        public var name: String
        /// The release of Flux whose custom resources are served, if any.
        public var flux: FluxRelease?
        /// Whether the APIs of kapp-controller are served.
        public var hasKappController: Bool
        /// The address to listen on.
        public var host = "127.0.0.1"
        /// The port to listen on; 0 takes a free one.
        public var port = 0
        /// Whether watches may begin with a list (`sendInitialEvents`), which needs a newer etcd on real servers.
        public var streamsInitialEvents = false
        /// Failures to show from the start.
        public var faults = FaultPlan()
        /// The clock by which tokens expire and ages are told.
        var now: @Sendable () -> Date = { Date() }

        /// A cluster on a free port of loopback.
        public init(name: String, flux: FluxRelease? = nil, hasKappController: Bool = false) {
            self.name = name
            self.flux = flux
            self.hasKappController = hasKappController
        }
    }

    /// Where the server is reached: `https://127.0.0.1:PORT`.
    public let url: String
    /// The certificate of the authority that signed the server's own, as PEM.
    public let certificateAuthorityPEM: String

    let store: ObjectStore
    var catalog: ResourceCatalog { store.catalog }
    let authority: CertificateAuthority
    let podLogs: PodLogs
    private let name: String
    private let core: ServerCore
    private let port: Int
    /// `nil` while the server is stopped.
    private let listener: Mutex<Listener?>

    private init(name: String, core: ServerCore, listener: Listener) {
        url = "https://\(listener.address)"
        certificateAuthorityPEM = core.authority.certificatePEM
        store = core.store
        authority = core.authority
        podLogs = core.podLogs
        self.core = core
        self.name = name
        port = listener.port
        self.listener = Mutex(listener)
    }

    /// Starts a server; it listens when this returns.
    ///
    /// - Parameter authority: Signs the server's certificate, and those of users that it accepts.
    /// - Throws: If the port is taken, or a certificate or custom resource cannot be made use of.
    public static func start(
        _ configuration: Configuration,
        authority: CertificateAuthority
    ) async throws -> APIServer {
        let core = try ServerCore(configuration, authority: authority)
        return APIServer(
            name: configuration.name,
            core: core,
            listener: try await Listener.start(core, port: configuration.port)
        )
    }

    /// Ends all watches, closes all connections and the port, and waits until that is done. What is stored is kept for
    /// `resume`.
    public func stop() async {
        let listener = listener.withLock { listener in
            defer { listener = nil }
            return listener
        }
        await listener?.stop()
    }

    /// Listens again after `stop`, as a server that has been restarted: with the same address, objects, resource
    /// versions, certificates and tokens. A server that has not stopped goes on.
    ///
    /// - Parameter forgettingHistory: Whether watches and pages from before get 410, as if the restart had taken long.
    /// - Throws: If somebody else has taken the port meanwhile.
    public func resume(forgettingHistory: Bool = false) async throws {
        guard listener.withLock({ $0 == nil }) else { return }
        if forgettingHistory { store.compact() }
        let new = try await Listener.start(core, port: port)
        listener.withLock { $0 = new }
    }

    // MARK: Users

    /// A certificate and key, as PEM, with which a user logs in.
    ///
    /// - Parameters:
    ///   - user: The user's name.
    ///   - groups: The user's groups; members of `system:masters` may do everything.
    /// - Throws: If the names cannot stand in a certificate.
    public func clientCertificate(
        user: String,
        groups: [String]
    ) throws -> (certificate: String, key: String) {
        let issued = try authority.clientCertificate(user: user, groups: groups)
        return (issued.certificatePEM, issued.keyPEM)
    }

    /// Accepts a bearer token.
    public func addToken(_ token: String, user: String, groups: [String]) {
        core.authenticator.addStaticToken(token, for: UserInfo(name: user, groups: groups))
    }

    /// Accepts a bearer token no longer.
    public func removeToken(_ token: String) {
        core.authenticator.removeStaticToken(token)
    }

    /// Refuses, from now on, every service-account token issued so far, as if it had expired.
    public func revokeServiceAccountTokens() {
        core.authenticator.revokeServiceAccountTokens()
    }

    /// Lets the service accounts of another cluster log in, as by OpenID Connect: with a token whose audience is this
    /// server's address, and under their name with the cluster's before it, such as
    /// `build:system:serviceaccount:shop:flux`.
    public func trust(_ issuer: APIServer) {
        core.authenticator.trust(issuer.core.authenticator, audience: url, prefix: "\(issuer.name):")
    }

    // MARK: Failures and records

    /// Shows other failures from now on; counting begins anew.
    public func setFaults(_ plan: FaultPlan) {
        core.faults.replace(plan)
    }

    /// For each failure of the plan, in its order, how many requests have come since it was set that fit it, struck or
    /// not.
    public var faultMatches: [Int] { core.faults.counts }

    /// The requests that were answered so far, oldest first; of very many only the latest.
    public var requests: [RequestRecord] { core.log.all }

    /// How many watches clients have open.
    var openWatches: Int { core.stopSignal.handlerCount }

    /// How many requests were answered so far, as far as they are remembered.
    public var accessCount: Int { core.log.all.count }
}
