import YAMLDocument

extension RepositoryTree {
    /// The same repository, knowing what run clusters offer of packages. With Flux all packages lie in the repository
    /// itself, and nobody is asked.
    ///
    /// - Parameters:
    ///   - names: the run clusters that are asked; none for all. Those that there are not are passed over.
    ///   - clusters: the way to them, or why there is none.
    /// - Throws: `DeliveryError` where the repository can't be read as a delivery. A cluster that can't be asked throws
    ///   nothing: that its packages are not known is then part of the catalog.
    public func withOffers(
        of names: [String] = [],
        from clusters: Result<ClusterDirectory, any Error>
    ) async throws -> RepositoryTree {
        let delivery = try delivery()
        guard delivery.engine == .kappController else { return self }
        let layout = try AppLayout(self, delivery)
        let asked = layout.clusters.filter { names.isEmpty || names.contains($0.cluster.name) }
        let answers = await withTaskGroup(of: (String, Result<[PackageFile], DeliveryError>).self) { group in
            for files in asked {
                group.addTask {
                    do {
                        return (files.cluster.name, .success(try await PackageLookup(files, clusters.get()).packages()))
                    } catch {
                        return (files.cluster.name, .failure(DeliveryError(anyOf: error)))
                    }
                }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        try Task.checkCancellation()
        var tree = self
        for (name, answer) in answers {
            switch answer {
            case .success(let packages): tree.catalog.add(packages, of: name)
            case .failure(let error): tree.catalog.add(ignorance: error.description, of: name)
            }
        }
        return tree
    }
}

/// Asks a run cluster which packages it offers.
private struct PackageLookup {
    private let files: AppFiles
    private let client: ClusterClient

    init(_ files: AppFiles, _ clusters: ClusterDirectory) throws(KubeconfigError) {
        self.files = files
        client = try clusters.client(context: files.cluster.context, calledName: files.cluster.name)
    }

    /// All Packages that an install may select.
    ///
    /// - Throws: where the cluster does not tell, or has not fetched yet what the repository calls for.
    func packages() async throws -> [PackageFile] {
        for repository in files.repositories { try await check(repository) }
        let packages = try await client.list(
            .package,
            namespace: files.homeNamespace,
            reading: .only("metadata", "spec.refName", "spec.version", "spec.valuesSchema")
        )
        return packages.compactMap { try? PackageFile($0, path: files.cluster.name) }
    }

    private func check(_ repository: RepositoryObject) async throws {
        let name = repository.object.name
        let title = "PackageRepository \(name)"
        let present = try await client.find(
            .packageRepository,
            namespace: files.namespace(of: repository.object),
            name: name
        )
        guard let present else { throw DeliveryError("\(title) is not there yet") }
        let (actual, wanted) = (present.spec?["fetch"] ?? .null, repository.object.spec?["fetch"] ?? .null)
        guard SpecComparison.isSame(actual, wanted) else {
            throw DeliveryError("\(title) is not yet as \(repository.file) has it")
        }
        let status = CarvelStatus(present)
        guard status.verdict == .verified else { throw DeliveryError("\(title): \(status.reason ?? "reconciling")") }
    }
}
