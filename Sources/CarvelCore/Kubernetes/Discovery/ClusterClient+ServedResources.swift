import YAMLDocument

extension ClusterClient {
    /// All types that the server serves. The server is asked once for all clients of a session.
    ///
    /// Two requests where it knows the aggregated form (Kubernetes 1.26 and later), else one more for each version.
    ///
    /// - Parameter anew: whether to ask although it is known, as after a custom resource definition was installed.
    public func servedResources(anew: Bool = false) async throws(ClusterError) -> ServedResources {
        try await discovered(anew: anew).resources
    }

    /// The type that a user means: `plural`, `plural.group` or `plural.version.group`, by plural, singular, short name
    /// or kind.
    ///
    /// - Throws: `ClusterError` with `lookup` where the server serves none, even when asked anew.
    public func resource(named name: String) async throws(ClusterError) -> ServedResource {
        try await look(for: "resource type \"\(name)\"") { served throws(ResourceLookupError) in
            try served.resource(named: name)
        }
    }

    /// The type that an object is of.
    ///
    /// - Throws: `ClusterError` with `lookup` where the server serves none, even when asked anew.
    public func resource(apiVersion: String, kind: String) async throws(ClusterError) -> ServedResource {
        try await look(for: "kind \(kind) of \(apiVersion)") { served throws(ResourceLookupError) in
            try served.resource(apiVersion: apiVersion, kind: kind)
        }
    }

    private func look(
        for subject: String,
        _ find: (ServedResources) throws(ResourceLookupError) -> ServedResource
    ) async throws(ClusterError) -> ServedResource {
        var (served, isNew) = try await discovered(anew: false)
        while true {
            do {
                return try find(served)
            } catch {
                // It may have come since the server was asked.
                guard !isNew else {
                    throw ClusterError(cluster: connection.name, request: "find \(subject)", cause: .lookup(error))
                }
                (served, isNew) = try await discovered(anew: true)
            }
        }
    }

    private func discovered(anew: Bool) async throws(ClusterError) -> (resources: ServedResources, isNew: Bool) {
        let (outcome, isNew) = await session.discovery.resources(anew: anew) {
            do throws(ClusterError) {
                return .success(try await discover())
            } catch {
                return .failure(error)
            }
        }
        switch outcome {
        case .success(let resources): return (resources, isNew)
        case .failure(var error):
            // Another client of the session, with another name for the cluster, may have asked.
            error.cluster = connection.name
            throw error
        }
    }
}

// MARK: Asking

extension ClusterClient {
    private static let aggregated = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList"
    private static let aggregatedBeta = "application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList"

    private func discover() async throws(ClusterError) -> ServedResources {
        async let core = catching { () async throws(ClusterError) in
            try await groups(at: "/api", legacy: ServedResources.legacyVersions(core:))
        }
        async let others = catching { () async throws(ClusterError) in
            try await groups(at: "/apis", legacy: ServedResources.legacyVersions(groups:))
        }
        return ServedResources(groups: try await core.get() + (try await others.get()))
    }

    /// The groups that a root of the API tells of.
    private func groups(
        at root: String,
        legacy: (JSONValue) -> [ServedResources.LegacyVersion]
    ) async throws(ClusterError) -> [ServedResources.Group] {
        let call = ClusterCall(
            description: "discover \(root)",
            path: root,
            accept: "\(Self.aggregated),\(Self.aggregatedBeta),application/json"
        )
        let answer: JSONValue
        do {
            answer = try await value(call)
        } catch  where error.isNotFound {
            // A server for aggregated APIs alone has no core group.
            return []
        }
        if answer["kind"]?.string == "APIGroupDiscoveryList" {
            return (answer["items"]?.array ?? []).compactMap(ServedResources.Group.init(aggregated:))
        }
        return try await groups(legacy(answer))
    }

    /// The groups of these versions, whose documents are asked for side by side.
    private func groups(
        _ versions: [ServedResources.LegacyVersion]
    ) async throws(ClusterError) -> [ServedResources.Group] {
        let documents = await withTaskGroup(of: (Int, Result<JSONValue?, ClusterError>).self) { tasks in
            for (index, version) in versions.enumerated() {
                tasks.addTask {
                    (index, await catching { () async throws(ClusterError) in try await document(of: version) })
                }
            }
            return await tasks.reduce(into: [:]) { $0[$1.0] = $1.1 }
        }
        var groups: [ServedResources.Group] = []
        for (index, version) in versions.enumerated() {
            let document = try documents[index]?.get()
            let served = ServedResources.Version(legacy: document ?? nil, version)
            if let place = groups.firstIndex(where: { $0.name == version.group }) {
                groups[place].versions.append(served)
            } else {
                groups.append(ServedResources.Group(name: version.group, versions: [served]))
            }
        }
        return groups
    }

    /// The document of a version's types; `nil` where the server can't give it, as while the server that an aggregated
    /// API comes from is down.
    private func document(of version: ServedResources.LegacyVersion) async throws(ClusterError) -> JSONValue? {
        let call = ClusterCall(
            description: "discover \(ServedResources.apiVersion(version.group, version.version))",
            path: version.path,
            repetition: .isLeftToCaller
        )
        do {
            return try await value(call)
        } catch {
            // Credentials that are refused are refused for all versions.
            guard let status = error.status, status.code != 401 else { throw error }
            return nil
        }
    }
}
