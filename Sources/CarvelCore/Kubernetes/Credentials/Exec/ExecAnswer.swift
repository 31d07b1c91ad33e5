import FoundationEssentials
import YAMLDocument

/// What a credential plugin wrote to its standard output: an `ExecCredential` with a status.
struct ExecAnswer: Sendable {
    var token: String?
    var certificate: PresentedCredentials.ClientCertificate?
    /// When it is no longer good; `nil` where the plugin does not say.
    var expires: Date?

    /// Reads an answer.
    ///
    /// - Throws: `ExecAnswerError` with what is wrong; nothing of the output is in it, for that is secret.
    init(_ output: [UInt8], version: ExecPlugin.Version) throws(ExecAnswerError) {
        let answer = try Self.document(output)
        guard answer["kind"]?.string == "ExecCredential" else {
            throw ExecAnswerError("it printed no ExecCredential")
        }
        guard let answered = answer["apiVersion"]?.string, answered == version.rawValue else {
            throw ExecAnswerError(
                "it did not answer in the apiVersion that it was asked in; expected \(version.rawValue), which is what"
                    + " the kubeconfig says"
            )
        }
        guard let status = answer["status"], status.object != nil else {
            throw ExecAnswerError("it printed an ExecCredential without a status")
        }
        token = try Self.text(status, "token")
        certificate = try Self.certificate(status)
        guard token != nil || certificate != nil else {
            throw ExecAnswerError("it printed neither a token nor a client certificate")
        }
        if let time = try Self.text(status, "expirationTimestamp") {
            guard let date = Self.date(time) else {
                throw ExecAnswerError("status.expirationTimestamp is no time of RFC 3339, such as 2030-01-31T12:00:00Z")
            }
            expires = date
        }
    }

    /// JSON, or YAML, which client-go reads too.
    private static func document(_ output: [UInt8]) throws(ExecAnswerError) -> JSONValue {
        if let value = try? JSONReader.value(output) { return value }
        guard let text = String(validating: output, as: UTF8.self), let value = try? YAMLReader.document(text) else {
            throw ExecAnswerError("what it printed is neither JSON nor YAML")
        }
        return value
    }

    private static func text(_ status: JSONValue, _ member: String) throws(ExecAnswerError) -> String? {
        guard let value = status[member], !value.isNull else { return nil }
        guard let text = value.string else { throw ExecAnswerError("status.\(member) is no text") }
        return text.isEmpty ? nil : text
    }

    private static func certificate(
        _ status: JSONValue
    ) throws(ExecAnswerError) -> PresentedCredentials.ClientCertificate? {
        let certificate = try text(status, "clientCertificateData")
        let key = try text(status, "clientKeyData")
        switch (certificate, key) {
        case (nil, nil): return nil
        case (let certificate?, let key?):
            if let problem = PEMText.certificate.problem(of: Array(certificate.utf8)) {
                throw ExecAnswerError("status.clientCertificateData: \(problem)")
            }
            if let problem = PEMText.privateKey.problem(of: Array(key.utf8)) {
                throw ExecAnswerError("status.clientKeyData: \(problem)")
            }
            return .init(certificate: Array(certificate.utf8), key: Array(key.utf8))
        default:
            throw ExecAnswerError("it printed only one of a client certificate and its key; they go together")
        }
    }

    private static func date(_ text: String) -> Date? {
        let plain = Date.ISO8601FormatStyle()
        let fractional = Date.ISO8601FormatStyle(includingFractionalSeconds: true)
        return (try? plain.parse(text)) ?? (try? fractional.parse(text))
    }
}

/// What is wrong with a plugin's answer.
struct ExecAnswerError: Error {
    var message: String

    init(_ message: String) {
        self.message = message
    }
}
