import FoundationEssentials
import Synchronization

/// Credentials that a plugin brings: asked for when first needed, kept until they expire or a server refuses them.
final class ExecCredentials: CredentialSource {
    private struct Issue {
        var credentials: PresentedCredentials
        var expires: Date?
    }

    private struct State {
        var latest: Issue?
        var count = 0
    }

    private let call: ExecCall
    private let state = Mutex(State())
    private let renewal = SharedWork<Result<PresentedCredentials, CredentialError>>()

    init(_ call: ExecCall) {
        self.call = call
    }

    /// All who ask while the plugin runs wait for that one run.
    func credentials() async throws(CredentialError) -> PresentedCredentials {
        if let valid { return valid }
        guard let result = await renewal.result(of: { await self.renewed() }) else {
            throw CredentialError("\(call.plugin.place): the login was stopped")
        }
        return try result.get()
    }

    /// Another try is always worth it: the next call asks the plugin anew, unless somebody has since done so.
    func discard(_ refused: PresentedCredentials) -> Bool {
        state.withLock { state in
            if state.latest?.credentials.issue == refused.issue { state.latest = nil }
        }
        return true
    }

    private var valid: PresentedCredentials? {
        let now = call.host.now()
        return state.withLock { state in
            guard let latest = state.latest, latest.expires.map({ now <= $0 }) ?? true else { return nil }
            return latest.credentials
        }
    }

    private func renewed() async -> Result<PresentedCredentials, CredentialError> {
        // They may have come between the look at them and this.
        if let valid { return .success(valid) }
        let answer: ExecAnswer
        do {
            answer = try await call.answer()
        } catch {
            return .failure(error)
        }
        return .success(keep(answer))
    }

    private func keep(_ answer: ExecAnswer) -> PresentedCredentials {
        state.withLock { state in
            state.count += 1
            let credentials = PresentedCredentials(
                authorization: answer.token.map { "Bearer \($0)" },
                certificate: answer.certificate,
                issue: state.count
            )
            state.latest = Issue(credentials: credentials, expires: answer.expires)
            return credentials
        }
    }
}
