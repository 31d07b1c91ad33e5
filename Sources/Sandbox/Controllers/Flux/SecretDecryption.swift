import CarvelCore
import FoundationEssentials
import YAMLDocument

/// Decrypts the Secrets of a commit that sops encrypted, by the program itself, with the keys that the Kustomization names.
struct SecretDecryption {
    let controller: KustomizeController
    let kustomization: KubernetesObject

    /// The objects with plain text in the place of what was encrypted.
    ///
    /// - Throws: `FluxFailure` as Flux has it: where the Secret with the keys is missing, none of them fits, or decryption
    ///   was not asked for.
    func decrypted(_ objects: [KubernetesObject]) async throws -> [KubernetesObject] {
        guard let decryption = kustomization.spec?["decryption"] else {
            guard let object = objects.first(where: Self.isEncrypted) else { return objects }
            throw FluxFailure(
                reason: "ReconciliationFailed",
                message:
                    "\(subject(object)) is SOPS encrypted, configuring decryption is required for this secret to be"
                    + " reconciled"
            )
        }
        // Flux imports the keys first, whether anything is encrypted or not.
        let keys = try await keys(decryption)
        var result: [KubernetesObject] = []
        for object in objects {
            result.append(Self.isEncrypted(object) ? try await decrypted(object, keys: keys) : object)
        }
        return result
    }

    private static func isEncrypted(_ object: KubernetesObject) -> Bool {
        object.kind == ResourceType.secret.kind && object.json["sops"] != nil
    }

    private func keys(_ decryption: JSONValue) async throws -> [String] {
        guard let name = decryption[path: "secretRef", "name"]?.string else { return [] }
        let namespace = kustomization.namespace ?? ""
        guard let secret = try await controller.client.find(.secret, namespace: namespace, name: name) else {
            throw FluxFailure(reason: "BuildFailed", message: "secrets \"\(name)\" not found")
        }
        return try SecretData(secret).entries.filter { $0.key.hasSuffix(".agekey") }.sorted { $0.key < $1.key }.map {
            String(decoding: $0.value, as: UTF8.self)
        }
    }

    private func decrypted(_ object: KubernetesObject, keys: [String]) async throws -> KubernetesObject {
        let path = controller.programSearchPath ?? ProcessInfo.processInfo.environment["PATH"] ?? ""
        let call = ProgramCall(
            "sops",
            searchPath: path,
            // The order of an object's members may have changed, and with it the checksum of the file.
            arguments: ["decrypt", "--ignore-mac", "--input-type", "yaml", "--output-type", "yaml"],
            variables: ["PATH": path, "HOME": "/nonexistent", "SOPS_AGE_KEY": keys.joined(separator: "\n")],
            input: .bytes(Array(YAMLWriter.string(object.json).utf8)),
            messages: .collected(limit: 1 << 16)
        )
        let failure: String
        do {
            let result = try await Programs.local(terminal: nil, messages: 2).run(call)
            if result.ending == .status(0) {
                return KubernetesObject(try YAMLReader.document(String(decoding: result.output, as: UTF8.self)))
            }
            failure = String(decoding: result.messages, as: UTF8.self).split(separator: "\n").joined(separator: " ")
        } catch {
            failure = "\(error)"
        }
        throw FluxFailure(
            reason: "BuildFailed",
            message: "kustomize build failed: failed to decrypt and format '\(subject(object))' data: \(failure)"
        )
    }

    private func subject(_ object: KubernetesObject) -> String {
        let namespace = kustomization.spec?["targetNamespace"]?.string ?? object.namespace
        return [object.kind, namespace, object.name].compactMap(\.self).joined(separator: "/")
    }
}
