import YAMLDocument

/// Every PackageInstall is where it is read.
struct StrayInstallRule: RepositoryRule {
    static let name = "stray-install"

    func findings(in repository: CheckedRepository) -> [RepositoryFinding] {
        guard let delivery = repository.delivery else { return [] }
        let clusters = delivery.runClusters.map(\.name)
        let folders = Set(repository.folders.map(\.path))
        return repository.files.filter { RepositorySnapshot.isYAML($0.path) }.flatMap { file -> [RepositoryFinding] in
            guard let place = StrayInstall.place(of: file.path, among: Set(clusters), folders: folders) else {
                return []
            }
            return file.objects.filter { $0.object.kind == ResourceType.packageInstall.kind }.map { install in
                let stray = StrayInstall(install.object.name, at: file.path, place, among: clusters)
                return error(at: install.place("kind"), stray.reason, advice: stray.hint)
            }
        }
    }
}
