import Foundation
import Hummingbird

/// The user name and password that a request carries (RFC 7617).
enum BasicAuthentication {
    static func credentials(of request: Request) -> GitServer.Credentials? {
        guard let header = request.headers[.authorization] else { return nil }
        let parts = header.split(separator: " ", maxSplits: 1)
        guard parts.count == 2, parts[0].lowercased() == "basic",
            let data = Data(base64Encoded: String(parts[1])),
            let text = String(data: data, encoding: .utf8),
            let colon = text.firstIndex(of: ":")
        else { return nil }
        return GitServer.Credentials(
            username: String(text[..<colon]),
            password: String(text[text.index(after: colon)...])
        )
    }
}
