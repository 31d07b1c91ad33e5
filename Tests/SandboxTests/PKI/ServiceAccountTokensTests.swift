import CarvelCore
import Testing
import YAMLDocument

@testable import Sandbox

@Suite("Service-account tokens")
struct ServiceAccountTokensTests {
    private let tokens = ServiceAccountTokens()
    private let claims = ServiceAccountTokens.Claims(
        namespace: "apps",
        name: "viewer",
        uid: "u-1",
        audiences: ["a"],
        expires: 2000,
        identifier: "t-1"
    )

    @Test("are read back as they were signed, until they expire")
    func roundTrip() throws {
        let token = try tokens.sign(claims, now: 1000)
        #expect(tokens.claims(of: token, now: 1999) == claims)
        #expect(tokens.claims(of: token, now: 2000) == nil)
    }

    @Test("of Secrets never expire")
    func secretToken() throws {
        let claims = ServiceAccountTokens.Claims(
            namespace: "apps",
            name: "viewer",
            uid: "u-1",
            audiences: [],
            secretName: "viewer-token"
        )
        let token = try tokens.sign(claims, now: 1000)
        #expect(tokens.claims(of: token, now: .max) == claims)
    }

    @Test("are JWTs with the claims of Kubernetes")
    func shape() throws {
        let parts = try tokens.sign(claims, now: 1000).split(separator: ".").map(String.init)
        #expect(parts.count == 3)
        let header = try JSONReader.value(try #require(Base64URL.decode(parts[0])))
        #expect(header["alg"] == "ES256")
        let payload = try JSONReader.value(try #require(Base64URL.decode(parts[1])))
        #expect(payload["sub"] == "system:serviceaccount:apps:viewer")
        #expect(payload["exp"] == 2000)
        #expect(payload["aud"] == ["a"])
        #expect(payload[path: "kubernetes.io", "serviceaccount", "uid"] == "u-1")
    }

    @Test("of another server, changed ones and no tokens at all are refused")
    func forgeries() throws {
        let token = try tokens.sign(claims, now: 1000)
        #expect(ServiceAccountTokens().claims(of: token, now: 1000) == nil)
        var parts = token.split(separator: ".").map(String.init)
        var other = claims
        other.name = "admin"
        parts[1] = try tokens.sign(other, now: 1000).split(separator: ".").map(String.init)[1]
        #expect(tokens.claims(of: parts.joined(separator: "."), now: 1000) == nil)
        for text in ["", "a.b", "a.b.c", "..", token + "."] {
            #expect(tokens.claims(of: text, now: 1000) == nil)
        }
    }

    @Test("use base64 for URLs", arguments: [[], [0], [0xFB, 0xFF], [1, 2, 3], Array(0...255)] as [[UInt8]])
    func base64(bytes: [UInt8]) {
        let text = Base64URL.encode(bytes)
        #expect(text.allSatisfy { !"+/=".contains($0) })
        #expect(Base64URL.decode(text) == bytes)
    }
}
