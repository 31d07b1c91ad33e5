import Testing
import YAMLDocument

@testable import CarvelCore

/// A recorded request, made by the client's method for it.
struct RecordedOperation {
    let exchange: ContractExchange
    let target: RecordedTarget
    let client: ClusterClient

    /// What the client makes of the answer.
    enum Result {
        case object(KubernetesObject)
        /// The objects, and the version of the list, if it came to its end.
        case list([KubernetesObject], resourceVersion: String?)
        case events([WatchEvent])
        case token(ServiceAccountToken)
        case user(ReviewedUser)
        case decision(AccessDecision)
        /// Whether the object was there to be deleted.
        case deleted(Bool)
    }

    func run() async throws(ClusterError) -> Result {
        switch (exchange.method, exchange.requestHeaders["Content-Type"]) {
        case ("GET", _) where target.query["watch"] != nil: .events(try await watch())
        case ("GET", _):
            if let name = target.name {
                .object(try await client.get(target.type, namespace: target.namespace, name: name))
            } else {
                try await list()
            }
        case ("POST", _): try await create()
        case ("PUT", _): .object(try await client.update(object, as: target.type))
        case ("DELETE", _):
            .deleted(
                try await client.delete(target.type, namespace: target.namespace, name: target.name ?? "")
            )
        case (_, "application/merge-patch+json"):
            .object(
                try await client.mergePatch(
                    target.type,
                    namespace: target.namespace,
                    name: target.name ?? "",
                    subresource: target.subresource,
                    body
                )
            )
        case (_, "application/strategic-merge-patch+json"):
            .object(
                try await client.strategicMergePatch(
                    target.type,
                    namespace: target.namespace,
                    name: target.name ?? "",
                    body
                )
            )
        case (_, "application/json-patch+json"):
            .object(
                try await client.jsonPatch(
                    target.type,
                    namespace: target.namespace,
                    name: target.name ?? "",
                    (body.array ?? []).map { .add(Self.path($0["path"]), $0["value"] ?? .null) }
                )
            )
        default: .object(try await apply())
        }
    }

    private var body: JSONValue { exchange.requestBody ?? .null }

    /// What was written, with the name and namespace that the recording left to the path.
    private var object: KubernetesObject {
        var json: JSONValue = body.object == nil ? [:] : body
        if json["metadata"] == nil { json["metadata"] = [:] }
        if let name = target.name { json["metadata"]?["name"] = .string(name) }
        if let namespace = target.namespace { json["metadata"]?["namespace"] = .string(namespace) }
        return KubernetesObject(json)
    }

    private static func path(_ pointer: JSONValue?) -> [String] {
        (pointer?.string ?? "").split(separator: "/").map(String.init)
    }

    private func apply() async throws(ClusterError) -> KubernetesObject {
        try await client.apply(
            object,
            as: target.type,
            subresource: target.subresource,
            fieldManager: target.query["fieldManager"] ?? ClusterClient.fieldManager,
            force: target.query["force"] == "true",
            dryRun: target.query["dryRun"] != nil,
            fieldValidation: target.query["fieldValidation"].flatMap(FieldValidation.init)
        )
    }

    private func create() async throws(ClusterError) -> Result {
        switch (target.type.plural, target.subresource) {
        case (_, "token"):
            .token(
                try await client.requestToken(
                    forServiceAccount: target.name ?? "",
                    namespace: target.namespace ?? "",
                    expirationSeconds: body[path: "spec", "expirationSeconds"]?.int
                )
            )
        case ("selfsubjectreviews", _): .user(try await client.whoAmI())
        case ("selfsubjectaccessreviews", _):
            .decision(try await client.mayI(ResourceAction("list", .secret, namespace: "apps")))
        case (_, _) where target.name != nil:
            .object(
                try await client.create(
                    object,
                    as: target.type,
                    under: (target.name ?? "", target.subresource ?? "")
                )
            )
        default: .object(try await client.create(object, as: target.type))
        }
    }

    /// The objects of the one page that was recorded.
    private func list() async throws(ClusterError) -> Result {
        let objects = client.objects(
            target.type,
            namespace: target.namespace,
            labelSelector: target.query["labelSelector"],
            fieldSelector: target.query["fieldSelector"]
        )
        let recorded = try? JSONReader.value(exchange.body)
        let hasMore = !(recorded?[path: "metadata", "continue"]?.string ?? "").isEmpty
        var iterator = objects.makeAsyncIterator()
        var read: [KubernetesObject] = []
        // The next page has the same answer here, and would have no end.
        while !hasMore || read.count < recorded?["items"]?.array?.count ?? 0, let object = try await iterator.next() {
            read.append(object)
        }
        return .list(read, resourceVersion: iterator.resourceVersion)
    }

    private func watch() async throws(ClusterError) -> [WatchEvent] {
        let selector = ObjectSelector(target.type, namespace: target.namespace)
        var events: [WatchEvent] = []
        for try await event in try await client.watch(selector, from: target.query["resourceVersion"]) {
            events.append(event)
        }
        return events
    }
}
