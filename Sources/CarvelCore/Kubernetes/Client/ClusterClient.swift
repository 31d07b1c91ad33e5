public import HTTPTransport
import YAMLDocument

/// A client of one cluster's API.
public struct ClusterClient: Sendable {
    /// Whom it talks to, and as whom.
    public let connection: ClusterConnection
    /// The time that a request which is no watch may take, with its answer and with all repetitions; `nil` for no limit.
    public var requestTimeout: Duration?
    let session: ClusterSession

    /// - Parameter requestTimeout: by default half a minute, so that a cluster that does not answer is soon known.
    init(_ connection: ClusterConnection, session: ClusterSession, requestTimeout: Duration?) {
        self.connection = connection
        self.session = session
        self.requestTimeout = requestTimeout
    }

    /// A client with a session of its own.
    ///
    /// - Parameters:
    ///   - host: where token files and programs that bring credentials are.
    ///   - requestTimeout: by default half a minute, so that a cluster that does not answer is soon known.
    public init(_ connection: ClusterConnection, host: Host, requestTimeout: Duration? = .seconds(30)) {
        let session = ClusterSessions(host: host).session(for: connection)
        self.init(connection, session: session, requestTimeout: requestTimeout)
    }

    /// A client whose credentials need nothing but the network.
    ///
    /// - Parameter requestTimeout: by default half a minute, so that a cluster that does not answer is soon known.
    public init(_ connection: ClusterConnection, http: any HTTPClient, requestTimeout: Duration? = .seconds(30)) {
        self.init(connection, host: Host(http: http), requestTimeout: requestTimeout)
    }

    /// The same cluster, asked in another's name.
    public func impersonating(_ impersonation: ClusterConnection.Impersonation) -> ClusterClient {
        var connection = connection
        connection.impersonation = impersonation
        return ClusterClient(connection, session: session, requestTimeout: requestTimeout)
    }

    /// Who may be held responsible for the fields that we apply.
    public static let fieldManager = "carvel-deliver"
}
