import OrderedCollections
public import YAMLDocument

extension PackageVersions {
    /// The versions as a versioned object, kind `VersionSelection`: under `spec` what was asked for, under `status` what
    /// there is and what is selected.
    public var json: JSONValue {
        var status: JSONObject = [:]
        if let commit { status["commit"] = .string(commit) }
        status["versions"] = .array(
            versions.map { version in
                [
                    "version": .string(version),
                    "clusters": .array(clusters(selecting: version).map { .string($0.name) }),
                ]
            }
        )
        status["clusters"] = .array(
            clusters.map { cluster in
                var members: JSONObject = ["name": .string(cluster.name)]
                members.merge(cluster.request.selection.json) { old, _ in old }
                members.merge(cluster.request.result) { old, _ in old }
                return .object(members)
            }
        )
        if let query { status.merge(query.result) { old, _ in old } }
        return [
            "apiVersion": .string(Delivery.apiVersion),
            "kind": "VersionSelection",
            "metadata": ["name": .string(package)],
            "spec": .object(query?.selection.json ?? [:]),
            "status": .object(status),
        ]
    }
}

extension PackageVersions.Request {
    fileprivate var result: JSONObject {
        var members: JSONObject = [:]
        if let selected { members["selected"] = .string(selected) }
        if let reason { members["reason"] = .string(reason) }
        return members
    }
}

extension VersionSelection {
    /// The members of a PackageInstall's `versionSelection`.
    fileprivate var json: JSONObject {
        var members: JSONObject = [:]
        if let constraints { members["constraints"] = .string(constraints) }
        if let prereleases {
            members["prereleases"] =
                prereleases.identifiers.isEmpty
                ? [:] : ["identifiers": .array(prereleases.identifiers.map { .string($0) })]
        }
        return members
    }
}
