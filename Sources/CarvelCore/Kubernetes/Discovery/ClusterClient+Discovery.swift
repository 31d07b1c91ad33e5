import YAMLDocument

extension ClusterClient {
    /// The versions of an API group that the server serves, the preferred one first; empty where it serves none.
    ///
    /// This is one small request, or none where the session knows all types already: a command that needs two groups
    /// is sooner done with two small documents than with all that the server serves.
    public func servedVersions(ofGroup group: String) async throws(ClusterError) -> [String] {
        if let known = await session.discovery.known?.group(group) { return known.versions.map(\.name) }
        let call = ClusterCall(description: "discover \(group)", path: "/apis/\(URLText.escaped(group))")
        do {
            return ServedResources.versions(ofGroup: try await value(call))
        } catch  where error.isNotFound {
            return []
        }
    }

    /// The type in the first of `versions` that the server serves.
    ///
    /// - Throws: `ClusterError` with `notServed`, and `hint` for what to do, where it serves none of them.
    public func served(
        _ type: ResourceType,
        versions: [String],
        hint: String
    ) async throws(ClusterError) -> ResourceType {
        let served = try await servedVersions(ofGroup: type.group)
        guard let version = versions.first(where: served.contains) else {
            throw ClusterError(
                cluster: connection.name,
                request: "discover \(type.group)",
                cause: .notServed(groupResource: type.groupResource, versions: versions, hint: hint)
            )
        }
        return type.version(version)
    }

    /// Flux's GitRepository and Kustomization in the versions that this cluster serves: `v1`, or `v1beta2` before
    /// Flux 2.0.
    public func fluxTypes() async throws(ClusterError) -> FluxTypes {
        let versions = ["v1", "v1beta2"]
        async let source = catching { () async throws(ClusterError) in
            try await servedFluxType(.gitRepository, versions, component: "source-controller")
        }
        async let kustomize = catching { () async throws(ClusterError) in
            try await servedFluxType(.kustomization, versions, component: "kustomize-controller")
        }
        return FluxTypes(gitRepository: try await source.get(), kustomization: try await kustomize.get())
    }

    private func servedFluxType(
        _ type: ResourceType,
        _ versions: [String],
        component: String
    ) async throws(ClusterError) -> ResourceType {
        try await served(type, versions: versions, hint: "install Flux's \(component) on it")
    }

    /// The Kubernetes version, such as `v1.32.4`.
    public func serverVersion() async throws(ClusterError) -> String {
        let call = ClusterCall(description: "get version", path: "/version")
        guard let version = try await value(call)["gitVersion"]?.string else {
            throw error(call, .malformed("the server's answer has no gitVersion"))
        }
        return version
    }
}

/// The outcome of work as a value, to carry it out of a task with its type of error.
func catching<Value: Sendable>(
    _ work: () async throws(ClusterError) -> Value
) async -> Result<Value, ClusterError> {
    do throws(ClusterError) {
        return .success(try await work())
    } catch {
        return .failure(error)
    }
}
