import CarvelCore
import OrderedCollections
import YAMLDocument

/// An install manifest of Flux, small but shaped as the real one: namespace, definitions, accounts, rights, services and
/// Deployments, with the labels of a release. It installs what the sandbox stands in for.
///
/// Source: Flux, `manifests/install`.
public struct FluxInstallManifest: Sendable {
    /// The release whose definitions it brings.
    public var release: FluxRelease
    /// The version of all controllers, as the tag of their images.
    public var tag: String

    /// The manifest of a release.
    ///
    /// - Parameter tag: the version of all controllers; `missing` for images that can't be pulled.
    public init(_ release: FluxRelease, tag: String = "v1.0.0") {
        self.release = release
        self.tag = tag
    }

    static let namespace = "flux-system"
    static let controllers = [
        "helm-controller", "image-reflector-controller", "kustomize-controller", "notification-controller",
        "source-controller",
    ]
    static let services = ["notification-controller", "source-controller"]

    /// The manifest as a YAML text.
    ///
    /// - Throws: if a file of definitions is absent or unreadable.
    public func text() throws -> String {
        let objects =
            [namespace] + (try definitions()) + Self.controllers.map(account) + rights
            + Self.services.map(service) + Self.controllers.map(deployment) + [policy]
        return YAMLWriter.string(documents: objects)
    }

    func object(
        _ apiVersion: String,
        _ kind: String,
        _ name: String,
        of component: String? = nil,
        isNamespaced: Bool = true,
        _ members: JSONObject = [:]
    ) -> JSONValue {
        var metadata: JSONObject = ["labels": labels(component), "name": .string(name)]
        if isNamespaced { metadata["namespace"] = .string(Self.namespace) }
        var object: JSONObject = [
            "apiVersion": .string(apiVersion), "kind": .string(kind), "metadata": .object(metadata),
        ]
        object.merge(members) { _, new in new }
        return .object(object)
    }

    func labels(_ component: String?) -> JSONValue {
        var labels: JSONObject = [:]
        labels["app.kubernetes.io/component"] = component.map(JSONValue.string)
        labels["app.kubernetes.io/instance"] = .string(Self.namespace)
        labels["app.kubernetes.io/part-of"] = "flux"
        return .object(labels)
    }
}

// MARK: What the namespace gets

extension FluxInstallManifest {
    private func account(_ name: String) -> JSONValue {
        object("v1", "ServiceAccount", name, of: name)
    }

    private func service(_ name: String) -> JSONValue {
        let port: JSONValue = ["name": "http", "port": 80, "protocol": "TCP", "targetPort": "http"]
        return object(
            "v1",
            "Service",
            name,
            of: name,
            ["spec": ["ports": [port], "selector": ["app": .string(name)], "type": "ClusterIP"]]
        )
    }

    private func deployment(_ name: String) -> JSONValue {
        var labels = labels(name)
        labels["app"] = .string(name)
        let receiver = "http://notification-controller.$(RUNTIME_NAMESPACE).svc.cluster.local./"
        let events = name == "notification-controller" ? [] : ["--events-addr=\(receiver)"]
        let container: JSONValue = [
            "args": .array((events + ["--watch-all-namespaces=true", "--log-level=info"]).map(JSONValue.string)),
            "image": .string("ghcr.io/fluxcd/\(name):\(tag)"),
            "name": "manager",
        ]
        return object(
            "apps/v1",
            "Deployment",
            name,
            of: name,
            [
                "spec": [
                    "replicas": 1,
                    "selector": ["matchLabels": ["app": .string(name)]],
                    "template": [
                        "metadata": ["labels": labels],
                        "spec": ["containers": [container], "serviceAccountName": .string(name)],
                    ],
                ]
            ]
        )
    }

    private var policy: JSONValue {
        object(
            "networking.k8s.io/v1",
            "NetworkPolicy",
            "allow-scraping",
            [
                "spec": [
                    "ingress": [["from": [["namespaceSelector": [:]]]]], "podSelector": [:], "policyTypes": ["Ingress"],
                ]
            ]
        )
    }
}
