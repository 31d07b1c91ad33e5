import YAMLDocument

/// One package's install on one run cluster, brought to what is wanted: written where it is absent, edited in place
/// where it is there.
struct InstallEdit {
    let wanted: InstallManifests
    let folder: PackageFolder
    let cluster: Delivery.RunCluster
    let tree: RepositoryTree

    private var installPath: String { folder.path(of: PackageFolder.installFile, for: cluster.name) }
    var valuesFile: ValuesSecretFile { folder.valuesFile(for: cluster.name, in: tree) }
    private var subject: String { "\(wanted.refName) \(wanted.constraints)" }

    func apply(to edit: inout RepositoryEdit) throws(DeliveryError) {
        guard let present = folder.installs[cluster.name] else {
            let secret = try writeValues(to: &edit)
            edit.files[installPath] = Self.text(wanted.packageInstall(valuesSecret: secret))
            edit.notes.append("add \(subject) to \(cluster.name)")
            return
        }
        guard present.refName == wanted.refName, present.object.name == wanted.name else {
            throw DeliveryError(
                at: present.path,
                "installs \(present.refName) as \"\(present.object.name)\", and not \(wanted.refName) as"
                    + " \"\(wanted.name)\"",
                hint: "move that file away first"
            )
        }
        try changeVersion(of: present, in: &edit)
        try changeValues(of: present, in: &edit)
    }

    static func text(_ object: KubernetesObject) -> String {
        "---\n" + YAMLWriter.string(object.json)
    }
}

// MARK: What is there already

extension InstallEdit {
    private func changeVersion(of present: InstallFile, in edit: inout RepositoryEdit) throws(DeliveryError) {
        let constraints = present.selection.constraints ?? ""
        guard constraints != wanted.constraints else { return }
        try refuseDowngrade(from: present)
        edit.files[present.path] = try changed(
            present.path,
            kind: ResourceType.packageInstall.kind,
            value: .string(wanted.constraints),
            at: ["spec", "packageRef", "versionSelection", "constraints"]
        )
        edit.notes.append("set \(wanted.refName) to \(wanted.constraints) on \(cluster.name)")
    }

    /// kapp-controller refuses to go back, unless the install is marked as downgradable, which is a decision of its own.
    private func refuseDowngrade(from present: InstallFile) throws(DeliveryError) {
        let versions = folder.packages.map(\.version)
        guard present.object.annotation("packaging.carvel.dev/downgradable") == nil,
            let current = try? present.selection.selectForPackageInstall(from: versions),
            let next = try? VersionSelection(constraints: wanted.constraints).selectForPackageInstall(from: versions),
            let old = try? SemanticVersion(current), let new = try? SemanticVersion(next), new < old
        else { return }
        throw DeliveryError(
            at: present.path,
            "\(cluster.name) is at \(current), and kapp-controller does not go back to \(next) of its own accord",
            hint: "put the annotation packaging.carvel.dev/downgradable: \"\" on the PackageInstall first"
        )
    }

    /// The text of a file with one value changed in its first document of a kind.
    func changed(
        _ path: String,
        kind: String,
        value: JSONValue,
        at place: [String]
    ) throws(DeliveryError) -> String {
        do {
            var text = try YAMLText(tree.files[path] ?? "", file: path)
            let document = text.documents.firstIndex { $0["kind"]?.string == kind } ?? 0
            let keys = place.map(YAMLPathElement.key)
            try text.set(value, document: document, at: keys)
            return text.text
        } catch {
            throw DeliveryError("\(error)")
        }
    }
}
