import YAMLDocument

// Where new installs go, and what they say besides of which package they are.

extension AppFiles {
    /// The file that new installs go to.
    var newInstallFile: String { "\(path)/packageinstalls.yml" }
    /// The file that the values of new installs go to.
    var newValuesFile: String { "\(path)/values.yml" }

    /// The service account by which new installs deploy: that of the installs that are there, or the one that the App
    /// brings for them.
    ///
    /// - Throws: `DeliveryError` where there is none.
    func installAccount() throws(DeliveryError) -> String {
        let used = installs.filter { namespace(of: $0.object) == homeNamespace }.compactMap {
            $0.object.spec?["serviceAccountName"]?.string
        }
        if let last = used.last { return last }
        let accounts = objects(.serviceAccount).filter { namespace(of: $0.object) == homeNamespace }
        if let account = accounts.first, accounts.count == 1 { return account.object.name }
        let names = accounts.map(\.object.name).joined(separator: ", ")
        throw DeliveryError(
            at: path,
            accounts.isEmpty
                ? "has no service account in namespace \(homeNamespace) for installs"
                : "has several service accounts (\(names)), and no install that says which one installs",
            hint: "write one with its rights into \(path)/rbac.yml, as \"kubectl carvel-deliver init\" does"
        )
    }
}

extension InstallManifests {
    /// Makes the objects such as the App of a run cluster deploys them, in order.
    ///
    /// - Parameters:
    ///   - present: the install that is there.
    ///   - predecessors: the names of installs that come before this one.
    /// - Throws: `DeliveryError` where there is no service account for it, or no such predecessor.
    mutating func fit(
        into files: AppFiles,
        replacing present: InstallFile?,
        after predecessors: [String]
    ) throws(DeliveryError) {
        if let present {
            namespace = present.object.namespace
            // Values stay in the Secret that the install names.
            if present.valuesSecrets.count == 1 { ownSecretName = present.valuesSecrets.first }
        } else {
            namespace = files.cluster.namespace
            serviceAccountName = try files.installAccount()
        }
        secretAnnotations = [ChangeRule.groupAnnotation: ChangeOrder.setup]
        installAnnotations = try ChangeOrder(files).annotations(ofInstall: name, after: predecessors)
    }
}
