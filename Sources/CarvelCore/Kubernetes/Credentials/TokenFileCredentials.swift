import Algorithms

/// A bearer token in a file that somebody else replaces from time to time, as the kubelet does for a pod's token.
///
/// The file is read for each request, which costs less than the request, so that a new token counts at once.
struct TokenFileCredentials: CredentialSource {
    let path: String
    /// What names the file, for messages.
    let place: String
    /// The token that counts while the file has none.
    let otherwise: String?
    let files: FileSystem

    func credentials() throws(CredentialError) -> PresentedCredentials {
        do {
            return .bearer(try token())
        } catch {
            guard let otherwise else { throw error }
            return .bearer(otherwise)
        }
    }

    private func token() throws(CredentialError) -> String {
        let text: String
        do {
            text = try files.readText(path)
        } catch {
            throw CredentialError("\(place): \(error)")
        }
        let token = text.trimmingSuffix(while: \.isWhitespace)
        guard !token.isEmpty else { throw CredentialError("\(place): \(path) is empty; expected a bearer token") }
        return String(token)
    }

    /// Another try is worth it where the file has changed since the request was sent.
    func discard(_ refused: PresentedCredentials) -> Bool {
        guard let now = try? credentials() else { return false }
        return now != refused
    }
}
