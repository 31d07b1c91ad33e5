import OrderedCollections
import YAMLDocument

// Overrides as delivery.yaml has them.

extension DeliveryOverrides {
    /// The members of `spec` that are overrides.
    static let known = ["names", "labels", "annotations", "gitRepository", "kustomization", "packages", "patches"]

    /// - Parameters:
    ///   - spec: the `spec` of a delivery.
    ///   - isShared: whether one GitRepository serves all packages.
    init(_ spec: YAMLFields, isShared: Bool) throws(DeliveryError) {
        if let fields = try spec.optionalFields("names", known: NameTemplates.known) {
            names = try NameTemplates(fields, isShared: isShared)
        }
        labels = try spec.texts("labels")
        for (name, value) in labels.sorted(by: { $0.key < $1.key }) {
            guard !Labels.own.contains(name) else {
                throw spec.error("labels", "sets \(name), by which the objects of a delivery are found again")
            }
            guard KubernetesName.isLabelValue(value) else {
                throw spec.error(
                    "labels",
                    "gives \(name) the value \"\(value)\", expected at most 63 letters, digits, \"-\", \"_\" and dots"
                )
            }
        }
        annotations = try spec.texts("annotations")
        gitRepository = try GitRepositorySettings(spec)
        kustomization = try KustomizationSettings(spec)
        for fields in try spec.list("packages", known: ["name", "gitRepository", "kustomization"]) {
            var package = PackageSettings(name: try fields.text("name"))
            guard !packages.contains(where: { $0.name == package.name }) else {
                throw fields.error("name", "is \"\(package.name)\", which stands here already")
            }
            package.gitRepository = try GitRepositorySettings(fields)
            guard !isShared || package.gitRepository == GitRepositorySettings() else {
                throw fields.error(
                    "gitRepository",
                    "is set for one package, and repository.shared has one GitRepository for all",
                    hint: "set spec.gitRepository"
                )
            }
            package.kustomization = try KustomizationSettings(fields)
            package.place = fields.place("name")
            packages.append(package)
        }
        for fields in try spec.list("patches", known: ManifestPatch.known) {
            patches.append(try ManifestPatch(fields))
        }
    }
}

extension GitRepositorySettings {
    /// What stands under `gitRepository`.
    init(_ parent: YAMLFields) throws(DeliveryError) {
        guard let fields = try parent.optionalFields("gitRepository", known: ["interval", "timeout", "ignore"]) else {
            return
        }
        interval = try fields.optionalDuration("interval")
        timeout = try fields.optionalDuration("timeout", takesHours: false)
        ignore = try fields.optionalText("ignore")
    }
}

extension KustomizationSettings {
    /// What stands under `kustomization`.
    init(_ parent: YAMLFields) throws(DeliveryError) {
        let known = ["interval", "timeout", "retryInterval", "prune", "wait", "force"]
        guard let fields = try parent.optionalFields("kustomization", known: known) else { return }
        interval = try fields.optionalDuration("interval")
        timeout = try fields.optionalDuration("timeout")
        retryInterval = try fields.optionalDuration("retryInterval")
        prune = try fields.optionalBool("prune")
        wait = try fields.optionalBool("wait")
        force = try fields.optionalBool("force")
    }
}

extension YAMLFields {
    /// A duration as Flux takes it; `nil` where it is absent.
    ///
    /// - Parameter takesHours: the schema of `GitRepository.spec.timeout` knows no `h`.
    func optionalDuration(_ name: String, takesHours: Bool = true) throws(DeliveryError) -> String? {
        guard let text = try optionalText(name) else { return nil }
        var rest = text[...]
        repeat {
            let number = rest.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
            rest = rest[number.endIndex...]
            let unit = ["ms", "s", "m", "h"].first { rest.hasPrefix($0) && (takesHours || $0 != "h") }
            guard let unit, Double(number) != nil, number.last != "." else {
                throw error(
                    name,
                    "is \"\(text)\", expected a duration such as \"90s\" or \"\(takesHours ? "1h30m" : "5m")\""
                )
            }
            rest = rest.dropFirst(unit.count)
        } while !rest.isEmpty
        return text
    }

    /// A mapping of texts; empty where it is absent.
    func texts(_ name: String) throws(DeliveryError) -> [String: String] {
        guard let value = try value(name) else { return [:] }
        guard let members = value.object else { throw error(name, "is no mapping") }
        var texts: [String: String] = [:]
        for (key, value) in members {
            guard let text = value.string else { throw error(name, "has no text under \"\(key)\", put it in quotes") }
            texts[key] = text
        }
        return texts
    }

    /// Whatever stands under a member; `nil` where it is absent.
    func value(_ name: String) throws(DeliveryError) -> JSONValue? {
        guard let node = member(name) else { return nil }
        do {
            return try node.resolved(file: file, strict: true)
        } catch {
            throw DeliveryError(error.description)
        }
    }

    /// File, line and column of a member.
    func place(_ name: String) -> String {
        let start = (member(name) ?? node).start
        return "\(file):\(start.line):\(start.column)"
    }
}
