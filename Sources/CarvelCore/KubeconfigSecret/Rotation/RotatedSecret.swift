import OrderedCollections
import YAMLDocument

/// A kubeconfig Secret as it was read, with the keys of it that are in use.
struct RotatedSecret: Sendable {
    /// The Secret as the build cluster has it.
    private(set) var object: KubernetesObject
    /// What is read from each key in use, the first one first.
    let readings: OrderedDictionary<String, FluxReading>
    private let permissions: FluxPermissions

    /// - Parameter keys: the keys that references name; `nil` for one that names none.
    init(
        _ object: KubernetesObject,
        keys: [String?],
        calledName name: String,
        permitted permissions: FluxPermissions
    ) throws(FluxReadingError) {
        self.object = object
        self.permissions = permissions
        var readings: OrderedDictionary<String, FluxReading> = [:]
        var problem: FluxReadingError?
        for key in keys {
            do throws(FluxReadingError) {
                let reading = try FluxReading(object, key: key, calledName: name, permitted: permissions)
                readings[reading.key] = reading
            } catch {
                problem = error
            }
        }
        // Who looks for a key that is of no use now is not helped, and keeps nobody from being served.
        if readings.isEmpty, let problem { throw problem }
        self.readings = readings
    }

    /// The way to the run cluster that Flux takes.
    var connection: ClusterConnection? { readings.values.first?.connection }

    /// The token in use, if it is a web token, and the only one.
    var token: WebToken? {
        let tokens = Set(
            readings.values.map { reading in
                if case .token(let token) = reading.connection.credentials { token } else { "" }
            }
        )
        return tokens.count == 1 ? tokens.first.flatMap { WebToken($0) } : nil
    }

    /// The kubeconfigs with a token in place of what each logs in with now, by key.
    ///
    /// - Parameter user: what they call whom the token is of.
    func texts(bearing token: String, user: String) -> [String: String] {
        texts { $0.document(bearing: token, user: user).text }
    }

    /// A text for each key in use.
    func texts(_ text: (FluxReading) -> String) -> [String: String] {
        Dictionary(uniqueKeysWithValues: readings.map { ($0.key, text($0.value)) })
    }

    /// What is applied to put texts under their keys; it fails where the Secret is no longer as it was read.
    func manifest(_ texts: [String: String]) -> KubernetesObject {
        // What we have applied before must be named again, for it would be taken away else.
        let isOurs = object.label(Labels.managedBy) == ClusterClient.fieldManager
        var labels = [Labels.fluxWatch: "Enabled"]
        if isOurs { labels[Labels.managedBy] = ClusterClient.fieldManager }
        var data = JSONObject()
        for (key, text) in texts.sorted(by: { $0.key < $1.key }) {
            data[key] = .string(Base64.encode(text.utf8))
        }
        var manifest = KubernetesObject(
            .secret,
            name: object.name,
            namespace: object.namespace,
            labels: labels,
            ["type": .string(object.json["type"]?.string ?? "Opaque"), "data": .object(data)]
        )
        manifest.json["metadata"]?["resourceVersion"] = object.resourceVersion.map(JSONValue.string)
        return manifest
    }

    /// Whether another state of the Secret has the same under the keys in use, so that nobody else has rotated it.
    func hasSameCredentials(as other: KubernetesObject) -> Bool {
        readings.keys.allSatisfy { other.json[path: "data", $0] == object.json[path: "data", $0] }
    }

    /// The same, to be replaced as another state of it, which has the same credentials.
    func refreshed(_ object: KubernetesObject) -> RotatedSecret {
        var secret = self
        secret.object = object
        return secret
    }

    /// Whether a state of the Secret has these texts.
    static func holds(_ texts: [String: String], _ object: KubernetesObject) -> Bool {
        texts.allSatisfy { object.json[path: "data", $0.key]?.string == Base64.encode($0.value.utf8) }
    }
}

extension FluxReading {
    /// The kubeconfig as Flux reads it, with a token in place of what it logs in with.
    func document(bearing token: String, user: String) -> FluxDocument {
        FluxDocument(
            contextName: contextName,
            clusterName: clusterName,
            userName: user,
            namespace: connection.namespace == "default" ? nil : connection.namespace,
            connection: connection.bearing(token)
        )
    }
}
