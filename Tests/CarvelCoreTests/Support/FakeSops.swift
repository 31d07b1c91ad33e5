import CarvelCore
import OrderedCollections
import YAMLDocument

/// The program sops as a value: it encodes what the real one encrypts, and needs no key for that.
enum FakeSops {
    /// - Parameter hasKey: whether what is encrypted can be decrypted here.
    static func programs(hasKey: Bool = true) -> ScriptedPrograms {
        ScriptedPrograms { call, _ throws(ProgramError) in
            guard call.program == "sops", case .bytes(let bytes) = call.input,
                let document = try? YAMLReader.document(String(decoding: bytes, as: UTF8.self))
            else { return ProgramResult(ending: .status(2)) }
            if call.arguments.contains("encrypt") {
                return ProgramResult(output: Array(YAMLWriter.string(encrypted(document, call.arguments)).utf8))
            }
            guard hasKey else { return ProgramResult(ending: .status(128)) }
            return ProgramResult(output: Array(YAMLWriter.string(decrypted(document)).utf8))
        }
    }

    private static func encrypted(_ document: JSONValue, _ arguments: [String]) -> JSONValue {
        var document = document
        for (key, value) in document["stringData"]?.object ?? [:] {
            document["stringData"]?[key] = .string("ENC[\(Base64.encode((value.string ?? "").utf8))]")
        }
        let recipients = arguments.firstIndex(of: "--age").map { arguments[$0 + 1] } ?? ""
        let entries = recipients.split(separator: ",").map { ["recipient": .string(String($0))] as JSONValue }
        document["sops"] = ["age": .array(entries), "encrypted_regex": "^(data|stringData)$", "mac": "ENC[x]"]
        return document
    }

    private static func decrypted(_ document: JSONValue) -> JSONValue {
        var document = document
        document["sops"] = nil
        for (key, value) in document["stringData"]?.object ?? [:] {
            let text = (value.string ?? "").dropFirst("ENC[".count).dropLast()
            let plain = String(decoding: Base64.decode(String(text)) ?? [], as: UTF8.self)
            document["stringData"]?[key] = .string(plain)
        }
        return document
    }
}
