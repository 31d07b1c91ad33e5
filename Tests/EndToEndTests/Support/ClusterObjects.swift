import CarvelCore
import Testing
import YAMLDocument

// Objects as the real kubectl reads them.

extension Workbench {
    /// The objects that a manifest names, as they are on a cluster, in the manifest's order.
    func objects(of manifest: String, on cluster: String) async throws -> [KubernetesObject] {
        let file = try folder.write(manifest, to: "manifests/\(cluster).yaml")
        return try Self.list(try await kubectl("--context", cluster, "get", "-f", file, "-o", "json"))
    }

    /// All objects of some types in the delivery's namespace.
    func objects(_ types: String, on cluster: String) async throws -> [KubernetesObject] {
        try Self.list(try await kubectl("--context", cluster, "-n", "shop", "get", types, "-o", "json"))
    }

    private static func list(_ text: String) throws -> [KubernetesObject] {
        let answer = try JSONReader.value(text)
        return (answer["items"]?.array ?? [answer]).map { KubernetesObject($0) }
    }
}

extension KubernetesObject {
    /// Kind and name.
    var title: String { "\(kind)/\(name)" }

    /// What our own writes have made of it: who has applied which fields when, its generation, and, where no controller
    /// writes to it too, its version.
    var stamp: JSONValue {
        let managers = json[path: "metadata", "managedFields"]?.array ?? []
        let ours = managers.filter { $0["manager"]?.string == "carvel-deliver" && $0["subresource"] == nil }
        let version = status == nil ? resourceVersion ?? "" : ""
        return [
            "uid": .string(uid ?? ""),
            "generation": .int(Int64(generation ?? 0)),
            "version": .string(version),
            "managers": .array(ours),
        ]
    }
}

extension JSONValue {
    /// Whether all of another value is in this one; what a server has added besides does not matter.
    func holds(_ wanted: JSONValue) -> Bool {
        switch (self, wanted) {
        case (.object, .object(let wanted)):
            wanted.allSatisfy { name, value in self[name].map { $0.holds(value) } ?? false }
        case (.array(let found), .array(let wanted)):
            found.count == wanted.count && zip(found, wanted).allSatisfy { $0.holds($1) }
        default: self == wanted
        }
    }
}
