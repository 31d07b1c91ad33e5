import OrderedCollections
import YAMLDocument

/// Judges the PackageRepositories that an App brings to a run cluster: where the Packages come from.
struct PackageRepositoryJudge {
    let cluster: Delivery.RunCluster

    /// Whether the cluster has the Packages of what the repository's file names.
    func repository(_ wanted: RepositoryObject, _ object: KubernetesObject?) -> VerificationLink {
        var link = VerificationLink(
            cluster: cluster.name,
            kind: ResourceType.packageRepository.kind,
            namespace: cluster.namespace,
            name: wanted.object.name,
            verdict: .progressing,
            expected: Self.source(wanted.object)
        )
        guard let object else {
            link.reason = "is not on the cluster yet"
            return link
        }
        link.found = Self.source(object)
        if object.deletionTimestamp != nil {
            link.verdict = .failed
            link.reason = "is being deleted"
        } else if CarvelStatus.stopped(object) != nil {
            link.verdict = .failed
            link.reason = "is paused, so its Packages don't change any more"
            link.advice =
                wanted.object.spec?["paused"]?.bool == true
                ? "take spec.paused out of \(wanted.file)"
                : advice.kubectl(
                    "patch packagerepository \(link.name) --type=merge -p '{\"spec\":{\"paused\":false}}'"
                )
        } else if !Self.isSame(object, as: wanted) {
            link.reason = "is not what \(wanted.file) says yet"
        } else {
            let status = CarvelStatus(object)
            link.verdict = status.verdict
            link.reason = status.reason
            if status.verdict == .failed {
                link.advice =
                    "correct spec.fetch in \(wanted.file), or see to it that the cluster reaches what it names"
            }
        }
        return link
    }

    /// Whether the object asks for what the repository's file says.
    static func isSame(_ object: KubernetesObject, as wanted: RepositoryObject) -> Bool {
        SpecComparison.isSame(object.spec ?? .null, wanted.object.spec ?? .null)
    }

    private var advice: VerificationAdvice {
        VerificationAdvice(context: cluster.context, namespace: cluster.namespace)
    }

    /// What it fetches, in a word; `nil` for what lies in the object itself.
    private static func source(_ repository: KubernetesObject) -> String? {
        let fetch = repository.spec?["fetch"]
        return fetch?[path: "imgpkgBundle", "image"]?.string ?? fetch?[path: "image", "url"]?.string
            ?? fetch?[path: "git", "ref"]?.string ?? fetch?[path: "http", "url"]?.string
    }
}
