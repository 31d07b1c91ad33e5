public import FoundationEssentials
import HTTPTransport

/// What Flux needs to know of one context of a kubeconfig, and nothing else: one context, one cluster, one user, with
/// the contents of all files in it. The same context always gives the same text.
public struct FluxKubeconfig: Sendable {
    /// The context that it is of.
    public let contextName: String
    /// The address of the API server.
    public let server: String
    /// The kubeconfig as YAML. It holds credentials.
    public let text: String
    private let context: FluxContext
    let connection: ClusterConnection

    /// The kubeconfig of one context.
    ///
    /// - Parameters:
    ///   - contextName: the name of a context; by default the current one.
    ///   - permissions: what the flags of the controllers permit.
    ///   - host: to read the files that the kubeconfig names.
    /// - Throws: `KubeconfigSecretError` where the kubeconfig is wrong, or says what Flux would drop.
    public init(
        _ kubeconfig: Kubeconfig,
        context contextName: String? = nil,
        permitted permissions: FluxPermissions = [],
        host: Host
    ) throws(KubeconfigSecretError) {
        do {
            context = try FluxContext(kubeconfig, contextName)
        } catch {
            throw .kubeconfig(error)
        }
        // Before any file is read: a refusal says more than a file that is missing.
        if let refusal = context.refusal(permissions) { throw .refused(refusal) }
        do {
            connection = try kubeconfig.connection(ConnectionOverrides(context: context.name), host: host)
        } catch {
            throw .kubeconfig(error)
        }
        self.contextName = context.name
        server = connection.server
        text = context.document(connection).text
    }

    /// The kubeconfig of a context's cluster with a token in place of the context's user.
    ///
    /// - Parameters:
    ///   - contextName: the name of a context; by default the current one.
    ///   - permissions: what the flags of the controllers permit.
    ///   - host: to read the files that the kubeconfig names.
    ///   - user: what the kubeconfig calls whom the token is of.
    /// - Throws: `KubeconfigSecretError` where the kubeconfig is wrong, or Flux could not trust the cluster by it.
    public init(
        clusterOf kubeconfig: Kubeconfig,
        context contextName: String? = nil,
        permitted permissions: FluxPermissions = [],
        host: Host,
        user: String,
        token: String
    ) throws(KubeconfigSecretError) {
        do {
            context = try FluxContext(kubeconfig, contextName)
        } catch {
            throw .kubeconfig(error)
        }
        if let refusal = context.trustRefusal(permissions) { throw .refused(refusal) }
        do {
            connection = try kubeconfig.connection(ConnectionOverrides(context: context.name), host: host).bearing(
                token
            )
        } catch {
            throw .kubeconfig(error)
        }
        self.contextName = context.name
        server = connection.server
        var document = context.document(connection)
        document.userName = user
        document.namespace = nil
        text = document.text
    }

    /// What will work, but perhaps not as hoped, or not for long.
    ///
    /// - Parameter now: the time by which tokens and certificates are judged.
    public func warnings(at now: Date) -> [FluxKubeconfigWarning] {
        FluxKubeconfigWarning.all(of: connection, at: now, cluster: context.clusterPlace, user: context.userPlace)
    }
}

extension ClusterConnection {
    /// The way to the same cluster, logged in by a token alone.
    func bearing(_ token: String) -> ClusterConnection {
        var connection = self
        connection.credentials = .token(token)
        connection.tls.clientCertificate = nil
        connection.tls.clientKey = nil
        connection.impersonation = nil
        return connection
    }
}
