import OrderedCollections
import YAMLDocument

// The values Secret of an install.

extension InstallEdit {
    /// Writes the values of an install that is not there yet; they may be, since a person may have begun with them.
    ///
    /// - Returns: the name of the Secret that holds them; `nil` where there are none.
    func writeValues(to edit: inout RepositoryEdit) throws(DeliveryError) -> String? {
        guard tree.files[valuesPath] != nil else {
            guard let secret = wanted.valuesSecret else { return nil }
            edit.files[valuesPath] = Self.text(secret)
            return secret.name
        }
        let name = try presentSecret()?.name
        guard wanted.values != nil else { return name }
        guard name == wanted.valuesSecretName else {
            throw DeliveryError(
                at: valuesPath,
                "holds \(name.map { "Secret \"\($0)\"" } ?? "no Secret"), not Secret \"\(wanted.valuesSecretName)\"",
                hint: "give no values to keep these, or rename the Secret"
            )
        }
        _ = try editValues(in: &edit)
        return name
    }

    /// Brings the values of an install that is there to what is wanted.
    func changeValues(of present: InstallFile, in edit: inout RepositoryEdit) throws(DeliveryError) {
        guard let secret = wanted.valuesSecret else { return }
        guard present.valuesSecrets == [wanted.valuesSecretName] else {
            let names = present.valuesSecrets
            throw DeliveryError(
                at: present.path,
                "takes its values from \(names.isEmpty ? "no Secret" : names.joined(separator: ", ")),"
                    + " not from \(wanted.valuesSecretName)",
                hint: "edit the values there"
            )
        }
        guard tree.files[valuesPath] != nil else {
            edit.files[valuesPath] = Self.text(secret)
            edit.notes.append("add the values of \(wanted.refName) on \(cluster.name)")
            return
        }
        if try editValues(in: &edit) {
            edit.notes.append("change the values of \(wanted.refName) on \(cluster.name)")
        }
    }

    /// Changes the values in the file that is there, and nothing else of it.
    ///
    /// - Returns: whether they differed.
    private func editValues(in edit: inout RepositoryEdit) throws(DeliveryError) -> Bool {
        let secret = try presentSecret()
        let key = try valuesKey(of: secret)
        guard let text = wanted.valuesSecret?.json[path: "stringData", InstallManifests.valuesKey],
            secret?.json[path: "stringData", key] != text
        else { return false }
        edit.files[valuesPath] = try changed(
            valuesPath,
            kind: ResourceType.secret.kind,
            value: text,
            at: ["stringData", key]
        )
        return true
    }

    private func presentSecret() throws(DeliveryError) -> KubernetesObject? {
        try tree.documents(valuesPath).first { $0["kind"]?.string == ResourceType.secret.kind }
            .map { KubernetesObject($0) }
    }

    /// The key that the values are under. kapp-controller takes all keys of the Secret, so a second one beside it would
    /// win over ours, or ours over it.
    private func valuesKey(of secret: KubernetesObject?) throws(DeliveryError) -> String {
        guard let secret, secret.json["sops"] == nil, secret.json["data"] == nil else {
            throw DeliveryError(
                at: valuesPath,
                "holds its values encoded or encrypted, or is no Secret",
                hint: "edit the values there"
            )
        }
        let keys = secret.json["stringData"]?.object.map { Array($0.keys) } ?? []
        guard keys.count < 2 else {
            throw DeliveryError(
                at: valuesPath,
                "holds its values under several keys (\(keys.joined(separator: ", ")))",
                hint: "edit the values there"
            )
        }
        return keys.first ?? InstallManifests.valuesKey
    }
}
