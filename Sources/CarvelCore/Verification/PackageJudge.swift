import YAMLDocument

/// Judges what runs on one run cluster: the Packages, PackageInstalls and Apps that the repository calls for.
struct PackageJudge {
    let cluster: Delivery.RunCluster

    /// Whether the cluster has a Package with the repository's content.
    func package(_ file: PackageFile, _ object: KubernetesObject?) -> VerificationLink {
        var link = VerificationLink(
            cluster: cluster.name,
            kind: ResourceType.package.kind,
            namespace: cluster.namespace,
            name: file.object.name,
            verdict: .verified,
            found: file.version,
            expected: file.version
        )
        guard let object else {
            link.verdict = .progressing
            link.found = nil
            link.reason = "is not on the cluster yet"
            return link
        }
        if object.deletionTimestamp != nil {
            link.verdict = .failed
            link.reason = "is being deleted"
        } else if !SpecComparison.isSame(object.spec ?? .null, file.object.spec ?? .null) {
            link.verdict = .progressing
            link.reason = "is not what \(file.path) says"
        }
        return link
    }

    /// Whether the version runs that the repository calls for: the only sound proof is that PackageInstall and App have
    /// both seen their latest generation, both succeeded, and both name that version.
    ///
    /// - Parameters:
    ///   - versions: the versions of the package on the cluster, which the controller selects from.
    ///   - valuesSecrets: the Secrets that the install takes values from, as far as they are there.
    func install(
        _ file: InstallFile,
        _ install: KubernetesObject?,
        app: KubernetesObject?,
        versions: [String],
        valuesSecrets: [KubernetesObject]
    ) -> [VerificationLink] {
        var link = VerificationLink(
            cluster: cluster.name,
            kind: ResourceType.packageInstall.kind,
            namespace: cluster.namespace,
            name: file.object.name,
            verdict: .progressing
        )
        let wanted: String
        do {
            wanted = try file.selection.selectForPackageInstall(from: versions)
            link.expected = wanted
        } catch {
            link.verdict = .failed
            link.reason = error.description
            link.advice = "correct the versionSelection in \(file.path)"
            link.found = install?.status?["version"]?.string
            return [link]
        }
        guard let install else {
            link.reason = "is not on the cluster yet"
            return [link]
        }
        judge(&link, install, wanted: wanted, file)
        if link.verdict == .failed, let app, CarvelStatus(app).reason == link.reason,
            let secret = secretAfterFailure(of: app, valuesSecrets)
        {
            // The install only repeats what its App says.
            link.verdict = .progressing
            link.reason = Self.outdated(by: secret, link.reason)
        }
        return [link, self.app(file, app, wanted: wanted, valuesSecrets: valuesSecrets)]
    }

    private func judge(
        _ link: inout VerificationLink,
        _ install: KubernetesObject,
        wanted: String,
        _ file: InstallFile
    ) {
        link.found = install.status?["version"]?.string
        if install.deletionTimestamp != nil {
            link.verdict = .failed
            link.reason = "is being deleted"
        } else if let word = CarvelStatus.stopped(install) {
            link.verdict = .failed
            link.reason = "is \(word), so nothing changes any more"
            link.advice = "set spec.\(word) to false"
        } else if !SpecComparison.isSame(install.spec ?? .null, file.object.spec ?? .null) {
            link.reason = "is not what \(file.path) says yet"
        } else {
            let status = CarvelStatus(install)
            link.verdict = status.verdict
            link.reason = status.reason
            if status.verdict == .verified, link.found != wanted {
                link.verdict = .progressing
                link.reason = "is at \(link.found ?? "no version"), \(wanted) is due"
            }
        }
    }

    private func app(
        _ file: InstallFile,
        _ app: KubernetesObject?,
        wanted: String,
        valuesSecrets: [KubernetesObject]
    ) -> VerificationLink {
        var link = VerificationLink(
            cluster: cluster.name,
            kind: ResourceType.app.kind,
            namespace: cluster.namespace,
            name: file.object.name,
            verdict: .progressing,
            expected: wanted
        )
        guard let app else {
            link.reason = "is not on the cluster yet"
            return link
        }
        link.found = app.annotation("packaging.carvel.dev/package-version")
        if app.deletionTimestamp != nil {
            link.verdict = .failed
            link.reason = "is being deleted"
            return link
        }
        if let word = CarvelStatus.stopped(app) {
            link.verdict = .failed
            link.reason = "is \(word), so nothing changes any more"
            link.advice = "set spec.\(word) of the PackageInstall to false"
            return link
        }
        let status = CarvelStatus(app)
        link.verdict = status.verdict
        link.reason = status.reason
        if let secret = secretAfterFailure(of: app, valuesSecrets) {
            link.verdict = .progressing
            link.reason = Self.outdated(by: secret, status.reason)
        }
        guard status.verdict == .verified else { return link }
        if link.found != wanted {
            link.verdict = .progressing
            link.reason = "is at \(link.found ?? "no version"), \(wanted) is due"
        } else if let missing = file.valuesSecrets.first(where: { name in !valuesSecrets.contains { $0.name == name } })
        {
            // The App took its values from it once, and will fail when it next looks for them.
            link.verdict = .progressing
            link.reason = "takes its values from Secret \"\(missing)\", which is not on the cluster"
        } else if let secret = valuesSecrets.first(where: { DeployTime.isOlder(app, than: $0) }) {
            link.verdict = .progressing
            link.reason = "was last deployed before Secret \"\(secret.name)\" changed"
        }
        return link
    }

    /// The values Secret that may mend a failed App, for it changed after the App last began; `nil` where there is none.
    private func secretAfterFailure(of app: KubernetesObject, _ secrets: [KubernetesObject]) -> KubernetesObject? {
        // An App that never came to fetch anything did not fail by its values.
        guard CarvelStatus(app).verdict == .failed, app.status?[path: "fetch", "startedAt"] != nil else { return nil }
        return secrets.first { DeployTime.isOlder(app, than: $0) }
    }

    private static func outdated(by secret: KubernetesObject, _ reason: String?) -> String {
        "has not tried Secret \"\(secret.name)\" as it is now; before: \(reason ?? "")"
    }
}
