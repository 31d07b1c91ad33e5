import CarvelCore
import OrderedCollections
import YAMLDocument

/// What the controllers leave on the clusters once a fleet is delivered.
struct DeliveredObjects {
    let tree: RepositoryTree
    let commit: String

    /// Before this the values were written, and since then they have been in use.
    private static let written = "2026-01-01T00:00:00Z"
    private static let fetched = "2026-01-01T00:00:01Z"

    /// What a run cluster holds.
    func ofRunCluster(_ name: String) throws -> [KubernetesObject] {
        var objects = [KubernetesObject(.namespace, name: DeliveredFleet.namespace)]
        for path in tree.paths {
            guard let text = tree.files[path] else { continue }
            if path.contains("/packages/") {
                objects.append(try object(text))
            } else if path.hasSuffix("/\(name)/packageinstall.yaml") {
                objects += installed(try object(text))
            } else if path.hasSuffix("/\(name)/params.yaml") {
                objects.append(values(try object(text)))
            }
        }
        return objects
    }

    /// What the build cluster holds.
    ///
    /// - Parameter kubeconfig: the kubeconfig of a run cluster.
    func ofBuildCluster(kubeconfig: (String) throws -> String) throws -> [KubernetesObject] {
        let manifests = try DeliveryManifests(tree)
        var objects: [KubernetesObject] = []
        for manifest in try manifests.sections(cluster: DeliveryManifests.buildSection).flatMap(\.manifests) {
            objects.append(applied(manifest.object))
        }
        for cluster in try tree.delivery().runClusters {
            objects.append(
                KubeconfigSecret.manifest(
                    runCluster: cluster.name,
                    namespace: DeliveredFleet.namespace,
                    kubeconfig: try kubeconfig(cluster.name)
                )
            )
        }
        return objects
    }

    private func object(_ text: String) throws -> KubernetesObject {
        var object = KubernetesObject(try YAMLReader.document(text))
        object.json["metadata"]?["namespace"] = .string(DeliveredFleet.namespace)
        return object
    }

    // MARK: By Flux

    private func applied(_ object: KubernetesObject) -> KubernetesObject {
        var object = object
        let revision = JSONValue.string("main@sha1:\(commit)")
        var status: JSONValue = [
            "observedGeneration": 1,
            "conditions": [
                [
                    "type": "Ready", "status": "True", "reason": "Succeeded", "message": "Applied revision",
                    "lastTransitionTime": .string(Self.fetched), "observedGeneration": 1,
                ]
            ],
        ]
        switch object.kind {
        case "GitRepository": status["artifact"] = ["revision": revision]
        case "Kustomization":
            status["lastAppliedRevision"] = revision
            status["lastAttemptedRevision"] = revision
        default: return object
        }
        object.json["status"] = status
        return object
    }

    private func values(_ secret: KubernetesObject) -> KubernetesObject {
        var secret = secret
        let texts = secret.json["stringData"]?.object ?? [:]
        secret.json["stringData"] = nil
        secret.json["data"] = .object(texts.mapValues { .string(Base64.encode(($0.string ?? "").utf8)) })
        secret.json["metadata"]?["creationTimestamp"] = .string(Self.written)
        secret.json["metadata"]?["managedFields"] = [
            [
                "manager": "kustomize-controller", "operation": "Apply", "apiVersion": "v1",
                "time": .string(Self.written), "fieldsType": "FieldsV1", "fieldsV1": ["f:data": [:]],
            ]
        ]
        return secret
    }

    // MARK: By kapp-controller

    private static let succeeded: JSONValue = [
        "observedGeneration": 1, "friendlyDescription": "Reconcile succeeded",
        "conditions": [["type": "ReconcileSucceeded", "status": "True"]],
    ]

    private func installed(_ install: KubernetesObject) -> [KubernetesObject] {
        var install = install
        install.json["status"] = Self.succeeded
        install.json["status"]?["version"] = .string(DeliveredFleet.version)
        install.json["status"]?["lastAttemptedVersion"] = .string(DeliveredFleet.version)
        let stage: JSONValue = ["startedAt": .string(Self.fetched), "updatedAt": .string(Self.fetched), "exitCode": 0]
        var status = Self.succeeded
        for name in ["fetch", "template", "deploy"] { status[name] = stage }
        let app = KubernetesObject(
            .app,
            name: install.name,
            namespace: install.namespace,
            annotations: ["packaging.carvel.dev/package-version": DeliveredFleet.version],
            ["spec": ["serviceAccountName": "fleet-sa"], "status": status]
        )
        return [install, app]
    }
}

extension ControlPlane {
    /// Puts a fleet into the repository and onto all clusters, without the requests that would bring it there.
    func furnish(_ fleet: DeliveredFleet) async throws {
        let names = configuration.runClusters
        let files = fleet.files(url: repositoryURL, build: configuration.buildCluster, runClusters: names)
        let commit = try await git.commit(files, to: configuration.repositoryName)
        let tree = try RepositoryTree(
            commit: commit,
            paths: files.keys.sorted(),
            contents: files.mapValues { Array($0.utf8) }
        )
        let objects = DeliveredObjects(tree: tree, commit: commit)
        try servers[configuration.buildCluster]?.furnish(
            objects.ofBuildCluster { name in
                try AdministratorKubeconfig.text(servers[name].map { [(name, $0)] } ?? [])
            }
        )
        for name in names { try servers[name]?.furnish(objects.ofRunCluster(name)) }
    }
}

extension APIServer {
    /// Takes in objects as they are, unchecked. Types that it does not serve are left out.
    func furnish(_ objects: [KubernetesObject]) throws {
        for objects in Dictionary(grouping: objects, by: { [$0.apiVersion, $0.kind] }).values {
            guard let first = objects.first else { continue }
            let parts = first.apiVersion.split(separator: "/").map(String.init)
            let type = catalog.definition(
                group: parts.count > 1 ? parts[0] : "",
                version: parts.last ?? "",
                kind: first.kind
            )
            if let type { store.furnish(objects.map(\.json), as: type) }
        }
    }
}
