/// How a command ends. Usage errors end with 64, which the argument parser does by itself.
public enum ExitStatus: Int32, Error, Sendable {
    case success = 0
    /// It failed; or, of verification, the delivery is not verified; or, of a comparison, there is a difference.
    case failure = 1
    /// Verification could not tell.
    case undetermined = 2
    /// Stopped by Ctrl-C.
    case interrupted = 130
}
