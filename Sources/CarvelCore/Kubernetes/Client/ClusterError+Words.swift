import HTTPTransport

// The words in which a failure is told.

extension ClusterError {
    /// The reason without the cluster's name, and without what to do about it. Where several fields are at fault, each
    /// has a line of its own.
    public var reason: String {
        let text =
            switch cause {
            case .transport(let error): "can't be reached: \(error.message)"
            case .malformed(let message): "\(request): \(message)"
            case .credentials(let error): error.description
            case .notServed(let groupResource, let versions, let hint):
                "\(groupResource) is not served in \(versions.joined(separator: " or ")); \(hint)"
            case .lookup(let error): error.description
            case .status(let status): "\(request): \(words(of: status))"
            }
        return attempts > 1 ? "\(text) (tried \(attempts) times)" : text
    }

    /// What to do about it, where that can be told.
    public var advice: String? {
        guard let status else { return nil }
        switch status.reason {
        case .unauthorized: return "check the user of this context"
        // Admission refuses so too, for reasons of its own: so this tells what is needed, not what is lacking.
        case .forbidden: return action.map { "this takes the right to \($0.right)" }
        case .conflict where Self.hasOwners(status):
            return "take the fields over by force, or leave them to their manager"
        case .tooManyRequests: return "the server has too much to do: try again later"
        case .noStatus where isTypeAbsent && action != nil:
            return "install what brings this type, or check that the server's address is that of a Kubernetes API"
        default: return nil
        }
    }

    private func words(of status: APIStatus) -> String {
        switch status.reason {
        case .unauthorized: return "the credentials were refused (Unauthorized)"
        case .invalid where !status.causes.isEmpty:
            return "the server finds it invalid:" + Self.lines(status.causes)
        case .conflict where Self.hasOwners(status):
            return "other managers own fields of it:" + Self.lines(status.causes)
        case .noStatus:
            let answer = "HTTP \(status.code): \(status.message)"
            guard isTypeAbsent, let action else { return answer }
            let version = action.version.map { " in version \($0)" } ?? ""
            return "the server does not serve \(action.groupResource)\(version) (\(answer))"
        // Some answers are several paragraphs.
        default: return status.message.split(whereSeparator: \.isNewline).joined(separator: " ")
        }
    }

    /// One line for each cause: the field, and what is wrong with it.
    private static func lines(_ causes: [APIStatus.Cause]) -> String {
        causes.map { cause in
            // The server's word for no field at all.
            let isAboutAField = !cause.field.isEmpty && cause.field != "<nil>"
            return "\n  " + (isAboutAField ? "\(cause.field): " : "") + cause.message
        }.joined()
    }

    private static func hasOwners(_ status: APIStatus) -> Bool {
        status.causes.contains { $0.reason == APIStatus.Cause.fieldManagerConflict }
    }
}
