import OrderedCollections
import YAMLDocument

/// What `init` writes for kapp-controller's engine besides `delivery.yaml`: for each run cluster the App, the
/// PackageRepository and the rights. What is there already stays.
public struct AppBeginning: Sendable {
    /// Where packages come from; `nil` to leave that to the user.
    public var repository: PackageRepositorySource?
    /// The service account of the PackageInstalls.
    public var installAccount: String
    /// Whether the App and its installs may do everything on their run cluster.
    public var isClusterAdmin: Bool

    /// A beginning with the least rights, unless said otherwise.
    public init(repository: PackageRepositorySource?, installAccount: String, isClusterAdmin: Bool = false) {
        self.repository = repository
        self.installAccount = installAccount
        self.isClusterAdmin = isClusterAdmin
    }

    /// Writes what is missing.
    func write(_ delivery: Delivery, of tree: RepositoryTree, to edit: inout RepositoryEdit) throws(DeliveryError) {
        for files in try AppLayout(tree, delivery).clusters {
            let rights = AppRights(
                delivery: delivery,
                cluster: files.cluster,
                installAccount: installAccount,
                isClusterAdmin: isClusterAdmin
            )
            var written: [(file: String, objects: [KubernetesObject])] = []
            if try files.checkedApp(of: delivery) == nil {
                let app = AppManifest(delivery: delivery, cluster: files.cluster, path: files.path)
                written.append(("\(files.appFolder)/app.yml", [app.object]))
            }
            if !files.appObjects.contains(where: \.isRight) {
                written.append(("\(files.appFolder)/rbac.yml", rights.ofApp))
            }
            if files.repositories.isEmpty, let repository {
                written.append(("\(files.path)/repo.yml", [repository.object(in: files.cluster.namespace)]))
            }
            if files.rights.isEmpty { written.append(("\(files.path)/rbac.yml", rights.ofInstalls)) }
            for (file, objects) in written {
                for object in objects { try edit.append(object, to: file, of: tree) }
            }
            advise(on: files, &edit)
        }
    }

    private func advise(on files: AppFiles, _ edit: inout RepositoryEdit) {
        if files.repositories.isEmpty, repository == nil, files.packages.isEmpty {
            edit.advise(
                "\(files.path)/ has no PackageRepository, so \(files.cluster.name) has no packages yet; put one there, or"
                    + " give --package-repository and --package-image"
            )
        }
        if files.rights.isEmpty, !isClusterAdmin {
            edit.advise(
                "\(files.path)/rbac.yml lets installs make Deployments, Services, ConfigMaps and Ingresses in"
                    + " \(files.cluster.namespace); what a package needs besides is not known before it is installed:"
                    + " add it there and in \(files.appFolder)/rbac.yml, for an App can give no rights that it has not"
                    + " itself"
            )
        }
        if files.place.kubeconfigSecret != nil {
            edit.advise(
                "App \(files.place.name) acts on \(files.cluster.name) as the user of Secret"
                    + " \(ObjectNames.kubeconfigSecret(files.cluster.name)); for one with those rights alone, after"
                    + " apply: kubectl carvel-kubeconfig-secret create \(files.cluster.name) --service-account"
                    + " \(files.cluster.namespace)/\(files.cluster.serviceAccountName)"
            )
        }
    }
}

/// A PackageRepository, by name and by the bundle that it is fetched from.
public struct PackageRepositorySource: Sendable, Hashable {
    /// The name of the object.
    public var name: String
    /// The imgpkg bundle, such as `registry.example.com/packages:1.0.0`.
    public var image: String

    /// - Throws: `DeliveryError` for a name that the API server would not take, and without an image.
    public init(name: String, image: String) throws(DeliveryError) {
        guard KubernetesName.isSubdomain(name) else {
            throw DeliveryError("\"\(name)\" is no name for a PackageRepository, expected \(KubernetesName.labelRule)")
        }
        guard !image.isEmpty, !image.contains(where: \.isWhitespace) else {
            throw DeliveryError("\"\(image)\" is no image, expected such as registry.example.com/packages:1.0.0")
        }
        self.name = name
        self.image = image
    }

    /// The object, in a group of its name, which installs come after.
    func object(in namespace: String) -> KubernetesObject {
        KubernetesObject(
            .packageRepository,
            name: name,
            namespace: namespace,
            annotations: [ChangeRule.groupAnnotation: name],
            ["spec": ["fetch": ["imgpkgBundle": ["image": .string(image)]]]]
        )
    }
}

extension RepositoryObject {
    /// Whether it is a service account, a role or a binding.
    var isRight: Bool { isA(.serviceAccount) || object.apiGroup == ResourceType.role.group }
}
