import OrderedCollections
import YAMLDocument

/// Judges what runs on one run cluster: the Packages, PackageInstalls and Apps that the repository calls for.
struct PackageJudge {
    let cluster: Delivery.RunCluster
    /// What brings the objects to the cluster.
    var engine = Delivery.Engine.flux
    var memory = VerificationMemory()

    /// Whether the cluster has a Package with the repository's content.
    func package(_ file: PackageFile, _ seen: SeenPackage?) -> VerificationLink {
        var link = VerificationLink(
            cluster: cluster.name,
            kind: ResourceType.package.kind,
            namespace: cluster.namespace,
            name: file.object.name,
            verdict: .verified,
            found: file.version,
            expected: file.version
        )
        // Packages of kapp-controller's global namespace are listed in every namespace, as if they were its own. With
        // the same content they are as good.
        guard let seen else {
            link.verdict = .progressing
            link.found = nil
            link.reason = "is not on the cluster yet"
            return link
        }
        if seen.isBeingDeleted {
            link.verdict = .failed
            link.reason = "is being deleted"
        } else if !seen.isSame(as: file) {
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
    ///   - secrets: the Secrets that the install takes values or overlays from, as far as they are there.
    ///   - unreadSecrets: the names of those that could not be read.
    func install(
        _ file: InstallFile,
        _ install: SeenInstall?,
        app: SeenApp?,
        versions: [String],
        foreignVersions: @autoclosure () -> Set<String> = [],
        secrets: [SeenSecret],
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
            wanted = try memory.version(file.selection, from: versions)
            link.expected = wanted
        } catch {
            link.verdict = .failed
            link.reason =
                versions.isEmpty
                ? "there is no Package of \(file.refName): \(error.description)" : error.description
            link.advice = advice.failed(link, file, on: cluster.name)
            link.found = install?.version
            return [link]
        }
        guard let install else {
            link.reason = "is not on the cluster yet"
            return [link]
        }
        let details = install.details
        judge(&link, details, wanted: wanted, file)
        // Only of an install that is as it should be: one that is about to be changed may select another version.
        let isForeign =
            link.verdict == .progressing && link.found.map { $0 != wanted && foreignVersions().contains($0) } == true
            && details.isSpecSame(as: file)
        if isForeign { refuseVersion(&link, wanted: wanted, file) }
        if link.verdict == .failed, let app, app.details.status.reason == link.reason,
            let secret = secretAfterFailure(of: app, secrets)
        {
            // The install only repeats what its App says.
            link.verdict = .progressing
            link.reason = Self.outdated(by: secret, link.reason)
            link.advice = nil
        }
        var appLink = self.app(file, app, wanted: wanted, secrets: secrets, unread: unreadSecrets)
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
        _ install: SeenInstall.Details,
        wanted: String,
        _ file: InstallFile
    ) {
        link.found = install.version
        if install.isBeingDeleted {
            link.verdict = .failed
            link.reason = "is being deleted"
            link.advice = advice.kubectl("get packageinstall \(link.name) -o yaml, for what holds it up")
        } else if let word = install.stopped {
            link.verdict = .failed
            link.reason = "is \(word), so nothing changes any more"
            link.advice = resume(word, file)
        } else if !install.isSpecSame(as: file) {
            link.reason = "is not what \(file.path) says yet"
        } else if let missing = install.missingAnnotation(of: file) {
            link.reason = "has not the annotation \(missing) of \(file.path) yet"
        } else {
            link.verdict = install.status.verdict
            link.reason = install.status.reason
            if link.verdict == .failed { link.advice = advice.failed(link, file, on: cluster.name) }
            if link.verdict == .verified, link.found != wanted {
                link.verdict = .progressing
                link.reason = "is at \(link.found ?? "no version"), \(wanted) is due"
            }
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
        _ app: SeenApp?,
        wanted: String,
        secrets: [SeenSecret],
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
        let details = app.details
        link.found = details.version
        if details.isBeingDeleted {
            link.verdict = .failed
            link.reason = "is being deleted"
            return link
        }
        if let word = details.stopped {
            link.verdict = .failed
            link.reason = "is \(word), so nothing changes any more"
            link.advice = resume(word, file)
            return link
        }
        let status = details.status
        link.verdict = status.verdict
        link.reason = status.reason
        if status.verdict == .failed { link.advice = advice.failed(link, file, on: cluster.name) }
        if let secret = secretAfterFailure(of: app, secrets) {
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
            link.reason = "takes \(Self.taken(file, name)) from Secret \"\(name)\", which could not be read"
        } else if let missing = (file.valuesSecrets + file.overlaySecrets).first(where: { name in
            !secrets.contains { $0.name == name }
        }) {
            // The App took something from it once, and will fail when it next looks for it.
            link.verdict = .progressing
            link.reason = "takes \(Self.taken(file, missing)) from Secret \"\(missing)\", which is not on the cluster"
        } else if let secret = secrets.first(where: { app.time.isOlder(than: $0.time) }) {
            link.verdict = .progressing
            link.reason = "was last deployed before Secret \"\(secret.name)\" changed"
        }
        return link
    }

    /// What an install takes from a Secret.
    private static func taken(_ file: InstallFile, _ secret: String) -> String {
        file.valuesSecrets.contains(secret) ? "its values" : "overlays"
    }

    /// The values Secret that may mend a failed App, for it changed after the App last began; `nil` where there is none.
    private func secretAfterFailure(of app: SeenApp, _ secrets: [SeenSecret]) -> SeenSecret? {
        // An App that never came to fetch anything did not fail by its values.
        let details = app.details
        guard details.status.verdict == .failed, details.hasFetched else { return nil }
        return secrets.first { app.time.isOlder(than: $0.time) }
    }

    private static func outdated(by secret: SeenSecret, _ reason: String?) -> String {
        "has not tried Secret \"\(secret.name)\" as it is now; before: \(reason ?? "")"
    }
}
