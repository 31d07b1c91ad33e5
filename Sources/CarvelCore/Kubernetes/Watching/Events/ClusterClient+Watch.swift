import HTTPTransport

extension ClusterClient {
    /// Follows objects from now on, those that are there already first, as `added`.
    ///
    /// - Parameters:
    ///   - resourceVersion: where to go on from; by default the present.
    ///   - name: to follow one object alone.
    public func watch(
        _ type: ResourceType,
        namespace: String?,
        name: String? = nil,
        from resourceVersion: String? = nil
    ) async throws(ClusterError) -> WatchEvents {
        try await watch(ObjectSelector(type, namespace: namespace, name: name), from: resourceVersion)
    }

    /// Follows objects from now on, or from a resourceVersion on.
    ///
    /// A watch that could not be begun is not tried again, for the caller knows best where to go on. Where the server
    /// falls silent for longer than the lifetime and half a minute, it is given up as lost.
    ///
    /// - Parameters:
    ///   - resourceVersion: where to go on from; by default the present, where what is there comes first, as `added`.
    ///   - wantsBookmarks: whether the server may tell from time to time how far the watch has come.
    ///   - lifetime: when the server shall end the watch, in whole seconds, so that one whose connection died unnoticed
    ///     does not stay for ever; by default five to ten minutes, as Kubernetes' own clients have it.
    ///   - selection: the members of each object that are read, by their paths in the object.
    /// - Throws: `ClusterError` also where the server has not answered within `requestTimeout`.
    public func watch(
        _ selector: ObjectSelector,
        from resourceVersion: String? = nil,
        wantsBookmarks: Bool = true,
        lifetime: Duration = WatchLifetime.random(),
        reading selection: JSONSelection = .everything
    ) async throws(ClusterError) -> WatchEvents {
        let seconds = max(1, lifetime.components.seconds)
        var parameters = [("watch", "1")]
        if wantsBookmarks { parameters.append(("allowWatchBookmarks", "true")) }
        if let resourceVersion { parameters.append(("resourceVersion", resourceVersion)) }
        if let labels = selector.labels { parameters.append(("labelSelector", labels)) }
        if let fields = selector.fieldSelector { parameters.append(("fieldSelector", fields)) }
        parameters.append(("timeoutSeconds", "\(seconds)"))
        var call = ClusterCall(
            ResourceAction("watch", selector.type, namespace: selector.namespace),
            path: selector.type.path(namespace: selector.namespace),
            query: parameters
        )
        call.repetition = .isLeftToCaller
        let response = try await head(call)
        return WatchEvents(
            body: response.body,
            call: call,
            client: self,
            selection: selection.inside("object"),
            longestSilence: .seconds(seconds) + WatchLifetime.margin
        )
    }

    /// The answer once its head is there, which has the time that other requests have for all of it.
    func head(_ call: ClusterCall) async throws(ClusterError) -> HTTPResponse {
        let result = await session.host.clock.limited(to: requestTimeout) {
            () async -> Result<HTTPResponse, ClusterError> in
            do throws(ClusterError) {
                return .success(try await response(call, timeout: nil))
            } catch {
                return .failure(error)
            }
        }
        switch result.value {
        case .success(let response): return response
        case .failure(let error) where result.isInTime: throw error
        case .failure, nil:
            throw error(
                call,
                .transport(
                    HTTPTransportError(reason: .timedOut, message: "\(connection.server) did not answer in time")
                )
            )
        }
    }
}

/// For how long watches are asked for.
public enum WatchLifetime {
    /// The shortest that is usual.
    public static let usual = Duration.seconds(300)
    /// How long after its time a watch may still be ended.
    static let margin = Duration.seconds(30)

    /// Five to ten minutes, spread so that watches which began together don't end together.
    ///
    /// Source: client-go, `tools/cache`, the reflector's watch timeout.
    public static func random() -> Duration { usual * Double.random(in: 1...2) }
}
