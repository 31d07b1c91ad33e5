import FoundationEssentials
import Testing
import YAMLDocument

@testable import CarvelCore

@Suite("What a plugin answers")
struct ExecAnswerTests {
    private static let head = "\"kind\": \"ExecCredential\", \"apiVersion\": \"client.authentication.k8s.io/v1\""

    private func answer(_ text: String) throws -> ExecAnswer {
        try ExecAnswer(Array(text.utf8), version: .v1)
    }

    @Test(
        "JSON and YAML will do, with fields that nobody knows",
        arguments: [
            "{\(head), \"spec\": {\"interactive\": true}, \"status\": {\"token\": \"s\", \"expirationTimestamp\": null}}",
            "{\n\t\(head),\n\t\"status\": {\n\t\t\"token\": \"s\",\n\t\t\"more\": 1}}\n",
            "kind: ExecCredential\napiVersion: client.authentication.k8s.io/v1\nstatus:\n  token: s\n",
        ]
    )
    func forms(text: String) throws {
        let answer = try answer(text)
        #expect(answer.token == "s")
        #expect(answer.certificate == nil)
        #expect(answer.expires == nil)
    }

    @Test("An end is a moment, wherever it is told from")
    func end() throws {
        let text =
            "{\(Self.head), \"status\": {\"token\": \"s\", \"expirationTimestamp\": \"1970-01-01T01:00:10+01:00\"}}"
        #expect(try answer(text).expires == Date(timeIntervalSince1970: 10))
    }

    @Test(
        "Anything else is refused, without a word of it",
        arguments: [
            ("", "what it printed is neither JSON nor YAML"),
            ("topsecret", "it printed no ExecCredential"),
            ("{\"topsecret", "what it printed is neither JSON nor YAML"),
            ("{\"kind\": \"topsecret\"}", "it printed no ExecCredential"),
            (
                "{\"kind\": \"ExecCredential\", \"apiVersion\": \"client.authentication.k8s.io/v1beta1\", \"status\": {\"token\": \"topsecret\"}}",
                "it did not answer in the apiVersion that it was asked in; expected client.authentication.k8s.io/v1, which "
                    + "is what the kubeconfig says"
            ),
            ("{\(head)}", "it printed an ExecCredential without a status"),
            ("{\(head), \"status\": \"topsecret\"}", "it printed an ExecCredential without a status"),
            ("{\(head), \"status\": {\"token\": \"\"}}", "it printed neither a token nor a client certificate"),
            ("{\(head), \"status\": {\"token\": 5}}", "status.token is no text"),
            (
                "{\(head), \"status\": {\"token\": \"s\", \"expirationTimestamp\": \"topsecret\"}}",
                "status.expirationTimestamp is no time of RFC 3339, such as 2030-01-31T12:00:00Z"
            ),
            (
                "{\(head), \"status\": {\"token\": \"s\", \"clientKeyData\": \"topsecret\"}}",
                "it printed only one of a client certificate and its key; they go together"
            ),
            (
                "{\(head), \"status\": {\"clientCertificateData\": \"topsecret\", \"clientKeyData\": \"topsecret\"}}",
                "status.clientCertificateData: there is no certificate in PEM form; expected a line -----BEGIN "
                    + "CERTIFICATE-----"
            ),
        ]
    )
    func refusals(text: String, message: String) {
        let error = #expect(throws: ExecAnswerError.self) { try answer(text) }
        #expect(error?.message == message)
    }
}
