import YAMLDocument

// Delivery read from the text of delivery.yaml.

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
        let usual = ["engine", "repository", "build", "runClusters"]
        let engine = try Self.engine(try top.fields("spec", known: usual + Self.fluxFields))
        let spec = try top.fields("spec", known: usual + (engine == .flux ? Self.fluxFields : []))
        let repository = try spec.fields("repository", known: ["url", "branch", "secretRef", "shared"])
        if engine == .kappController, try repository.optionalBool("shared") != nil {
            throw repository.error("shared", "is for the engine flux; with kapp-controller one App serves all packages")
        }
        let build = try spec.optionalFields("build", known: ["context", "namespace", "fluxVersion"])
        guard build != nil || engine == .kappController else { throw spec.missing("build") }
        var cluster: BuildCluster?
        if let build { cluster = try BuildCluster(build) }
        self.init(
            name: try metadata.dnsLabel("name"),
            engine: engine,
            repository: try Repository(repository),
            build: cluster,
            runClusters: try Self.runClusters(spec, engine)
        )
        encryption = try Encryption(spec)
        overrides = try DeliveryOverrides(spec, isShared: self.repository.isShared)
        for patch in overrides.patches { try patch.checkTarget(in: self) }
    }

    /// What the engine flux alone has.
    private static var fluxFields: [String] { ["encryption"] + DeliveryOverrides.known }

    private static func engine(_ spec: YAMLFields) throws(DeliveryError) -> Engine {
        guard let name = try spec.optionalText("engine") else { return .flux }
        if let engine = Engine(rawValue: name) { return engine }
        let names = Engine.allCases.map { "\"\($0.rawValue)\"" }
        throw spec.error(
            "engine",
            "is \"\(name)\", expected \(names.joined(separator: " or "))",
            hint: closestMatch(to: name, in: Engine.allCases.map(\.rawValue)).map { "did you mean \"\($0)\"?" }
        )
    }

    private static func runClusters(_ spec: YAMLFields, _ engine: Engine) throws(DeliveryError) -> [RunCluster] {
        let usual = ["name", "context", "namespace", "serviceAccountName", "kubeConfig"]
        let known = usual + (engine == .kappController ? ["path"] : ["kustomization"])
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
            if engine == .kappController, let kubeconfig,
                try kubeconfig.optionalFields("configMapRef", known: ["name"]) != nil
            {
                throw kubeconfig.error("configMapRef", "is for the engine flux; an App logs in by a Secret alone")
            }
            var cluster = RunCluster(
                name: name,
                context: try fields.optionalText("context") ?? name,
                namespace: try fields.dnsLabel("namespace"),
                serviceAccountName: try fields.dnsLabel("serviceAccountName"),
                kubeconfig: try kubeconfig.map { fields throws(DeliveryError) in try KubeconfigSource(fields) }
                    ?? .secret(),
                path: try fields.repositoryFolder("path")
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

    /// A folder of the repository, from its root and without slashes around it; `nil` where it is absent.
    fileprivate func repositoryFolder(_ name: String) throws(DeliveryError) -> String? {
        guard let text = try optionalText(name) else { return nil }
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.allSatisfy({ !$0.isEmpty && $0 != "." && $0 != ".." }) else {
            throw error(name, "is \"\(text)\", expected a folder from the repository's root such as packaging/prod")
        }
        return text
    }
}
