import YAMLDocument

/// Judges what runs on the build cluster: the GitRepositories and Kustomizations of a delivery.
struct SourceJudge {
    let cluster: String
    let namespace: String
    let commit: String

    /// Whether Flux has fetched the commit.
    ///
    /// - Parameter wanted: the object as `apply` makes it.
    func gitRepository(
        _ wanted: KubernetesObject,
        _ object: KubernetesObject?,
        kind: ResourceType
    ) -> VerificationLink {
        var link = link(kind, wanted.name)
        guard let object else { return absent(link) }
        let revision = object.status?[path: "artifact", "revision"]?.string
        judge(&link, object, revision: revision, verb: "fetched")
        refuseOtherAim(&link, object, wanted, members: ["url", "ref"])
        return link
    }

    /// Whether Flux has applied the commit, and found it healthy.
    ///
    /// - Parameter wanted: the object as `apply` makes it.
    func kustomization(
        _ wanted: KubernetesObject,
        _ object: KubernetesObject?,
        kind: ResourceType
    ) -> VerificationLink {
        var link = link(kind, wanted.name)
        guard let object else { return absent(link) }
        judge(&link, object, revision: object.status?["lastAppliedRevision"]?.string, verb: "applied")
        let attempted = object.status?["lastAttemptedRevision"]?.string.flatMap(FluxRevision.init)?.commit
        if case .failed = FluxStatus(object: object).state, let attempted, attempted != commit {
            // It failed on an earlier commit; this one may mend it.
            link.verdict = .progressing
            link.reason = "has not tried \(FluxRevision.short(commit)) yet; before: \(link.reason ?? "")"
        }
        refuseOtherAim(
            &link,
            object,
            wanted,
            members: ["sourceRef", "path", "kubeConfig", "targetNamespace", "serviceAccountName"]
        )
        return link
    }

    /// Fails what takes from elsewhere, or brings it elsewhere, than delivery.yaml says, however well it does so.
    /// Intervals and the like are left to whoever changed them.
    private func refuseOtherAim(
        _ link: inout VerificationLink,
        _ object: KubernetesObject,
        _ wanted: KubernetesObject,
        members: [String]
    ) {
        guard object.deletionTimestamp == nil else { return }
        let other = members.first { member in
            !SpecComparison.isSame(object.spec?[member] ?? .null, wanted.spec?[member] ?? .null)
        }
        guard let other else { return }
        link.verdict = .failed
        link.reason = "its spec.\(other) is not what \(Delivery.fileName) asks for"
        link.advice = "kubectl carvel-deliver apply"
    }

    /// A Kustomization of the delivery that the commit does not call for: Flux goes on to apply it, or fails to.
    func leftover(_ object: KubernetesObject, kind: ResourceType) -> VerificationLink {
        var link = link(kind, object.name)
        link.expected = nil
        link.reason = "is not called for by the repository any more"
        if object.deletionTimestamp == nil {
            link.verdict = .failed
            link.advice = "kubectl --context \(cluster) -n \(namespace) delete kustomization \(object.name)"
        }
        return link
    }

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
        link.advice = "kubectl carvel-deliver apply"
        return link
    }

    private func judge(_ link: inout VerificationLink, _ object: KubernetesObject, revision: String?, verb: String) {
        let current = revision.flatMap(FluxRevision.init)?.commit
        link.found = current.map(FluxRevision.short) ?? revision
        switch FluxStatus(object: object).state {
        case .terminating:
            link.verdict = .failed
            link.reason = "is being deleted"
        case .suspended:
            link.verdict = .failed
            link.reason = "is suspended, so it follows no commit"
            link.advice = "set spec.suspend to false"
        case .failed(let reason):
            link.verdict = .failed
            link.reason = reason
        case .inProgress(let reason):
            link.reason = reason
        case .current where current == commit:
            link.verdict = .verified
        case .current:
            link.reason = "has not \(verb) \(FluxRevision.short(commit)) yet"
        }
    }
}
