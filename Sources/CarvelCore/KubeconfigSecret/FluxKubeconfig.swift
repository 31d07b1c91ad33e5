public import FoundationEssentials
import HTTPTransport
import YAMLDocument

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
    private let connection: ClusterConnection

    /// The kubeconfig of one context.
    ///
    /// - Parameters:
    ///   - contextName: the name of a context; by default the current one.
    ///   - host: to read the files that the kubeconfig names.
    /// - Throws: `KubeconfigSecretError` where the kubeconfig is wrong, or says what Flux would drop.
    public init(
        _ kubeconfig: Kubeconfig,
        context contextName: String? = nil,
        host: Host
    ) throws(KubeconfigSecretError) {
        do {
            context = try FluxContext(kubeconfig, contextName)
        } catch {
            throw .kubeconfig(error)
        }
        // Before any file is read: a refusal says more than a file that is missing.
        if let refusal = context.refusal { throw .refused(refusal) }
        do {
            connection = try kubeconfig.connection(ConnectionOverrides(context: context.name), host: host)
        } catch {
            throw .kubeconfig(error)
        }
        self.contextName = context.name
        server = connection.server
        text = YAMLWriter.string(context.document(connection))
    }

    /// What will work, but perhaps not as hoped, or not for long.
    ///
    /// - Parameter now: the time by which tokens are judged.
    public func warnings(at now: Date) -> [FluxKubeconfigWarning] {
        FluxKubeconfigWarning.all(of: connection, at: now, cluster: context.clusterPlace, user: context.userPlace)
    }
}
