/// What the repository says of the values of installs.
extension DeliveryVerifier {
    /// The folder whose files say what the values Secrets of an install hold.
    func valuesFolder(of folder: PackageFolder, on cluster: Delivery.RunCluster) -> String {
        layout?.clusters.first { $0.cluster.name == cluster.name }?.path ?? folder.path(for: cluster.name)
    }

    /// What the repository says that the values Secrets on a run cluster hold, by folder; decrypted where that can be
    /// done here.
    func wantedValues(on cluster: Delivery.RunCluster) async -> [String: WantedValues] {
        var values: [String: WantedValues] = [:]
        for folder in folders where folder.installs[cluster.name] != nil {
            let path = valuesFolder(of: folder, on: cluster)
            guard values[path] == nil else { continue }
            let wanted = WantedValues(folder: path, in: tree, filedSecrets)
            values[path] =
                wanted.isEncrypted
                ? await memory.values(of: path) { await wanted.decrypted(by: Sops(host: clusters.host), in: tree) }
                : wanted
        }
        return values
    }

    /// For each Secret that an install on a run cluster takes values or overlays from, what the repository says that it
    /// holds.
    ///
    /// - Parameter isMeant: of which installs.
    func secretUses(
        on cluster: Delivery.RunCluster,
        _ values: [String: WantedValues],
        where isMeant: (InstallFile) -> Bool = { _ in true }
    ) -> [String: [WantedValues]] {
        var uses: [String: [WantedValues]] = [:]
        for folder in folders {
            guard let install = folder.installs[cluster.name], isMeant(install) else { continue }
            for secret in install.valuesSecrets + install.overlaySecrets {
                uses[secret, default: []] += [values[valuesFolder(of: folder, on: cluster)]].compactMap(\.self)
            }
        }
        return uses
    }
}
