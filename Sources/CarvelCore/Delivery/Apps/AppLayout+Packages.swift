extension AppLayout {
    /// All packages that are installed, lie in the repository, or are offered by a run cluster, by name. One that a run
    /// cluster has several installs of is told apart by the names of these.
    ///
    /// - Parameter catalog: what run clusters offer.
    /// - Throws: `DeliveryError` for an install or a Package that does not say of what it is.
    func packageFolders(_ catalog: PackageCatalog) throws(DeliveryError) -> [PackageFolder] {
        var installs: [String: [String: [InstallFile]]] = [:]
        var own: [String: [String: [PackageFile]]] = [:]
        for files in clusters {
            let cluster = files.cluster.name
            for install in files.installs {
                let file = try InstallFile(install.object, path: install.file)
                installs[file.refName, default: [:]][cluster, default: []].append(file)
            }
            for package in files.packages {
                let file = try PackageFile(package.object, path: package.file)
                own[file.refName, default: [:]][cluster, default: []].append(file)
            }
        }
        let offered = clusters.flatMap { catalog.packages(on: $0.cluster.name) }
        var folders: [PackageFolder] = []
        for refName in Set(offered).union(installs.keys).union(own.keys).sorted() {
            let folder = folder(refName, own: own[refName] ?? [:], catalog)
            folders += try Self.folders(folder, with: installs[refName] ?? [:])
        }
        return folders
    }

    /// A package that nothing is known of but its name.
    func folder(
        _ refName: String,
        own: [String: [PackageFile]] = [:],
        _ catalog: PackageCatalog
    ) -> PackageFolder {
        var folder = PackageFolder(path: refName, for: clusters.map(\.cluster.name).sorted())
        for files in clusters {
            let cluster = files.cluster.name
            folder.surroundings[cluster] = files
            folder.offers[cluster] = files.offer(own[cluster] ?? [], catalog.offer(refName, on: cluster))
        }
        return folder
    }

    private static func folders(
        _ folder: PackageFolder,
        with installs: [String: [InstallFile]]
    ) throws(DeliveryError) -> [PackageFolder] {
        for files in installs.values {
            // By their names they are told apart.
            for (index, file) in files.enumerated() {
                let twin = files[..<index].first { $0.object.name == file.object.name }
                guard let twin else { continue }
                throw DeliveryError(
                    at: file.path,
                    "installs \(folder.path) as \"\(file.object.name)\", as \(twin.path) does in another namespace",
                    hint: "give one of the installs another name"
                )
            }
        }
        let all = installs.values.flatMap(\.self)
        let isTold = installs.values.contains { $0.count > 1 }
        let names = isTold ? Set(all.map(\.object.name)).sorted() : [folder.path]
        return names.map { name in
            var part = folder
            part.path = name
            for (cluster, files) in installs {
                part.installs[cluster] = files.first { !isTold || $0.object.name == name }
            }
            return part
        }
    }
}

extension AppFiles {
    /// What there is of a package for this run cluster.
    ///
    /// - Parameters:
    ///   - own: the Packages in the repository, which the App deploys.
    ///   - offer: what the run cluster offers of it.
    fileprivate func offer(_ own: [PackageFile], _ offer: PackageOffer) -> PackageOffer {
        switch offer {
        // What is in the repository may not be on the cluster yet; what is in both is one.
        case .known(let packages):
            .known(own + packages.filter { package in !own.contains { $0.version == package.version } })
        case .unknown: repositories.isEmpty && !own.isEmpty ? .known(own) : offer
        }
    }
}

extension RepositoryTree {
    /// The package that is to be put on run clusters. Where it is not known what these offer, any name of a package is
    /// taken.
    ///
    /// - Throws: `DeliveryError` where there is none or several.
    func folder(
        toAdd package: String,
        among folders: [PackageFolder],
        to clusters: [String],
        of delivery: Delivery
    ) throws(DeliveryError) -> PackageFolder {
        do {
            return try folders.folder(named: package, with: delivery.engine)
        } catch {
            guard delivery.engine == .kappController else { throw error }
            let unheard = try AppLayout(self, delivery).folder(package, catalog)
            guard let ignorance = clusters.lazy.compactMap({ unheard.offer(on: $0).ignorance }).first else {
                throw error
            }
            guard KubernetesName.isSubdomain(package), package.split(separator: ".").count > 2 else {
                throw DeliveryError(
                    "\"\(package)\" is no whole name of a package, and it is not known what there is: \(ignorance)",
                    hint: "give the whole name, such as \(package).example.com"
                )
            }
            return unheard
        }
    }
}
