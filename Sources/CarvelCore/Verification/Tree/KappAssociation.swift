import YAMLDocument

/// What kapp has noted down of an App's objects: the label that all of them carry, and of which kinds they are where.
///
/// Source: kapp, `pkg/kapp/app`; kapp-controller, `status.deploy.kapp.associatedResources` of App.
struct KappAssociation: Sendable, Hashable {
    /// Label and value, such as `kapp.k14s.io/app=1669450000000000000`.
    var label: String
    /// The kinds, by group and kind.
    var kinds: [Kind]
    /// The namespaces that they are in; empty where that is not noted down.
    var namespaces: [String]

    struct Kind: Sendable, Hashable {
        var group: String
        var kind: String
    }

    /// The label by which kapp knows its objects.
    static let label = "kapp.k14s.io/app"

    /// The value of the label.
    var value: String { label.split(separator: "=", maxSplits: 1).last.map(String.init) ?? "" }

    /// Reads it off an App; `nil` where its kapp-controller did not write it there yet.
    init?(status app: KubernetesObject) {
        let resources = app.status?[path: "deploy", "kapp", "associatedResources"]
        guard let label = resources?["label"]?.string, !label.isEmpty else { return nil }
        self.label = label
        kinds = (resources?["groupKinds"]?.array ?? []).compactMap(Kind.init)
        namespaces = (resources?["namespaces"]?.array ?? []).compactMap(\.string)
    }

    /// Reads it off the ConfigMap that kapp keeps; `nil` for what is none.
    init?(configMap: KubernetesObject) {
        guard let text = configMap.json[path: "data", "spec"]?.string, let spec = try? JSONReader.value(text),
            let value = spec["labelValue"]?.string
        else { return nil }
        label = "\(spec["labelKey"]?.string ?? Self.label)=\(value)"
        kinds = (spec["usedGKs"]?.array ?? []).compactMap(Kind.init)
        namespaces = []
    }

    /// The names that kapp's ConfigMap may have, by the age of kapp-controller, the newest first.
    static func configMapNames(of app: String) -> [String] {
        ["\(app).app.apps.k14s.io", "\(app).app", "\(app)-ctrl"]
    }
}

extension KappAssociation.Kind {
    /// The App has its members in small letters, the ConfigMap in Go's own.
    fileprivate init?(_ json: JSONValue) {
        guard let kind = (json["kind"] ?? json["Kind"])?.string else { return nil }
        self.kind = kind
        if let group = (json["group"] ?? json["Group"])?.string {
            self.group = group
        } else {
            let version = json["apiVersion"]?.string ?? ""
            group = version.contains("/") ? String(version.prefix { $0 != "/" }) : ""
        }
    }
}
