import OrderedCollections
import YAMLDocument

/// The annotations by which kapp orders changes are well-formed, name groups that somebody is in, and lead in no circle.
struct ChangeOrderRule: RepositoryRule {
    static let name = "change-order"

    /// Groups that kapp has of itself.
    private static let ownPrefix = "change-groups.kapp.k14s.io/"

    func findings(in repository: CheckedRepository) -> [RepositoryFinding] {
        var findings: [RepositoryFinding] = []
        var byFolder: [String: [ChangedObject]] = [:]
        for file in repository.deliveredFiles where file.text.contains("kapp.k14s.io/change-") {
            for object in file.objects {
                findings += grammarFindings(object)
                if let changed = ChangedObject(object) {
                    byFolder[RepositoryPath.folder(of: file.path), default: []].append(changed)
                }
            }
        }
        guard !byFolder.isEmpty else { return findings }
        for cluster in repository.delivery?.runClusters ?? [] {
            let objects = repository.folders.filter { $0.hasInstall(on: cluster.name) }.flatMap { folder in
                [PackageFolder.packagesFolder, cluster.name].flatMap { subfolder -> [ChangedObject] in
                    let path = "\(folder.path)/\(subfolder)"
                    return byFolder.filter { $0.key == path || $0.key.hasPrefix(path + "/") }
                        .sorted { $0.key < $1.key }.flatMap(\.value)
                }
            }
            findings += groupFindings(objects, cluster.name)
            let graphs = [ChangeGraph(objects, .upsert, .upserting), ChangeGraph(objects, .delete, .deleting)]
            findings += graphs.flatMap(\.circles).map(circleFinding)
        }
        return findings
    }

    private func grammarFindings(_ object: CheckedDocument) -> [RepositoryFinding] {
        (object.json[path: "metadata", "annotations"]?.object ?? [:]).compactMap { name, value in
            guard ChangeRule.isAnnotation(name, ChangeRule.ruleAnnotation), let text = value.string,
                ChangeRule(text) == nil
            else { return nil }
            return error(
                at: object.place("metadata", "annotations", .key(name)),
                "\"\(text)\" is no rule that kapp reads",
                expected: ChangeRule.grammar,
                advice: "write it as in \"upsert after upserting database\""
            )
        }
    }

    private func groupFindings(_ objects: [ChangedObject], _ cluster: String) -> [RepositoryFinding] {
        let groups = Set(objects.flatMap(\.groups))
        return objects.flatMap { object in
            object.rules.filter { !groups.contains($0.rule.group) && !$0.rule.group.hasPrefix(Self.ownPrefix) }.map {
                annotation,
                rule in
                warning(
                    at: object.document.place("metadata", "annotations", .key(annotation)),
                    "no object for \(cluster) is in group \"\(rule.group)\", so kapp passes over the rule",
                    expected: groups.isEmpty ? nil : "one of \(groups.sorted().joined(separator: ", "))",
                    advice: closestMatch(to: rule.group, in: groups.sorted()).map { "did you mean \"\($0)\"?" }
                        ?? "annotate the objects that are meant with \(ChangeRule.groupAnnotation)"
                )
            }
        }
    }

    private func circleFinding(_ circle: [ChangedObject]) -> RepositoryFinding {
        let names = (circle + circle.prefix(1)).map(\.document.title).joined(separator: " after ")
        let first = circle[0]
        let annotation = first.rules.first?.annotation ?? ChangeRule.ruleAnnotation
        return error(
            at: first.document.place("metadata", "annotations", .key(annotation)),
            "the rules lead in a circle: \(names)",
            expected: "an order",
            advice: "take one of the rules out"
        )
    }
}
