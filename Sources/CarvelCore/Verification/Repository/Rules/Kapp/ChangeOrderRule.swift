import YAMLDocument

/// The annotations by which kapp orders changes are well-formed, name groups that somebody is in, and lead in no circle.
struct ChangeOrderRule: RepositoryRule {
    static let name = "change-order"

    func findings(in repository: CheckedRepository) -> [RepositoryFinding] {
        var findings: [RepositoryFinding] = []
        var byFolder: [String: [OrderedObject]] = [:]
        for file in repository.deliveredFiles where file.text.contains("kapp.k14s.io/change-") {
            for object in file.objects.map(OrderedObject.init) where !object.annotations.isEmpty {
                findings += grammarFindings(object)
                byFolder[RepositoryPath.folder(of: file.path), default: []].append(object)
            }
        }
        guard !byFolder.isEmpty else { return findings }
        for cluster in repository.delivery?.runClusters ?? [] {
            let objects = repository.folders.filter { $0.hasInstall(on: cluster.name) }.flatMap { folder in
                folder.deliveredPaths(for: cluster.name).flatMap { path in
                    byFolder.filter { $0.key == path || $0.key.hasPrefix(path + "/") }
                        .sorted { $0.key < $1.key }.flatMap(\.value)
                }
            }
            findings += groupFindings(objects, cluster.name) + circleFindings(objects)
        }
        return findings
    }

    private func grammarFindings(_ object: OrderedObject) -> [RepositoryFinding] {
        object.annotations.problems.map { annotation, text, problem in
            let isGroup = annotation.hasPrefix(ChangeRule.groupAnnotation)
            return error(
                at: object.document.place("metadata", "annotations", .key(annotation)),
                "\"\(text)\" is no \(isGroup ? "group" : "rule") that kapp reads",
                expected: problem.expectation,
                advice: isGroup ? nil : "write it as in \"upsert after upserting database\""
            )
        }
    }

    private func groupFindings(_ objects: [OrderedObject], _ cluster: String) -> [RepositoryFinding] {
        let groups = Set(objects.flatMap(\.annotations.groups))
        return objects.flatMap { object in
            object.annotations.rules.filter {
                !groups.contains($0.rule.group) && !$0.rule.group.hasPrefix(ChangeDefaults.prefix)
            }.map { annotation, rule in
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

    /// All of them may be made at once, and all of them may go at once.
    private func circleFindings(_ objects: [OrderedObject]) -> [RepositoryFinding] {
        [ChangeRule.Action.upsert, .delete].flatMap { action in
            ChangeGraph(objects.map { ChangeGraph.Change($0.document.object, $0.annotations, action) }).circles
        }.map { circle in
            let names = (circle + circle.prefix(1)).map { objects[$0].document.title }.joined(separator: " after ")
            let first = objects[circle[0]]
            let annotation = first.annotations.rules.first?.annotation ?? ChangeRule.ruleAnnotation
            return error(
                at: first.document.place("metadata", "annotations", .key(annotation)),
                "the rules lead in a circle: \(names)",
                expected: "an order",
                advice: "take one of the rules out"
            )
        }
    }
}

extension CheckedFolder {
    /// The folders whose objects all go to a run cluster.
    fileprivate func deliveredPaths(for cluster: String) -> [String] {
        app == nil ? ["\(path)/\(PackageFolder.packagesFolder)", path(of: cluster)] : [path]
    }
}

/// An object of a file with its place in kapp's order.
struct OrderedObject: Sendable {
    let document: CheckedDocument
    let annotations: ChangeAnnotations

    init(_ document: CheckedDocument) {
        self.document = document
        var object = document.object
        // What names no namespace has one when kapp comes to fill it in.
        if object.namespace == nil { object.json["metadata"]?["namespace"] = "default" }
        annotations = ChangeAnnotations(of: object)
    }
}

extension ChangeProblem {
    /// What stands in the place of the text where it is right.
    fileprivate var expectation: String {
        switch self {
        case .wordCount, .unknownWord: ChangeRule.grammar
        case .groupName: "a name such as \"database\""
        case .placeholder: "{name}, {namespace}, {kind} or {api-group}, of which the object has one"
        }
    }
}
