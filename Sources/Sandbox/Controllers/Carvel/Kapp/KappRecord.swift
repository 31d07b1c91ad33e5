import CarvelCore
import Foundation
import OrderedCollections
import YAMLDocument

/// What kapp remembers of an app in a ConfigMap: its label, and which kinds it has used where.
struct KappRecord {
    /// A kind in a namespace that objects of the app may be in.
    struct Use: Hashable {
        var apiVersion: String
        var kind: String
        /// `nil` for kinds of the whole cluster.
        var namespace: String?
    }

    /// The ConfigMap.
    private let key: ObjectKey
    /// The value of the label `kapp.k14s.io/app`.
    let label: String
    private(set) var uses: [Use]
    private let isNew: Bool

    /// The record of a kapp app, or a new one.
    ///
    /// - Throws: `KappError`; this is the first thing that kapp asks for, so it is here that missing rights show.
    static func find(named name: String, in namespace: String, client: ClusterClient) async throws -> KappRecord {
        let key = ObjectKey(namespace: namespace, name: "\(name).apps.k14s.io")
        let map: KubernetesObject?
        do {
            map = try await client.find(.configMap, namespace: key.namespace, name: key.name)
        } catch {
            throw KappError("Getting app: \(RequestFailure(error, server: client.connection.server).message)")
        }
        guard let map else {
            let label = Int64(Date.now.timeIntervalSince1970 * 1_000_000_000)
            return KappRecord(key: key, label: String(label), uses: [], isNew: true)
        }
        let spec: JSONValue
        do {
            spec = try JSONReader.value(map.json["data"]?["spec"]?.string ?? "")
        } catch {
            throw KappError("Getting app: Unmarshaling app spec: \(error)")
        }
        let uses = (spec["usedGKs"]?.array ?? []).map { use in
            Use(
                apiVersion: use["apiVersion"]?.string ?? "",
                kind: use["Kind"]?.string ?? "",
                namespace: use["namespace"]?.string
            )
        }
        return KappRecord(key: key, label: spec["labelValue"]?.string ?? "", uses: uses, isNew: false)
    }

    /// The record after objects of these types have been added.
    func using(_ types: [(type: ResourceType, namespace: String?)]) -> KappRecord {
        var record = self
        for (type, namespace) in types {
            let use = Use(
                apiVersion: type.apiVersion,
                kind: type.kind,
                namespace: type.isNamespaced ? namespace : nil
            )
            if !record.uses.contains(use) { record.uses.append(use) }
        }
        return record
    }

    func write(_ client: ClusterClient) async throws {
        let spec: JSONValue = [
            "labelKey": .string(Kapp.appLabel), "labelValue": .string(label),
            "usedGKs": .array(
                uses.map { use in
                    var entry: JSONValue = ["apiVersion": .string(use.apiVersion), "Kind": .string(use.kind)]
                    entry["namespace"] = use.namespace.map(JSONValue.string)
                    return entry
                }
            ),
        ]
        let map = KubernetesObject(
            .configMap,
            name: key.name,
            namespace: key.namespace,
            labels: ["kapp.k14s.io/is-app": ""],
            ["data": ["spec": .string(String(decoding: JSONWriter.bytes(spec), as: UTF8.self))]]
        )
        do {
            if isNew {
                _ = try await client.create(map, as: .configMap)
            } else {
                try await client.update(map, as: .configMap)
            }
        } catch {
            throw KappError(
                isNew ? "Creating app" : "Updating app",
                RequestFailure(error, server: client.connection.server)
            )
        }
    }

    func delete(_ client: ClusterClient) async throws {
        do {
            try await client.delete(.configMap, namespace: key.namespace, name: key.name)
        } catch {
            throw KappError("Deleting app", RequestFailure(error, server: client.connection.server))
        }
    }

    /// What the App's status says about it.
    var summary: JSONValue {
        let kinds = uses.map { use -> JSONValue in
            let parts = use.apiVersion.split(separator: "/")
            return ["group": .string(parts.count == 2 ? String(parts[0]) : ""), "kind": .string(use.kind)]
        }
        var seen: Set<JSONValue> = []
        let namespaces = Set(uses.compactMap(\.namespace)).sorted()
        return [
            "associatedResources": [
                "groupKinds": .array(kinds.filter { seen.insert($0).inserted }),
                "label": "\(Kapp.appLabel)=\(label)",
                "namespaces": .array(namespaces.map(JSONValue.string)),
            ]
        ]
    }
}
