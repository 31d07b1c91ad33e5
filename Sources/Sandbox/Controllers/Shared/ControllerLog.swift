import CarvelCore
import Foundation
import OrderedCollections
import YAMLDocument

/// Writes the log of a controller as the real one does: a JSON object a line.
struct ControllerLog: Sendable {
    private let logs: PodLogs
    private let pod: ObjectKey

    init(_ server: APIServer, pod: ObjectKey) {
        logs = server.podLogs
        self.pod = pod
    }

    /// A line of one of Flux's controllers, about an object.
    ///
    /// Source: Flux, "Logs"; controller-runtime's fields.
    func flux(_ message: String, _ object: KubernetesObject, as type: ResourceType, error: String? = nil) {
        let name = JSONValue.string(object.name)
        let namespace = JSONValue.string(object.namespace ?? "")
        var line: JSONObject = [
            "level": error == nil ? "info" : "error",
            "ts": .string(Date.now.formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true))),
            "msg": .string(message),
            "controller": .string(type.kind.lowercased()),
            "controllerGroup": .string(type.group),
            "controllerKind": .string(type.kind),
        ]
        line[type.kind] = ["name": name, "namespace": namespace]
        line["namespace"] = namespace
        line["name"] = name
        line["reconcileID"] = .string(UUID().uuidString.lowercased())
        line["error"] = error.map(JSONValue.string)
        write(line)
    }

    /// A line of one of kapp-controller's controllers, about an object.
    ///
    /// Source: kapp-controller, `cmd/controller/run.go`.
    ///
    /// - Parameter logger: `app` or `pkgi`.
    func kappController(_ logger: String, _ message: String, _ object: KubernetesObject, description: String? = nil) {
        var line: JSONObject = [
            "level": "info",
            "ts": .double(Date.now.timeIntervalSince1970),
            "logger": .string("kc.controller.\(logger)"),
            "msg": .string(message),
            "request": .string("\(object.namespace ?? "")/\(object.name)"),
        ]
        line["desc"] = description.map(JSONValue.string)
        write(line)
    }

    private func write(_ line: JSONObject) {
        logs.write(String(decoding: JSONWriter.bytes(.object(line)), as: UTF8.self), of: pod)
    }
}

/// The Pods in which the controllers of a cluster would run, by the names that their Deployments give them.
enum ControllerPods {
    static let source = ObjectKey(namespace: "flux-system", name: "source-controller-6ff87cb475-x2v8k")
    static let kustomize = ObjectKey(namespace: "flux-system", name: "kustomize-controller-7bcf986f97-kq7dm")
    static let kappController = ObjectKey(namespace: "kapp-controller", name: "kapp-controller-5c94d969dc-45hhg")

    /// Flux's, on the build cluster.
    static let flux = [
        object(source, app: "source-controller", ["manager"]),
        object(kustomize, app: "kustomize-controller", ["manager"]),
    ]
    /// kapp-controller's, with the container beside it that runs programs.
    static let kapp = object(
        kappController,
        app: "kapp-controller",
        ["kapp-controller", "kapp-controller-sidecarexec"]
    )

    /// A Pod with the labels and the containers of the real one.
    private static func object(_ key: ObjectKey, app: String, _ containers: [String]) -> KubernetesObject {
        KubernetesObject(
            .pod,
            name: key.name,
            namespace: key.namespace,
            labels: ["app": app],
            [
                "spec": [
                    "containers": .array(
                        containers.map { ["name": .string($0), "image": .string("sandbox.example.com/\(app)")] }
                    )
                ]
            ]
        )
    }
}
