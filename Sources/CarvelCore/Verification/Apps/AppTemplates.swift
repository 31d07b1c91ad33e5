import OrderedCollections
import YAMLDocument

/// Of which files of an App's folder it can't be told what ytt makes of them: templates, and, where the folder holds an
/// overlay, all that it may change.
struct AppTemplates: Sendable {
    /// The paths of the files with code or annotations of ytt.
    private var templates: Set<String> = []
    /// The first file with an overlay.
    private var overlay: String?

    init(_ files: AppFiles, in tree: RepositoryTree) {
        let steps = files.app.map { $0.object.spec?["template"]?.array ?? [] } ?? [["ytt": [:]]]
        guard steps.contains(where: { $0["ytt"] != nil }) else { return }
        for path in tree.files(below: files.path) where RepositorySnapshot.isYAML(path) {
            // Most files have none, and need not be read to know it.
            guard let text = tree.files[path], text.contains("#@") else { continue }
            let directives = Self.directives(of: text, path)
            if !directives.isEmpty { templates.insert(path) }
            if overlay == nil, directives.contains(where: { $0.hasPrefix("overlay/match") }) { overlay = path }
        }
    }

    /// The comments that ytt reads, without the `#@`. In the text of a value, such as an overlay in a Secret, the same
    /// characters are no comment.
    private static func directives(of text: String, _ path: String) -> [Substring] {
        let documents = (try? YAMLReader.nodes(text, file: path)) ?? []
        return YAMLComment.comments(in: text, documents: documents).filter { $0.text.hasPrefix("@") }.map {
            $0.text.dropFirst()
        }
    }

    /// Why it can't be told what an object is to be; `nil` where its file says it.
    ///
    /// - Parameter isSame: whether the object on the cluster is what its file says; `nil` where it is not there.
    private func ignorance(in file: String, isSame: Bool?) -> String? {
        if templates.contains(file) { return Self.reason("\(file) is a template of ytt") }
        // What is as its file says, no overlay has changed: the App puts back what somebody else changes.
        return isSame == false ? ignorance(ofOtherThan: file) : nil
    }

    /// The same of an object on the cluster that is other than its file says.
    private func ignorance(ofOtherThan file: String) -> String? {
        overlay.map { Self.reason("is not what \(file) says, and \($0) is an overlay of ytt that may change it") }
    }

    private static func reason(_ words: String) -> String {
        "\(words), so it could not be told what the repository calls for"
    }

    /// The template with an object of a type whose name is made up there; `nil` where there is none.
    func fileOfUnnamed(_ type: ResourceType, _ files: AppFiles) -> String? {
        files.objects(type).first { templates.contains($0.file) && $0.object.name.isEmpty }?.file
    }
}

// MARK: Links

extension AppTemplates {
    /// The link of an object of which it can't be told what it is to be; `nil` for any other.
    ///
    /// - Parameter isSame: whether the object on the cluster is what its file says; `nil` where it is not there.
    func untold(
        _ wanted: RepositoryObject,
        isSame: Bool?,
        on cluster: Delivery.RunCluster
    ) -> VerificationLink? {
        ignorance(in: wanted.file, isSame: isSame).map { reason in
            Self.link(wanted.object.kind, wanted.object.name, on: cluster, reason)
        }
    }

    /// The same of an install, which depends on the Packages of the repository too.
    func untold(
        _ install: InstallFile,
        _ seen: SeenInstall?,
        of files: AppFiles,
        on cluster: Delivery.RunCluster
    ) -> VerificationLink? {
        let kind = ResourceType.packageInstall.kind
        if let reason = ignorance(in: install.path, isSame: seen?.details.isWhatFileSays(install)) {
            return Self.link(kind, install.object.name, on: cluster, reason)
        }
        let package = files.packages.first { package in
            templates.contains(package.file) && [nil, install.refName].contains(package.refName)
        }
        return package.map { package in
            let reason = "\(package.file) is a template of ytt, so it could not be told which version is due"
            return Self.link(kind, install.object.name, on: cluster, reason)
        }
    }

    /// The links of an install, with those of its values Secrets as far as it can be told what these are to hold.
    func untoldSecrets(
        _ install: InstallFile,
        _ links: [VerificationLink],
        of files: AppFiles,
        on cluster: Delivery.RunCluster
    ) -> [VerificationLink] {
        let kind = ResourceType.secret.kind
        var links = links
        for name in (install.valuesSecrets + install.overlaySecrets).reversed() {
            guard let file = files.secret(name)?.file ?? fileOfUnnamed(.secret, files) else { continue }
            let index = links.firstIndex { $0.kind == kind && $0.name == name }
            let isOther = index.map { links[$0].verdict == .progressing } ?? false
            let reason =
                templates.contains(file)
                ? Self.reason("\(file) is a template of ytt") : isOther ? ignorance(ofOtherThan: file) : nil
            guard let reason else { continue }
            if let index { links.remove(at: index) }
            links.insert(Self.link(kind, name, on: cluster, reason), at: 0)
        }
        return links
    }

    private static func link(
        _ kind: String,
        _ name: String,
        on cluster: Delivery.RunCluster,
        _ reason: String
    ) -> VerificationLink {
        VerificationLink(
            cluster: cluster.name,
            kind: kind,
            namespace: cluster.namespace,
            name: name,
            verdict: .unknown,
            reason: reason,
            advice: "write it as plain YAML"
        )
    }
}
