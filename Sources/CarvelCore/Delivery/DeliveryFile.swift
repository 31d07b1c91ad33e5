import OrderedCollections
import YAMLDocument

// Delivery as the text of delivery.yaml.

extension Delivery {
    /// Reads the text of a `delivery.yaml`.
    ///
    /// - Parameter file: where it is from, for messages.
    /// - Throws: `DeliveryError` with file, line and column of what is missing, unknown or not possible.
    public init(yaml text: String, file: String = Delivery.fileName) throws(DeliveryError) {
        let nodes: [YAMLNode]
        do {
            nodes = try YAMLReader.nodes(text, file: file)
        } catch {
            throw DeliveryError(error.description)
        }
        guard let node = nodes.first, nodes.count == 1 else {
            throw DeliveryError(at: file, "holds \(nodes.count) documents, expected one of kind Delivery")
        }
        let top = try YAMLFields(node, file: file, known: ["apiVersion", "kind", "metadata", "spec"])
        let version = try top.text("apiVersion")
        guard version == Self.apiVersion else {
            throw top.error("apiVersion", "is \"\(version)\", expected \"\(Self.apiVersion)\"")
        }
        let kind = try top.text("kind")
        guard kind == "Delivery" else { throw top.error("kind", "is \"\(kind)\", expected \"Delivery\"") }

        let metadata = try top.fields("metadata", known: ["name"])
        let spec = try top.fields(
            "spec",
            known: ["engine", "repository", "build", "runClusters", "encryption"] + DeliveryOverrides.known
        )
        let engine = try spec.optionalText("engine") ?? "flux"
        guard engine == "flux" else {
            throw spec.error("engine", "is \"\(engine)\", expected \"flux\", the one engine of this version")
        }
        self.init(
            name: try metadata.dnsLabel("name"),
            repository: try Repository(
                spec.fields("repository", known: ["url", "branch", "secretRef", "shared"])
            ),
            build: try BuildCluster(spec.fields("build", known: ["context", "namespace", "fluxVersion"])),
            runClusters: try Self.runClusters(spec)
        )
        encryption = try Encryption(spec)
        overrides = try DeliveryOverrides(spec, isShared: repository.isShared)
        for patch in overrides.patches { try patch.checkTarget(in: self) }
    }

    private static func runClusters(_ spec: YAMLFields) throws(DeliveryError) -> [RunCluster] {
        let known = ["name", "context", "namespace", "serviceAccountName", "kubeConfig", "kustomization"]
        var clusters: [RunCluster] = []
        for fields in try spec.list("runClusters", known: known) {
            let name = try fields.dnsLabel("name")
            guard !clusters.contains(where: { $0.name == name }) else {
                throw fields.error("name", "is \"\(name)\", which another run cluster has already")
            }
            // `packages` is the folder that holds the Packages themselves.
            guard name != PackageFolder.packagesFolder else {
                throw fields.error("name", "can't be \"\(name)\": the folder of that name holds the Packages")
            }
            guard name != DeliveryManifests.buildSection else {
                throw fields.error("name", "can't be \"\(name)\", which is what the build cluster is called")
            }
            let kubeconfig = try fields.optionalFields("kubeConfig", known: ["secretRef", "configMapRef"])
            var cluster = RunCluster(
                name: name,
                context: try fields.optionalText("context") ?? name,
                namespace: try fields.dnsLabel("namespace"),
                serviceAccountName: try fields.dnsLabel("serviceAccountName"),
                kubeconfig: try kubeconfig.map { fields throws(DeliveryError) in try KubeconfigSource(fields) }
                    ?? .secret()
            )
            cluster.kustomization = try KustomizationSettings(fields)
            let twin = clusters.first { $0.context == cluster.context && $0.namespace == cluster.namespace }
            if let twin {
                throw fields.error("name", "has the same context and namespace as run cluster \"\(twin.name)\"")
            }
            clusters.append(cluster)
        }
        guard !clusters.isEmpty else { throw spec.error("runClusters", "is empty, expected one cluster or more") }
        return clusters
    }

    /// The text of a `delivery.yaml`, as `init` writes it.
    public var yaml: String {
        var repository: JSONObject = ["url": .string(self.repository.url), "branch": .string(self.repository.branch)]
        if case .secret(let name) = self.repository.access {
            repository["secretRef"] = .object(name.map { ["name": .string($0)] } ?? [:])
        }
        if self.repository.isShared { repository["shared"] = true }
        let clusters = runClusters.map { cluster -> JSONValue in
            var fields: JSONObject = [
                "name": .string(cluster.name), "context": .string(cluster.context),
                "namespace": .string(cluster.namespace),
                "serviceAccountName": .string(cluster.serviceAccountName),
            ]
            fields["kubeConfig"] = cluster.kubeconfigJSON
            return .object(fields)
        }
        var spec: JSONObject = [
            "engine": "flux",
            "repository": .object(repository),
            "build": ["context": .string(build.context), "namespace": .string(build.namespace)],
            "runClusters": .array(clusters),
        ]
        spec["encryption"] = encryption?.json
        return YAMLWriter.string([
            "apiVersion": .string(Self.apiVersion),
            "kind": "Delivery",
            "metadata": ["name": .string(name)],
            "spec": .object(spec),
        ])
    }
}

extension Delivery.Repository {
    fileprivate init(_ fields: YAMLFields) throws(DeliveryError) {
        let url = try fields.text("url")
        guard let scheme = ["http://", "https://", "ssh://"].first(where: url.hasPrefix) else {
            throw fields.error("url", "is no http, https or ssh URL (Flux takes no user@host:path)")
        }
        let user = url.dropFirst(scheme.count).prefix { $0 != "/" }.split(
            separator: "@",
            omittingEmptySubsequences: false
        )
        .dropLast().joined(separator: "@")
        guard user.isEmpty || (scheme == "ssh://" && !user.contains(":")) else {
            throw fields.error(
                "url",
                "holds a user name or a password, which would be there for all to read",
                hint: "take them out, and give them with --git-username and --git-password-file"
            )
        }
        let secret = try fields.optionalFields("secretRef", known: ["name"])
        let name = try secret?.optionalText("name")
        self.init(
            url: url,
            branch: try fields.text("branch"),
            access: secret == nil ? .anonymous : .secret(name: name),
            isShared: try fields.optionalBool("shared") ?? false
        )
    }
}

extension Delivery.BuildCluster {
    fileprivate init(_ fields: YAMLFields) throws(DeliveryError) {
        self.init(context: try fields.text("context"), namespace: try fields.dnsLabel("namespace"))
        guard let text = try fields.optionalText("fluxVersion") else { return }
        fluxVersion = FluxVersion(text)
        guard fluxVersion != nil else {
            throw fields.error("fluxVersion", "is \"\(text)\", expected \(FluxVersion.expectation)")
        }
    }
}

extension YAMLFields {
    /// A text that the API server takes as a namespace, or as a segment of a name.
    func dnsLabel(_ name: String) throws(DeliveryError) -> String {
        let text = try self.text(name)
        guard KubernetesName.isLabel(text) else {
            throw error(name, "is \"\(text)\", expected \(KubernetesName.labelRule)")
        }
        return text
    }
}
