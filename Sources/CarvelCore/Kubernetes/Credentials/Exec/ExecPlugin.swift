import YAMLDocument

/// A program that brings a user's credentials, as `user.exec` of a kubeconfig names it.
///
/// Source: Kubernetes, "client-go credential plugins".
public struct ExecPlugin: Sendable, Hashable {
    /// The kubeconfig's place that names it, for messages.
    var place: String
    /// In which version of the protocol it is spoken to, and must answer.
    var version: Version
    /// Its absolute path, or a name to look for in `PATH`.
    var command: String
    var arguments: [String]
    /// What it finds in its environment beside what this process has.
    var variables: [String: String]
    var interactiveMode: InteractiveMode
    /// What to tell the user where the program is missing.
    var installHint: String?
    /// Whether it asks to be told of the cluster (`provideClusterInfo`).
    var wantsClusterInfo = false
    /// What it is told of the cluster, where it asks for that.
    var cluster: JSONValue?

    /// The versions of the protocol that are known here, as in client-go.
    enum Version: String, Sendable, CaseIterable {
        case v1 = "client.authentication.k8s.io/v1"
        case v1beta1 = "client.authentication.k8s.io/v1beta1"
    }

    /// Whether the program reads what the user types.
    enum InteractiveMode: String, Sendable, CaseIterable {
        case never = "Never"
        case ifAvailable = "IfAvailable"
        case always = "Always"
    }
}
