import OrderedCollections
import Testing
import YAMLDocument

@testable import CarvelCore

extension InMemoryClusters {
    /// The versions that the PackageRepository of the document offers.
    static let offeredVersions = [SampleApps.certManager: ["1.5.4"], SampleApps.contour: ["1.17.1", "1.17.2"]]

    /// Clusters on which a delivery of kapp-controller's engine has arrived in whole, the document's or one like it.
    static func healthyApps(_ tree: RepositoryTree) throws -> InMemoryClusters {
        let delivery = try tree.delivery()
        let layout = try AppLayout(tree, delivery)
        let contexts = layout.clusters.flatMap { [$0.place.context, $0.cluster.context] }
        let clusters = InMemoryClusters(Set(contexts).sorted())
        for name in Set(contexts) {
            let system = KubernetesObject(.namespace, name: "kube-system")
            clusters.put(system.setting(.string("uid-of-\(name)"), at: "metadata", "uid"), as: .namespace, on: name)
        }
        for files in layout.clusters {
            let wanted = AppManifest(delivery: delivery, cluster: files.cluster, path: files.path).object
            let app = (files.app?.object ?? wanted).moved(to: files.place.namespace)
            clusters.put(AppSample.deployed(app), as: .app, on: files.place.context)
            if let name = files.place.kubeconfigSecret {
                let secret = KubeconfigSample.secret(of: files.cluster.name)
                    .setting(.string(name), at: "metadata", "name").moved(to: files.place.namespace)
                clusters.put(secret, as: .secret, on: files.place.context)
            }
            try clusters.run(files)
        }
        return clusters
    }

    private func run(_ files: AppFiles) throws {
        let (context, namespace) = (files.cluster.context, files.homeNamespace)
        for repository in files.repositories {
            let there = repository.object.moved(to: files.namespace(of: repository.object))
            put(CarvelSample.succeeded(there), as: .packageRepository, on: context)
        }
        for (refName, versions) in Self.offeredVersions {
            for version in versions {
                let package = KubernetesObject(
                    try YAMLReader.document(SampleDelivery.package(version, refName: refName))
                )
                put(package.moved(to: namespace), as: .package, on: context)
            }
        }
        for object in files.installs {
            let file = try InstallFile(object.object, path: object.file)
            let version = try file.selection.selectForPackageInstall(from: Self.offeredVersions[file.refName] ?? [])
            let install = CarvelSample.succeeded(
                AppSample.labelled(object.object.moved(to: files.namespace(of: object.object))),
                ["version": .string(version)]
            )
            put(install, as: .packageInstall, on: context)
            put(CarvelSample.app(of: install, version: version), as: .app, on: context)
        }
    }
}

/// The App that delivers, in the states that kapp-controller brings it to.
enum AppSample {
    static func fetch(_ commit: String) -> JSONValue {
        [
            "exitCode": 0, "startedAt": "2026-11-21T05:14:30Z", "updatedAt": "2026-11-21T05:14:31Z",
            "stdout": .string(
                """
                apiVersion: vendir.k14s.io/v1alpha1
                directories:
                - contents:
                  - git:
                      commitTitle: 'Move contour: to 1.17.2...'
                      sha: \(commit)
                    path: .
                  path: "0"
                kind: LockConfig

                """
            ),
        ]
    }

    /// The App after it fetched and deployed a commit.
    static func deployed(_ app: KubernetesObject, commit: String = SampleDelivery.commit) -> KubernetesObject {
        CarvelSample.succeeded(
            app,
            [
                "fetch": fetch(commit), "template": ["exitCode": 0],
                "deploy": [
                    "exitCode": 0, "finished": true, "stdout": "Succeeded",
                    "kapp": ["associatedResources": ["label": "kapp.k14s.io/app=17"]],
                ],
            ]
        )
    }

    /// What the App has deployed.
    static func labelled(_ object: KubernetesObject) -> KubernetesObject {
        object.setting(["kapp.k14s.io/app": "17"], at: "metadata", "labels")
    }
}
