import HTTPTransport
import OrderedCollections
import YAMLDocument

/// A kubeconfig of one context, its members in the order in which kubectl writes them.
struct FluxDocument: Sendable {
    var contextName: String
    var clusterName: String
    var userName: String
    /// The namespace of the context.
    var namespace: String?
    /// Where the cluster is, and how it is logged in to. Credentials that are a program count as none.
    var connection: ClusterConnection
    /// The program that logs in, as the kubeconfig has it, where the controllers may run one.
    var exec: JSONValue?
    /// What the program wants to know of the cluster, as the kubeconfig has it.
    var clusterExtensions: JSONValue?

    /// The document as YAML. It holds credentials.
    var text: String { YAMLWriter.string(json) }

    private var json: JSONValue {
        [
            "apiVersion": "v1",
            "kind": "Config",
            "clusters": [["cluster": .object(clusterMembers), "name": .string(clusterName)]],
            "contexts": [["context": .object(contextMembers), "name": .string(contextName)]],
            "current-context": .string(contextName),
            "users": [["name": .string(userName), "user": .object(userMembers)]],
        ]
    }

    private var contextMembers: JSONObject {
        var members: JSONObject = ["cluster": .string(clusterName)]
        members["namespace"] = namespace.map(JSONValue.string)
        members["user"] = .string(userName)
        return members
    }

    private var clusterMembers: JSONObject {
        var members = JSONObject()
        members["certificate-authority-data"] = Self.data(connection.tls.certificateAuthority)
        members["extensions"] = clusterExtensions
        if !connection.tls.verifiesServer { members["insecure-skip-tls-verify"] = true }
        members["proxy-url"] = connection.proxy.map(JSONValue.string)
        members["server"] = .string(connection.server)
        members["tls-server-name"] = connection.tls.serverName.map(JSONValue.string)
        return members
    }

    private var userMembers: JSONObject {
        var members = JSONObject()
        members["client-certificate-data"] = Self.data(connection.tls.clientCertificate)
        members["client-key-data"] = Self.data(connection.tls.clientKey)
        switch connection.credentials {
        // Token files are refused before it comes to this.
        case .none, .tokenFile: break
        case .exec: members["exec"] = exec
        case .token(let token): members["token"] = .string(token)
        case .basic(let username, let password):
            members["password"] = .string(password)
            members["username"] = .string(username)
        }
        return members
    }

    private static func data(_ bytes: [UInt8]?) -> JSONValue? {
        bytes.map { .string(Base64.encode($0)) }
    }
}
