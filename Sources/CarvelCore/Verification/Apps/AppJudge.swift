import OrderedCollections
import YAMLDocument

/// Judges the App by which kapp-controller brings the repository to one run cluster.
struct AppJudge {
    let delivery: Delivery
    let files: AppFiles
    let commit: String
    /// The commits that came after it on the branch, where it is not the head.
    var laterCommits: Set<String> = []

    /// The name by which links call the cluster that the App is on.
    static func clusterName(_ files: AppFiles, of delivery: Delivery) -> String {
        delivery.buildCluster == nil ? files.cluster.name : files.place.context
    }

    /// Whether the App has fetched and deployed the commit, from where and as whom delivery.yaml says.
    func app(_ object: KubernetesObject?) -> VerificationLink {
        let short = FluxRevision.short(commit)
        var link = VerificationLink(
            cluster: Self.clusterName(files, of: delivery),
            kind: ResourceType.app.kind,
            namespace: files.place.namespace,
            name: files.place.name,
            verdict: .progressing,
            expected: short,
            runCluster: files.cluster.name
        )
        guard let object else {
            link.verdict = .failed
            link.reason = "is not on the cluster"
            link.advice = VerificationAdvice.apply
            return link
        }
        let fetched = FetchedCommit.of(object)
        link.found = fetched.map(FluxRevision.short)
        if object.deletionTimestamp != nil {
            fail(&link, "is being deleted", VerificationAdvice.apply)
        } else if let word = CarvelStatus.stopped(object) {
            let isInFile = files.app?.object.spec?[word]?.bool == true
            let advice = isInFile ? "take spec.\(word) out of \(files.app?.file ?? "")" : VerificationAdvice.resume
            fail(&link, "is \(word), so it follows no commit", advice)
        } else if let other = otherAim(object) {
            fail(&link, other, VerificationAdvice.apply)
        } else {
            judge(&link, object, fetched)
        }
        return link
    }

    private func fail(_ link: inout VerificationLink, _ reason: String, _ advice: String) {
        link.verdict = .failed
        link.reason = reason
        link.advice = advice
    }

    /// What the App takes from elsewhere, or brings elsewhere, than delivery.yaml and its own file say, however well it
    /// does so. How often it looks is left to whoever changed it.
    private func otherAim(_ object: KubernetesObject) -> String? {
        let manifest = AppManifest(delivery: delivery, cluster: files.cluster, path: files.path)
        if let first = manifest.contradictions(in: object).first {
            return "its \(first.field) is \(first.found), where \(Delivery.fileName) calls for \(first.wanted)"
        }
        guard let file = files.app else { return nil }
        for member in ["fetch", "template", "deploy", "defaultNamespace"] {
            if !SpecComparison.isSame(object.spec?[member] ?? .null, file.object.spec?[member] ?? .null) {
                return "its spec.\(member) is not what \(file.file) says"
            }
        }
        return nil
    }

    private func judge(_ link: inout VerificationLink, _ object: KubernetesObject, _ fetched: String?) {
        let status = CarvelStatus(object)
        let short = FluxRevision.short(commit)
        link.verdict = status.verdict
        link.reason = status.reason
        if status.verdict == .failed {
            // A failure of an earlier commit may be mended by this one. One to fetch is of this one too.
            if let fetched, fetched != commit, !laterCommits.contains(fetched) {
                link.verdict = .progressing
                link.reason = "has not tried \(short) yet; before: \(status.reason ?? "")"
            } else {
                link.advice = advice(link)
            }
        }
        guard status.verdict == .verified else { return }
        guard let fetched else {
            link.verdict = .unknown
            link.reason = "does not say which commit it fetched"
            link.advice = kubectl("get app \(link.name) -o jsonpath={.status.fetch.stdout}")
            return
        }
        if laterCommits.contains(fetched) {
            fail(
                &link,
                "has gone on to \(FluxRevision.short(fetched)), which came after \(short)",
                "leave out --revision to verify the branch's head"
            )
        } else if fetched != commit {
            link.verdict = .progressing
            link.reason = "has not fetched \(short) yet"
        } else if let stage = Self.unfinishedStage(object) {
            link.verdict = .progressing
            link.reason = "has fetched \(short), and not come to \(stage) yet"
        }
    }

    /// The stage that the status does not tell the end of, though the App is said to have succeeded.
    private static func unfinishedStage(_ object: KubernetesObject) -> String? {
        ["template", "deploy"].first { name in
            guard let stage = object.status?[name] else { return true }
            return stage["exitCode"]?.int != 0 || stage["error"] != nil
                || (name == "deploy" && stage["finished"]?.bool != true)
        }
    }

    private func kubectl(_ words: String) -> String {
        VerificationAdvice(context: files.place.context, namespace: files.place.namespace).kubectl(words)
    }

    /// What to do about an App that failed, by its message.
    private func advice(_ link: VerificationLink) -> String {
        let reason = (link.reason ?? "").lowercased()
        func says(_ words: String...) -> Bool { words.contains { reason.contains($0) } }
        if says("change rule", "change group", "cycle while ordering") {
            return "kubectl carvel-verify repo, which names the file and the line; then push the correction"
        }
        if says("authentication failed", "could not read username", "permission denied", "unknown secret field") {
            return "kubectl carvel-deliver apply --update-git-secret, with --git-username and --git-password-file"
        }
        if says("secrets \"") && says("not found"), says("fetching") { return VerificationAdvice.apply }
        if says("fetching git repository"), says("not found", "couldn't find remote ref", "failed to connect") {
            return "see that \(delivery.repository.url) has branch \(delivery.repository.branch), and that the cluster"
                + " reaches it"
        }
        if says("new root path") { return "push the folder \(files.path), or name another one in \(Delivery.fileName)" }
        if says("waiting on reconcile package") {
            return "see the PackageInstalls and PackageRepositories of \(files.cluster.name) in this report"
        }
        if says("forbidden", "service account", "serviceaccounts") {
            return "add the right to \(files.appFolder)/, push it, then \(VerificationAdvice.apply)"
        }
        if says("ytt:") { return "correct what \(files.path) holds, and push it" }
        if says("kubeconfig", "in secret (keys", "unauthorized", "x509", "connection refused", "no such host") {
            return VerificationAdvice(context: files.place.context, namespace: files.place.namespace)
                .makeKubeconfig(of: files.cluster)
        }
        return kubectl("get app \(link.name) -o yaml")
    }
}
