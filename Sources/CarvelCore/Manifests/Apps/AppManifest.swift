import OrderedCollections
import YAMLDocument

/// The App by which kapp-controller brings a run cluster what the repository holds for it.
///
/// Source: kapp-controller, "App CR spec" and "Package Management with GitOps".
struct AppManifest: Sendable {
    let delivery: Delivery
    let cluster: Delivery.RunCluster
    /// The folder that it deploys.
    let path: String

    /// The group of the App's account and rights, as the document's App names it.
    static let rightsGroup = "rbac"

    private var place: AppPlace { delivery.appPlace(of: cluster) }

    /// The App as `init` writes it.
    var object: KubernetesObject {
        var git: JSONObject = [
            "url": .string(delivery.repository.url),
            "ref": .string(reference),
            "subPath": .string(path),
        ]
        if let secret = ObjectNames(delivery).appAuthSecret { git["secretRef"] = ["name": .string(secret)] }
        // kapp-controller takes the account before the cluster without a word, so one of them alone is there.
        var spec: JSONObject =
            if let secret = place.kubeconfigSecret {
                [
                    "cluster": [
                        "namespace": .string(cluster.namespace),
                        // kapp-controller would look for the key "value".
                        "kubeconfigSecretRef": [
                            "name": .string(secret),
                            "key": (delivery.kubeconfigReference(of: cluster).key).map(JSONValue.string) ?? .null,
                        ],
                    ]
                ]
            } else {
                ["serviceAccountName": .string(cluster.serviceAccountName)]
            }
        spec["fetch"] = [["git": .object(git)]]
        spec["template"] = [["ytt": [:]]]
        spec["deploy"] = [["kapp": [:]]]
        return KubernetesObject(
            .app,
            name: place.name,
            namespace: place.namespace,
            annotations: [
                "\(ChangeRule.ruleAnnotation).create-order": "upsert after upserting \(Self.rightsGroup)",
                "\(ChangeRule.ruleAnnotation).delete-order": "delete before deleting \(Self.rightsGroup)",
            ],
            ["spec": .object(spec)]
        )
    }

    private var reference: String { "origin/\(delivery.repository.branch)" }

    /// What in an App of the repository is other than `delivery.yaml` has it, as path, what is there and what is wanted.
    func contradictions(in app: KubernetesObject) -> [(field: String, found: String, wanted: String)] {
        let fields: [[String]] =
            [["metadata", "name"], ["metadata", "namespace"]]
            + (place.kubeconfigSecret == nil
                ? [["spec", "serviceAccountName"], ["spec", "cluster"]]
                : [
                    ["spec", "serviceAccountName"], ["spec", "cluster", "namespace"],
                    ["spec", "cluster", "kubeconfigSecretRef", "name"],
                    ["spec", "cluster", "kubeconfigSecretRef", "key"],
                ])
        var all = fields.compactMap { path -> (String, String, String)? in
            let (found, wanted) = (Self.text(app.json, path), Self.text(object.json, path))
            // An App without a namespace goes where it belongs.
            if path == ["metadata", "namespace"], found == Self.nothing { return nil }
            return found == wanted ? nil : (path.joined(separator: "."), found, wanted)
        }
        let fetches = app.spec?["fetch"]?.array ?? []
        guard fetches.count == 1, let git = fetches[0]["git"], let wanted = object.spec?["fetch"]?.array?.first?["git"]
        else {
            all.append(("spec.fetch", "\(fetches.count) sources", "one git repository"))
            return all
        }
        for path in [["url"], ["ref"], ["secretRef", "name"]] {
            let (found, wanted) = (Self.text(git, path), Self.text(wanted, path))
            guard found != wanted else { continue }
            let field = "spec.fetch[0].git.\(path.joined(separator: "."))"
            all.append((field, MaskedURL.text(found), MaskedURL.text(wanted)))
        }
        let subPath = AppFiles.subPath(app) ?? Self.nothing
        if subPath != path { all.append(("spec.fetch[0].git.subPath", subPath, path)) }
        return all
    }

    private static let nothing = "nothing"

    private static func text(_ json: JSONValue, _ path: [String]) -> String {
        guard let value = path.reduce(json as JSONValue?, { $0?[$1] }), !value.isNull else { return nothing }
        return value.string ?? String(decoding: JSONWriter.bytes(value), as: UTF8.self)
    }
}
