import YAMLDocument

/// Judges what runs on the build cluster: the GitRepositories and Kustomizations of a delivery.
struct SourceJudge: Sendable {
    let cluster: String
    let namespace: String
    let commit: String
    /// The commits that came after it on the branch, where it is not the head.
    var laterCommits: Set<String> = []
    /// Whether the commit has files below a path such as `./app.default.tap/packages`.
    var hasFiles: @Sendable (String) -> Bool = { _ in true }

    /// Whether Flux has fetched the commit.
    ///
    /// - Parameter aim: what `apply` lets it take.
    func gitRepository(
        _ name: String,
        aim: FluxAims.Members,
        _ object: (some ObjectReading)?,
        kind: ResourceType
    ) -> VerificationLink {
        var link = link(kind, name)
        guard let object else { return absent(link) }
        let revision = object.status?[path: "artifact", "revision"]?.string
        judge(&link, object, revision: revision, verb: "fetched")
        refuseOtherAim(&link, object, aim)
        return link
    }

    /// Whether Flux has applied the commit, and found it healthy.
    ///
    /// - Parameter aim: what `apply` lets it take, and where to.
    func kustomization(
        _ name: String,
        aim: FluxAims.Kustomization,
        _ object: (some ObjectReading)?,
        kind: ResourceType
    ) -> VerificationLink {
        var link = link(kind, name)
        guard let object else { return absent(link) }
        judge(&link, object, revision: object.status?["lastAppliedRevision"]?.string, verb: "applied")
        if link.verdict != .verified { judgeFailure(&link, object, path: aim.path.string ?? "") }
        refuseOtherAim(&link, object, aim.members)
        return link
    }

    /// A failure of an earlier commit may be mended by this one; but not where this one has nothing to apply either.
    private func judgeFailure(_ link: inout VerificationLink, _ object: some ObjectReading, path: String) {
        let status = FluxStatus(object: object)
        guard case .failed(let reason) = status.state else { return }
        if status.isPathMissing, !hasFiles(path) {
            link.reason = "its spec.path \(path) is not in commit \(FluxRevision.short(commit)): \(reason)"
            link.advice = "push the files there, or take the package out with kubectl carvel-deliver remove"
        } else if let tried = status.triedCommit, tried != commit, !laterCommits.contains(tried) {
            link.verdict = .progressing
            link.reason = "has not tried \(FluxRevision.short(commit)) yet; before: \(reason)"
            link.advice = nil
        }
    }

    /// Fails what takes from elsewhere, or brings it elsewhere, than delivery.yaml says, however well it does so.
    /// Intervals and the like are left to whoever changed them.
    private func refuseOtherAim(
        _ link: inout VerificationLink,
        _ object: some ObjectReading,
        _ aim: FluxAims.Members
    ) {
        guard object.deletionTimestamp == nil else { return }
        let other = aim.first { !Self.isSame(object.spec?[$0.name], $0.value, member: $0.name, of: object) }
        guard let other else { return }
        link.verdict = .failed
        link.reason = "its spec.\(other.name) is not what \(Delivery.fileName) asks for"
        link.advice = VerificationAdvice.apply
    }

    /// Whether a member of an object's spec is what it should be, read as Flux reads it.
    private static func isSame<Object: ObjectReading>(
        _ actual: Object.Content?,
        _ wanted: JSONValue,
        member: String,
        of object: Object
    ) -> Bool {
        guard let actual else { return SpecComparison.isSame(JSONValue.null, wanted) }
        if SpecComparison.isSame(actual, wanted) { return true }
        // A source is in the object's own namespace where none is named.
        guard member == "sourceRef", (actual["namespace"]?.string ?? "").isEmpty, let namespace = object.namespace
        else {
            return false
        }
        var aim = actual.value
        aim["namespace"] = .string(namespace)
        return SpecComparison.isSame(aim, wanted)
    }

    /// A Kustomization of the delivery that the commit does not call for: Flux goes on to apply it, or fails to.
    func leftover(_ object: KubernetesObject, kind: ResourceType) -> VerificationLink {
        var link = link(kind, object.name)
        link.expected = nil
        link.reason = "is not called for by the repository any more"
        if object.deletionTimestamp == nil {
            link.verdict = .failed
            link.advice = VerificationAdvice.prune
        }
        return link
    }

    private var advice: VerificationAdvice { VerificationAdvice(context: cluster, namespace: namespace) }

    private func link(_ type: ResourceType, _ name: String) -> VerificationLink {
        VerificationLink(
            cluster: cluster,
            kind: type.kind,
            namespace: namespace,
            name: name,
            verdict: .progressing,
            expected: FluxRevision.short(commit)
        )
    }

    private func absent(_ link: VerificationLink) -> VerificationLink {
        var link = link
        link.verdict = .failed
        link.reason = "is not on the cluster"
        link.advice = VerificationAdvice.apply
        return link
    }

    private func judge(_ link: inout VerificationLink, _ object: some ObjectReading, revision: String?, verb: String) {
        let current = revision.flatMap(FluxRevision.init)?.commit
        let short = FluxRevision.short(commit)
        link.found = current.map(FluxRevision.short) ?? revision
        switch FluxStatus(object: object).state {
        case .terminating:
            link.verdict = .failed
            link.reason = "is being deleted"
            link.advice = VerificationAdvice.apply
        case .suspended:
            link.verdict = .failed
            link.reason = "is suspended, so it follows no commit"
            link.advice = VerificationAdvice.resume
        case .failed(let reason):
            link.verdict = .failed
            link.reason = reason
            link.advice = advice.failed(link)
        case .inProgress(let reason):
            link.reason = reason
        case .current where current == commit:
            link.verdict = .verified
        case .current:
            guard let current, laterCommits.contains(current) else {
                link.reason = "has not \(verb) \(short) yet"
                return
            }
            link.verdict = .failed
            link.reason = "has gone on to \(FluxRevision.short(current)), which came after \(short)"
            link.advice = "leave out --revision to verify the branch's head"
        }
    }
}
