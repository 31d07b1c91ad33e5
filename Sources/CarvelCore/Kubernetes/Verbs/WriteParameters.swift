/// What the server does about fields that the type lacks, or that stand twice in the object.
///
/// Source: Kubernetes, "API Concepts", section "Field validation".
public enum FieldValidation: String, Sendable, Hashable {
    /// They are dropped without a word.
    case ignore = "Ignore"
    /// They are dropped, with a warning.
    case warn = "Warn"
    /// The request is refused.
    case strict = "Strict"
}

/// The parameters that requests which write have in common, as a URL carries them.
struct WriteParameters {
    var fieldManager: String?
    var force = false
    var dryRun = false
    var fieldValidation: FieldValidation?

    var query: [(String, String)] {
        var parameters: [(String, String)] = []
        if let fieldManager { parameters.append(("fieldManager", fieldManager)) }
        if force { parameters.append(("force", "true")) }
        if dryRun { parameters.append(("dryRun", "All")) }
        if let fieldValidation { parameters.append(("fieldValidation", fieldValidation.rawValue)) }
        return parameters
    }
}
