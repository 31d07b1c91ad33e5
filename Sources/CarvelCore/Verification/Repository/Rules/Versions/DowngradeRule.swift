/// A version that is lower than before is marked as one that may go down: kapp-controller refuses it otherwise.
struct DowngradeRule: RepositoryRule {
    static let name = "downgrade"

    /// What installs selected before, by the path of their file; `nil` where that can't be told.
    let earlier: [String: String]?

    /// - Parameter base: the repository as it was before.
    init(base: CheckedRepository) {
        earlier = base.delivery == nil ? nil : base.selectedVersions
    }

    func findings(in repository: CheckedRepository) -> [RepositoryFinding] {
        guard let earlier else {
            return [
                warning(
                    at: FindingPlace(Delivery.fileName),
                    "the commit to compare with has no \(Delivery.fileName) that can be read, so no version was compared"
                )
            ]
        }
        return repository.installs.compactMap { install in
            guard let before = earlier[install.document.file],
                let now = repository.selectedPackage(install)?.version,
                let old = try? SemanticVersion(before), let new = try? SemanticVersion(now), new < old,
                install.document.object.annotation(PresentInstall.downgradable) == nil
            else { return nil }
            return error(
                at: install.selectionPlace,
                "goes back from \(before) to \(now), which kapp-controller does not do of its own accord",
                expected: "the annotation \(PresentInstall.downgradable): \"\"",
                advice: "add the annotation, or use kubectl carvel-deliver rollback"
            )
        }
    }
}
