import YAMLDocument

/// Each run cluster has an App that delivers it what `delivery.yaml` says, and something to deliver.
struct AppRule: RepositoryRule {
    static let name = "app"

    func findings(in repository: CheckedRepository) -> [RepositoryFinding] {
        guard let delivery = repository.delivery else { return [] }
        return repository.folders.flatMap { folder -> [RepositoryFinding] in
            guard let app = folder.app else { return [] }
            return appFindings(app, folder, delivery) + contentFindings(folder, app, repository)
        }
    }

    private func appFindings(
        _ app: CheckedApp,
        _ folder: CheckedFolder,
        _ delivery: Delivery
    ) -> [RepositoryFinding] {
        guard let document = app.document else {
            let apps = app.objects.filter { $0.isA(.app) }
            let name = delivery.appPlace(of: app.cluster).name
            guard let first = apps.first else {
                return [
                    warning(
                        at: FindingPlace(Delivery.fileName),
                        "\(app.folder)/ has no App for \(app.cluster.name), so apply can't make it",
                        advice: "kubectl carvel-deliver init --engine kapp-controller"
                    )
                ]
            }
            return [
                error(
                    at: first.place("metadata", "name"),
                    "\(app.folder)/ has \(apps.count) Apps",
                    expected: "one, \"\(name)\"",
                    advice: "move the others elsewhere"
                )
            ]
        }
        let manifest = AppManifest(delivery: delivery, cluster: app.cluster, path: folder.path)
        return manifest.contradictions(in: document.object).map { field, found, wanted in
            error(
                at: document.place(Self.path(of: field)),
                "\(field) of \(document.title) is \(found)",
                expected: "\(wanted), as \(Delivery.fileName) has it",
                advice: "make the two agree"
            )
        }
    }

    /// The path that a field such as `spec.fetch[0].git.url` stands for.
    private static func path(of field: String) -> [YAMLPathElement] {
        field.split(separator: ".").flatMap { part -> [YAMLPathElement] in
            guard let open = part.firstIndex(of: "["), let index = Int(part[part.index(after: open)...].dropLast())
            else { return [.key(String(part))] }
            return [.key(String(part[..<open])), .index(index)]
        }
    }

    private func contentFindings(
        _ folder: CheckedFolder,
        _ app: CheckedApp,
        _ repository: CheckedRepository
    ) -> [RepositoryFinding] {
        if folder.files.isEmpty {
            return [
                error(
                    at: app.document?.place("spec", "fetch") ?? FindingPlace(Delivery.fileName),
                    "the App of \(app.cluster.name) is to deploy \(folder.path)/, which holds no YAML files",
                    advice: "push the folder, or name another one in \(Delivery.fileName)"
                )
            ]
        }
        let apps = folder.files.flatMap(\.objects).filter {
            $0.isA(.app) && $0.object.name == app.document?.object.name
        }
        return apps.map {
            error(
                at: $0.place("metadata", "name"),
                "\($0.title) is among what it deploys itself, so a mistake in it can't be mended by a push",
                expected: "it in \(app.folder)/",
                advice: "move it there"
            )
        }
            + (folder.installs.isEmpty
                ? [
                    warning(
                        at: folder.place,
                        "\(folder.path)/ installs no package on \(app.cluster.name)",
                        advice: "kubectl carvel-deliver add PACKAGE --to \(app.cluster.name)"
                    )
                ] : [])
    }
}
