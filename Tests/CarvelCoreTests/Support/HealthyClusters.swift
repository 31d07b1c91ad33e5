import OrderedCollections
import YAMLDocument

@testable import CarvelCore

extension InMemoryClusters {
    /// Build and run clusters on which the sample delivery has arrived in whole.
    static func healthy(_ tree: RepositoryTree) throws -> InMemoryClusters {
        let clusters = InMemoryClusters(["build", "staging", "prod"])
        let delivery = try tree.delivery()
        let manifests = try DeliveryManifests(tree)
        for source in manifests.sources() {
            clusters.put(FluxSample.ready(source.object), as: source.type, on: "build")
        }
        for name in ["build", "staging", "prod"] {
            let system = KubernetesObject(.namespace, name: "kube-system")
            clusters.put(system.setting(.string("uid-of-\(name)"), at: "metadata", "uid"), as: .namespace, on: name)
        }
        for cluster in delivery.runClusters {
            clusters.put(KubeconfigSample.secret(of: cluster.name), as: .secret, on: "build")
            for kustomization in manifests.kustomizations(cluster) {
                clusters.put(FluxSample.ready(kustomization.object), as: kustomization.type, on: "build")
            }
            let folders = try tree.packageFolders(for: delivery)
            for folder in folders {
                try clusters.run(folder, of: folders, on: cluster, tree)
            }
        }
        return clusters
    }

    private func run(
        _ folder: PackageFolder,
        of folders: [PackageFolder],
        on cluster: Delivery.RunCluster,
        _ tree: RepositoryTree
    ) throws {
        for package in folder.packages {
            put(package.object.moved(to: cluster.namespace), as: .package, on: cluster.name)
        }
        guard let file = folder.installs[cluster.name] else { return }
        let packages = folders.flatMap(\.packages).filter { $0.refName == file.refName }
        // A package of others is there in the usual version.
        let versions = packages.isEmpty ? [SampleDelivery.version] : packages.map(\.version)
        let version = try file.selection.selectForPackageInstall(from: versions)
        let install = CarvelSample.succeeded(
            file.object.moved(to: cluster.namespace),
            ["version": .string(version)]
        )
        put(install, as: .packageInstall, on: cluster.name)
        put(CarvelSample.app(of: install, version: version), as: .app, on: cluster.name)
        for name in file.valuesSecrets {
            // What is encrypted has some content on the cluster too.
            let text = (try? folder.valuesFile(for: cluster.name, in: tree).values())?.text ?? ""
            let secret = CarvelSample.secret(name, namespace: cluster.namespace, values: text)
            put(secret, as: .secret, on: cluster.name)
        }
    }
}

extension KubernetesObject {
    /// The object as it is in a namespace.
    func moved(to namespace: String) -> KubernetesObject {
        var object = self
        object.json["metadata"]?["namespace"] = .string(namespace)
        return object
    }

    /// The object with one member changed, or taken away.
    func setting(_ value: JSONValue?, at path: String...) -> KubernetesObject {
        KubernetesObject(Self.set(value, at: path[...], in: json))
    }

    private static func set(_ value: JSONValue?, at path: ArraySlice<String>, in json: JSONValue) -> JSONValue? {
        guard let key = path.first else { return value }
        var json = json
        json[key] = set(value, at: path.dropFirst(), in: json[key] ?? .object([:]))
        return json
    }

    private init(_ json: JSONValue?) {
        self.init(json ?? .null)
    }
}

/// Kubeconfig Secrets, by which Flux reaches run clusters.
enum KubeconfigSample {
    /// A kubeconfig with one context.
    ///
    /// - Parameters:
    ///   - cluster: further members of its cluster, in YAML's flow form.
    ///   - user: the members of its user.
    static func text(_ server: String, cluster: String = "", user: String = "token: t") -> String {
        """
        apiVersion: v1
        kind: Config
        current-context: flux
        contexts: [{name: flux, context: {cluster: c, user: admin}}]
        clusters: [{name: c, cluster: {server: "\(server)"\(cluster)}}]
        users: [{name: admin, user: {\(user)}}]
        """
    }

    /// The Secret of a run cluster.
    ///
    /// - Parameter data: the text under each key; by default a good one.
    static func secret(of cluster: String, _ data: [String: String]? = nil) -> KubernetesObject {
        secret(named: "\(cluster)-kubeconfig", data ?? ["value.yaml": text("https://\(cluster).example.com")])
    }

    /// A Secret with the text under each key.
    static func secret(named name: String, _ data: [String: String]) -> KubernetesObject {
        KubernetesObject(
            .secret,
            name: name,
            namespace: "shop",
            ["data": JSONValue(sorted: data.mapValues { Base64.encode(Array($0.utf8)) })]
        )
    }
}

/// Flux objects in the states that their controllers bring them to.
enum FluxSample {
    static func revision(_ commit: String = SampleDelivery.commit) -> String { "main@sha1:\(commit)" }

    static func condition(_ type: String, _ status: String, _ reason: String, _ message: String = "") -> JSONValue {
        [
            "type": .string(type), "status": .string(status), "reason": .string(reason),
            "message": .string(message), "observedGeneration": 1,
            "lastTransitionTime": "2026-11-21T05:14:30Z",
        ]
    }

    /// The object after all went well.
    static func ready(_ object: KubernetesObject, revision: String = revision()) -> KubernetesObject {
        let isSource = object.kind == ResourceType.gitRepository.kind
        return object.setting(1, at: "metadata", "generation").setting(
            [
                "observedGeneration": 1,
                "conditions": [condition("Ready", "True", "ReconciliationSucceeded", "Applied")],
                "artifact": isSource ? ["revision": .string(revision)] : .null,
                "lastAppliedRevision": isSource ? .null : .string(revision),
                "lastAttemptedRevision": isSource ? .null : .string(revision),
            ],
            at: "status"
        )
    }
}

/// Objects of kapp-controller in the states that it brings them to.
enum CarvelSample {
    static func succeeded(_ object: KubernetesObject, _ status: JSONObject = [:]) -> KubernetesObject {
        var members: JSONObject = [
            "observedGeneration": 1,
            "conditions": [["type": "ReconcileSucceeded", "status": "True"]],
            "friendlyDescription": "Reconcile succeeded",
        ]
        members.merge(status) { _, new in new }
        return object.setting(1, at: "metadata", "generation").setting(.object(members), at: "status")
    }

    static func app(of install: KubernetesObject, version: String) -> KubernetesObject {
        let app = KubernetesObject(
            .app,
            name: install.name,
            namespace: install.namespace,
            annotations: ["packaging.carvel.dev/package-version": version],
            ["spec": [:]]
        )
        return succeeded(app, ["fetch": ["startedAt": "2026-11-21T05:14:40Z", "exitCode": 0]])
    }

    /// A values Secret that was made before the app took it.
    static func secret(
        _ name: String,
        namespace: String,
        created: String = "2026-11-21T05:14:30Z",
        changed: String? = nil,
        values: String = "---\n"
    ) -> KubernetesObject {
        KubernetesObject(
            .secret,
            name: name,
            namespace: namespace,
            ["data": ["values.yaml": .string(Base64.encode(Array(values.utf8)))]]
        )
        .setting(.string(created), at: "metadata", "creationTimestamp")
        .setting(
            [["manager": "kustomize-controller", "time": .string(changed ?? created)]],
            at: "metadata",
            "managedFields"
        )
    }
}
