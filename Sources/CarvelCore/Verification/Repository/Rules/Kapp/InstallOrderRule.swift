import YAMLDocument

/// kapp makes a PackageInstall after the PackageRepository that has its Package, and after its rights; and takes it away
/// before them.
struct InstallOrderRule: RepositoryRule {
    static let name = "install-order"

    func findings(in repository: CheckedRepository) -> [RepositoryFinding] {
        repository.folders.flatMap { folder -> [RepositoryFinding] in
            let objects = folder.files.flatMap(\.objects).map(OrderedObject.init)
            let changes = { (action: ChangeRule.Action) in
                objects.map { ChangeGraph.Change($0.document.object, $0.annotations, action) }
            }
            // Newer releases of kapp put rights before installs by themselves; with older ones only the rules count.
            let upserts = ChangeGraph(changes(.upsert), hasDefaults: false)
            let deletions = ChangeGraph(changes(.delete), hasDefaults: false)
            return objects.indices.filter { objects[$0].document.isA(.packageInstall) }.flatMap { index in
                repositoryFindings(index, objects, upserts) + rightsFindings(index, objects, upserts, deletions)
            }
        }
    }

    private func repositoryFindings(
        _ index: Int,
        _ objects: [OrderedObject],
        _ upserts: ChangeGraph
    ) -> [RepositoryFinding] {
        objects.indices.filter {
            objects[$0].document.isA(.packageRepository) && !upserts.comes(index, after: $0)
        }.map { other in
            warning(
                at: Self.place(objects[index]),
                "\(objects[index].document.title) is not ordered after \(objects[other].document.title), so the first"
                    + " deployment may fail for want of its Package",
                expected: "a rule such as \"upsert after upserting \(Self.group(of: objects[other]))\"",
                advice: Self.advice(objects[other])
            )
        }
    }

    private func rightsFindings(
        _ index: Int,
        _ objects: [OrderedObject],
        _ upserts: ChangeGraph,
        _ deletions: ChangeGraph
    ) -> [RepositoryFinding] {
        let install = objects[index].document
        let account = install.json[path: "spec", "serviceAccountName"]?.string
        let others = objects.indices.filter { objects[$0].document.gives(rightsTo: account) }
        if let other = others.first(where: { !upserts.comes(index, after: $0) }) {
            return [
                warning(
                    at: Self.place(objects[index]),
                    "\(install.title) is not ordered after \(objects[other].document.title), which gives it its rights",
                    expected: "a rule such as \"upsert after upserting \(Self.group(of: objects[other]))\"",
                    advice: Self.advice(objects[other])
                )
            ]
        }
        if let other = others.first(where: { !deletions.comes($0, after: index) }) {
            return [
                warning(
                    at: Self.place(objects[index]),
                    "\(install.title) may be deleted after \(objects[other].document.title), and then has no rights to"
                        + " clean up",
                    expected: "a rule such as \"delete before deleting \(Self.group(of: objects[other]))\"",
                    advice: Self.advice(objects[other])
                )
            ]
        }
        return []
    }

    private static func place(_ object: OrderedObject) -> FindingPlace {
        object.document.place("metadata", "annotations")
    }

    private static func group(of object: OrderedObject) -> String {
        object.annotations.groups.min() ?? object.document.object.name
    }

    private static func advice(_ other: OrderedObject) -> String {
        let isGrouped = !other.annotations.groups.isEmpty
        let group = "give \(other.document.title) the annotation \(ChangeRule.groupAnnotation): \(group(of: other))"
        return isGrouped ? "add it as annotation \(ChangeRule.ruleAnnotation).NAME" : group + ", and add the rule"
    }
}

extension CheckedDocument {
    /// Whether it is a service account, or what binds rights to it.
    fileprivate func gives(rightsTo account: String?) -> Bool {
        guard let account else { return false }
        if isA(.serviceAccount) { return object.name == account }
        guard isA(.roleBinding) || isA(.clusterRoleBinding) else { return false }
        return (json["subjects"]?.array ?? []).contains {
            $0["kind"]?.string == ResourceType.serviceAccount.kind && $0["name"]?.string == account
        }
    }
}
