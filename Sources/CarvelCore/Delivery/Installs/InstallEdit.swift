import YAMLDocument

/// One package's install on one run cluster, brought to what is wanted: written where it is absent, edited in place
/// where it is there.
struct InstallEdit {
    let wanted: InstallManifests
    let folder: PackageFolder
    let cluster: Delivery.RunCluster
    let tree: RepositoryTree

    var valuesFile: ValuesSecretFile {
        folder.valuesFile(for: cluster.name, named: wanted.valuesSecretName, in: tree)
    }
    private var subject: String { "\(wanted.refName) \(wanted.constraints)" }

    func apply(to edit: inout RepositoryEdit) throws(DeliveryError) {
        guard let present = folder.installs[cluster.name] else {
            let secret = try writeValues(to: &edit)
            let install = wanted.packageInstall(valuesSecret: secret)
            try edit.append(install, to: folder.newInstallFile(for: cluster.name), of: tree)
            edit.notes.append("add \(subject) to \(cluster.name)")
            return
        }
        guard present.refName == wanted.refName, present.object.name == wanted.name else {
            throw DeliveryError(
                at: present.path,
                "installs \(present.refName) as \"\(present.object.name)\", and not \(wanted.refName) as"
                    + " \"\(wanted.name)\"",
                hint: folder.surroundings.isEmpty ? "move that file away first" : "remove that install first"
            )
        }
        let install = PresentInstall(folder: folder, cluster: cluster, file: present, tree: tree)
        try install.setVersion(wanted.constraints, lowering: .allowedWhereMarked, in: &edit)
        try changeValues(of: present, in: &edit)
    }
}
