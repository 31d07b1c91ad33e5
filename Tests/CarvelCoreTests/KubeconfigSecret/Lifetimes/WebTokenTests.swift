import FoundationEssentials
import Testing
import YAMLDocument

@testable import CarvelCore

@Suite("What a web token says")
struct WebTokenTests {
    static func token(_ claims: JSONValue) -> String {
        "e30.\(Base64.encode(JSONWriter.bytes(claims)).replacing("=", with: "").replacing("+", with: "-")).sig"
    }

    @Test("Of a service account, bound to a Secret")
    func bound() throws {
        let token = try #require(
            WebToken(
                Self.token([
                    "iat": 1000, "exp": 4600, "sub": "system:serviceaccount:shop:flux",
                    "kubernetes.io": ["secret": ["name": "flux-1", "uid": "u"]],
                ])
            )
        )
        #expect(token.end == Date(timeIntervalSince1970: 4600))
        #expect(token.lifetime == 3600)
        #expect(token.serviceAccount == NamespacedName(namespace: "shop", name: "flux"))
        #expect(token.secret == .init(name: "flux-1", uid: "u", holdsToken: false))
    }

    @Test("Of a service account, held by a Secret")
    func held() throws {
        let token = try #require(
            WebToken(
                Self.token([
                    "iss": "kubernetes/serviceaccount", "sub": "system:serviceaccount:shop:flux",
                    "kubernetes.io/serviceaccount/secret.name": "flux-token",
                ])
            )
        )
        #expect(token.end == nil)
        #expect(token.lifetime == nil)
        #expect(token.secret == .init(name: "flux-token", uid: nil, holdsToken: true))
    }

    @Test("Of somebody else, or no web token at all", arguments: ["opaque", "a.b.c", "", "..", "e30.W10.x"])
    func other(text: String) {
        #expect(WebToken(text)?.end == nil)
        #expect(WebToken(text)?.serviceAccount == nil)
        #expect(WebToken(Self.token(["sub": "ann"]))?.serviceAccount == nil)
        #expect(WebToken(Self.token(["sub": "system:serviceaccount:shop:"]))?.serviceAccount == nil)
    }
}
