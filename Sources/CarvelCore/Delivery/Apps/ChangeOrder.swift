import OrderedCollections
import YAMLDocument

/// The order in which kapp brings about what an App deploys: rights and values, then the PackageRepository, then the
/// installs; and the other way round when it takes them away.
struct ChangeOrder: Sendable {
    /// The group of what installs need before they begin, as the document names it.
    static let setup = "packageinstall-setup"

    private let files: AppFiles

    init(_ files: AppFiles) {
        self.files = files
    }

    /// The annotations of a PackageInstall.
    ///
    /// - Parameters:
    ///   - name: that of the install, and of its group.
    ///   - predecessors: the names of installs that come before it.
    /// - Throws: `DeliveryError` for a predecessor that is not there, or is in no group.
    func annotations(ofInstall name: String, after predecessors: [String]) throws(DeliveryError) -> [String: String] {
        var annotations = [
            ChangeRule.groupAnnotation: name,
            Self.rule("create-order"): Self.upsertAfter(Self.setup),
            Self.rule("delete-order"): Self.deleteBefore(Self.setup),
        ]
        for repository in files.repositories {
            guard let group = repository.object.annotation(ChangeRule.groupAnnotation) else { continue }
            let ending = files.repositories.count == 1 ? "repository" : repository.object.name
            annotations[Self.rule("create-after-\(ending)")] = Self.upsertAfter(group)
            annotations[Self.rule("delete-before-\(ending)")] = Self.deleteBefore(group)
        }
        for predecessor in predecessors {
            let group = try group(ofInstall: predecessor)
            annotations[Self.rule("create-after-\(predecessor)")] = Self.upsertAfter(group)
            annotations[Self.rule("delete-before-\(predecessor)")] = Self.deleteBefore(group)
        }
        return annotations
    }

    /// Whether a rule of an object names a group.
    static func names(_ group: String, in object: KubernetesObject) -> Bool {
        (object.json[path: "metadata", "annotations"]?.object ?? [:]).contains { name, value in
            ChangeRule.isAnnotation(name, ChangeRule.ruleAnnotation)
                && value.string.flatMap(ChangeRule.init)?.group == group
        }
    }

    private func group(ofInstall name: String) throws(DeliveryError) -> String {
        let names = files.installs.map(\.object.name)
        guard let install = files.installs.first(where: { $0.object.name == name }) else {
            throw DeliveryError(
                at: files.path,
                "there is no install \"\(name)\" to come after, expected one of \(names.joined(separator: ", "))",
                hint: closestMatch(to: name, in: names).map { "did you mean \"\($0)\"?" }
            )
        }
        guard let group = install.object.annotation(ChangeRule.groupAnnotation) else {
            throw DeliveryError(
                at: install.file,
                "install \"\(name)\" is in no group, so nothing can be told to come after it",
                hint: "give it the annotation \(ChangeRule.groupAnnotation): \(name)"
            )
        }
        return group
    }

    private static func rule(_ ending: String) -> String { "\(ChangeRule.ruleAnnotation).\(ending)" }
    private static func upsertAfter(_ group: String) -> String { "upsert after upserting \(group)" }
    private static func deleteBefore(_ group: String) -> String { "delete before deleting \(group)" }
}
