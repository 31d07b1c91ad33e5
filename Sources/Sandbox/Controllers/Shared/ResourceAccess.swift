import CarvelCore
import HTTPTransport
import YAMLDocument

/// What controllers that handle any kind of object need beyond `ClusterClient`: the type that a kind stands for, and
/// replacing an object, which kapp does instead of patching it.
struct ResourceAccess: Sendable {
    let client: ClusterClient
    let http: any HTTPClient
    var server: String { client.connection.server }

    /// The type that an object's apiVersion and kind stand for, as this cluster serves it.
    func type(apiVersion: String, kind: String) async throws(RequestFailure) -> ResourceType {
        let parts = apiVersion.split(separator: "/", maxSplits: 1)
        let (group, version) = parts.count == 2 ? (String(parts[0]), String(parts[1])) : ("", apiVersion)
        let path = group.isEmpty ? "/api/\(version)" : "/apis/\(group)/\(version)"
        let list: JSONValue
        do {
            list = try await send("GET", path, body: nil)
        } catch  where error.isNotFound {
            throw noMatch(apiVersion, kind)
        }
        let resources = list["resources"]?.array ?? []
        let match = resources.first { $0["kind"]?.string == kind && $0["name"]?.string?.contains("/") == false }
        guard let match, let plural = match["name"]?.string else { throw noMatch(apiVersion, kind) }
        return ResourceType(
            group: group,
            version: version,
            kind: kind,
            plural: plural,
            isNamespaced: match["namespaced"]?.bool ?? false
        )
    }

    /// Puts a whole object in the place of the one of its name.
    func replace(_ object: KubernetesObject, as type: ResourceType) async throws(RequestFailure) {
        var path = type.group.isEmpty ? "/api/\(type.version)" : "/apis/\(type.group)/\(type.version)"
        if type.isNamespaced, let namespace = object.namespace { path += "/namespaces/\(namespace)" }
        _ = try await send("PUT", "\(path)/\(type.plural)/\(object.name)", body: object.json)
    }

    private func noMatch(_ apiVersion: String, _ kind: String) -> RequestFailure {
        RequestFailure(reason: "", message: "no matches for kind \"\(kind)\" in version \"\(apiVersion)\"")
    }

    private func send(_ method: String, _ path: String, body: JSONValue?) async throws(RequestFailure) -> JSONValue {
        let url = server + path
        var request = HTTPRequest(method: method, url: url, headers: identity)
        request.headers["Accept"] = "application/json"
        request.tls = client.connection.tls
        request.timeout = client.requestTimeout
        if let body {
            request.headers["Content-Type"] = "application/json"
            request.body = .bytes(JSONWriter.bytes(body))
        }
        let status: Int
        let bytes: [UInt8]
        do {
            let response = try await http.send(request)
            status = response.status
            bytes = try await response.body.collect()
        } catch {
            throw RequestFailure(error, url: url)
        }
        let answer = try? JSONReader.value(bytes)
        guard (200..<300).contains(status), let answer else {
            throw RequestFailure(
                reason: answer?["reason"]?.string ?? (status == 404 ? "NotFound" : ""),
                message: answer?["message"]?.string ?? "the server could not find the requested resource"
            )
        }
        return answer
    }

    private var identity: HTTPHeaders {
        var headers = HTTPHeaders()
        switch client.connection.credentials {
        // The controllers find no token file in their pods.
        case .none, .tokenFile: break
        case .token(let token): headers["Authorization"] = "Bearer \(token)"
        case .basic(let username, let password):
            headers["Authorization"] = "Basic \(Base64.encode("\(username):\(password)".utf8))"
        }
        headers["Impersonate-User"] = client.connection.impersonation?.user
        return headers
    }
}
