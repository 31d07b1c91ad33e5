import OrderedCollections
import YAMLDocument

/// Judges what runs on one run cluster: the Packages, PackageInstalls and Apps that the repository calls for.
struct PackageJudge {
    let cluster: Delivery.RunCluster
    /// What brings the objects to the cluster.
    var engine = Delivery.Engine.flux

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
        // Packages of kapp-controller's global namespace are listed in every namespace, as if they were its own. With
        // the same content they are as good.
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
    ///   - versions: the versions to select from.
    ///   - foreignVersions: those on the cluster that are none of the repository's, and that Flux does not take away.
    ///   - valuesSecrets: the Secrets that the install takes values from, as far as they are there.
    ///   - unreadSecrets: the names of those that could not be read.
    func install(
        _ file: InstallFile,
        _ install: KubernetesObject?,
        app: KubernetesObject?,
        versions: [String],
        foreignVersions: Set<String> = [],
        valuesSecrets: [KubernetesObject],
        unreadSecrets: [String] = []
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
            link.reason =
                versions.isEmpty
                ? "there is no Package of \(file.refName): \(error.description)" : error.description
            link.advice = advice.failed(link, file, on: cluster.name)
            link.found = install?.status?["version"]?.string
            return [link]
        }
        guard let install else {
            link.reason = "is not on the cluster yet"
            return [link]
        }
        judge(&link, install, wanted: wanted, file)
        // Only of an install that is as it should be: one that is about to be changed may select another version.
        let isForeign =
            link.verdict == .progressing && link.found.map { $0 != wanted && foreignVersions.contains($0) } == true
            && SpecComparison.isSame(install.spec ?? .null, file.object.spec ?? .null)
        if isForeign { refuseVersion(&link, wanted: wanted, file) }
        if link.verdict == .failed, let app, CarvelStatus(app).reason == link.reason,
            let secret = secretAfterFailure(of: app, valuesSecrets)
        {
            // The install only repeats what its App says.
            link.verdict = .progressing
            link.reason = Self.outdated(by: secret, link.reason)
            link.advice = nil
        }
        var appLink = self.app(file, app, wanted: wanted, valuesSecrets: valuesSecrets, unread: unreadSecrets)
        if isForeign, appLink.verdict == .progressing, appLink.found == link.found {
            refuseVersion(&appLink, wanted: wanted, file)
        }
        return [link, appLink]
    }

    private var advice: VerificationAdvice {
        VerificationAdvice(context: cluster.context, namespace: cluster.namespace, engine: engine)
    }

    /// A version that the controller has selected from Packages of others, such as those of its global namespace, stays
    /// in place for as long as the install allows it.
    private func refuseVersion(_ link: inout VerificationLink, wanted: String, _ file: InstallFile) {
        link.verdict = .failed
        link.reason =
            "is at \(link.found ?? ""), a Package that the cluster has and the repository has not; \(wanted) is due"
        link.advice =
            "kubectl carvel-deliver set-version \(file.refName) --cluster \(cluster.name) --version \(wanted)"
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
            link.advice = advice.kubectl("get packageinstall \(link.name) -o yaml, for what holds it up")
        } else if let word = CarvelStatus.stopped(install) {
            link.verdict = .failed
            link.reason = "is \(word), so nothing changes any more"
            link.advice = resume(word, file)
        } else if !SpecComparison.isSame(install.spec ?? .null, file.object.spec ?? .null) {
            link.reason = "is not what \(file.path) says yet"
        } else if let missing = Self.missingAnnotation(install, file) {
            link.reason = "has not the annotation \(missing) of \(file.path) yet"
        } else {
            let status = CarvelStatus(install)
            link.verdict = status.verdict
            link.reason = status.reason
            if status.verdict == .failed { link.advice = advice.failed(link, file, on: cluster.name) }
            if status.verdict == .verified, link.found != wanted {
                link.verdict = .progressing
                link.reason = "is at \(link.found ?? "no version"), \(wanted) is due"
            }
        }
    }

    /// An annotation that the file gives the install and the cluster's has not, or not so: some of them tell
    /// kapp-controller of overlays and of downgrades. Those for kustomize itself stay out of clusters.
    private static func missingAnnotation(_ install: KubernetesObject, _ file: InstallFile) -> String? {
        let wanted = file.object.json[path: "metadata", "annotations"]?.object ?? [:]
        return wanted.keys.first { name in
            !name.contains("config.kubernetes.io/") && install.annotation(name) != file.object.annotation(name)
        }
    }

    /// How an install goes on that its owner has stopped.
    private func resume(_ word: String, _ file: InstallFile) -> String {
        if file.object.spec?[word]?.bool == true { return "take spec.\(word) out of \(file.path)" }
        return advice.kubectl(
            "patch packageinstall \(file.object.name) --type=merge -p '{\"spec\":{\"\(word)\":false}}'"
        )
    }

    private func app(
        _ file: InstallFile,
        _ app: KubernetesObject?,
        wanted: String,
        valuesSecrets: [KubernetesObject],
        unread: [String]
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
            link.advice = resume(word, file)
            return link
        }
        let status = CarvelStatus(app)
        link.verdict = status.verdict
        link.reason = status.reason
        if status.verdict == .failed { link.advice = advice.failed(link, file, on: cluster.name) }
        if let secret = secretAfterFailure(of: app, valuesSecrets) {
            link.verdict = .progressing
            link.reason = Self.outdated(by: secret, status.reason)
            link.advice = nil
        }
        guard status.verdict == .verified else { return link }
        if link.found != wanted {
            link.verdict = .progressing
            link.reason = "is at \(link.found ?? "no version"), \(wanted) is due"
        } else if let name = unread.first {
            link.verdict = .unknown
            link.reason = "takes its values from Secret \"\(name)\", which could not be read"
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
