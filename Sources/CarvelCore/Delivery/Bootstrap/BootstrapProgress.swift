/// What is told while a cluster is bootstrapped.
public enum BootstrapProgress: Sendable {
    /// Something is begun.
    case begun(String)
    /// Something is done.
    case done(String)
    /// Something is waited for, and why.
    case waiting(String)
    /// Something that is to be known.
    case warning(String)
    /// An object is done with.
    case applied(AppliedObject)
}
