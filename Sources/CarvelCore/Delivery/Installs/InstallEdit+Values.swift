import YAMLDocument

// The values Secret of an install.

extension InstallEdit {
    /// Writes the values of an install that is not there yet; they may be, since a person may have begun with them.
    ///
    /// - Returns: the name of the Secret that holds them; `nil` where there are none.
    func writeValues(to edit: inout RepositoryEdit) throws(DeliveryError) -> String? {
        guard valuesFile.isPresent else {
            guard let secret = wanted.valuesSecret else { return nil }
            try edit.append(secret, to: valuesFile.path, of: tree)
            return secret.name
        }
        let name = try valuesFile.secret()?.name
        guard wanted.values != nil else { return name }
        guard name == wanted.valuesSecretName else {
            throw DeliveryError(
                at: valuesFile.path,
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
        guard !present.valuesSecrets.isEmpty else {
            // The install took no values so far, so it must be told of the Secret too.
            let reference: JSONValue = [["secretRef": ["name": .string(wanted.valuesSecretName)]]]
            try edit.change(present.object, in: present.path, of: tree) { text, document in
                try text.insert(key: "values", value: reference, document: document, at: ["spec"])
            }
            _ = try writeValues(to: &edit)
            edit.notes.append("add the values of \(wanted.refName) on \(cluster.name)")
            return
        }
        guard present.valuesSecrets == [wanted.valuesSecretName] else {
            throw DeliveryError(
                at: present.path,
                "takes its values from \(present.valuesSecrets.joined(separator: ", ")),"
                    + " not from \(wanted.valuesSecretName)",
                hint: "edit the values there"
            )
        }
        guard valuesFile.isPresent else {
            try edit.append(secret, to: valuesFile.path, of: tree)
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
        let key = try valuesFile.key()
        guard let text = wanted.valuesSecret?.json[path: "stringData", InstallManifests.valuesKey],
            let present = try valuesFile.secret(), present.json[path: "stringData", key] != text
        else { return false }
        try edit.change(present, in: valuesFile.path, of: tree) { file, document in
            try file.set(text, document: document, at: ["stringData", .key(key)])
        }
        return true
    }
}
