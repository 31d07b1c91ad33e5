public import HTTPTransport
import YAMLDocument

/// A client of one cluster's API.
public struct ClusterClient: Sendable {
    /// Whom it talks to, and as whom.
    public let connection: ClusterConnection
    /// The time that a request which is no watch may take, its answer included; `nil` for no limit.
    public var requestTimeout: Duration?
    let http: any HTTPClient

    /// - Parameter requestTimeout: by default half a minute, so that a cluster that does not answer is soon known.
    public init(_ connection: ClusterConnection, http: any HTTPClient, requestTimeout: Duration? = .seconds(30)) {
        self.connection = connection
        self.http = http
        self.requestTimeout = requestTimeout
    }

    /// The same cluster, asked in another's name.
    public func impersonating(_ impersonation: ClusterConnection.Impersonation) -> ClusterClient {
        var connection = connection
        connection.impersonation = impersonation
        return ClusterClient(connection, http: http, requestTimeout: requestTimeout)
    }

    /// Who may be held responsible for the fields that we apply.
    public static let fieldManager = "carvel-deliver"
}

// MARK: Requests

extension ClusterClient {
    /// One request to the API, in words and as it goes over the wire.
    struct Call {
        /// For messages, such as `get secrets "x"`.
        var description: String
        var method = "GET"
        var path: String
        var contentType: String?
        var body: [UInt8]?
        var accept = "application/json"
    }

    /// The answer to a call as a JSON value.
    func value(_ call: Call) async throws(ClusterError) -> JSONValue {
        let response = try await response(call, timeout: requestTimeout)
        let bytes = try await body(of: response, call)
        do {
            return try JSONReader.value(bytes)
        } catch {
            throw self.error(call, .malformed("the server's answer is no JSON (\(error.message))"))
        }
    }

    /// The answer to a call once it is known to be a success; its body is still to be read.
    func response(_ call: Call, timeout: Duration?) async throws(ClusterError) -> HTTPResponse {
        var request = HTTPRequest(method: call.method, url: connection.server + call.path, headers: connection.headers)
        request.headers["Accept"] = call.accept
        request.headers["User-Agent"] = "kubectl-carvel/\(Version.current)"
        request.headers["Content-Type"] = call.contentType
        if let body = call.body { request.body = .bytes(body) }
        request.tls = connection.tls
        if let proxy = connection.proxy { request.proxy = .url(proxy) }
        request.timeout = timeout
        if let timeout { request.connectTimeout = min(request.connectTimeout, timeout) }

        let response: HTTPResponse
        do {
            response = try await http.send(request)
        } catch {
            throw self.error(call, .transport(error))
        }
        guard (200..<300).contains(response.status) else {
            throw self.error(call, .status(APIStatus(code: response.status, body: try await body(of: response, call))))
        }
        return response
    }

    func error(_ call: Call, _ cause: ClusterError.Cause) -> ClusterError {
        ClusterError(cluster: connection.name, request: call.description, cause: cause)
    }

    private func body(of response: HTTPResponse, _ call: Call) async throws(ClusterError) -> [UInt8] {
        do {
            return try await response.body.collect()
        } catch {
            throw self.error(call, .transport(error))
        }
    }
}
