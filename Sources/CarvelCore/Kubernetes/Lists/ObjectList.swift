import HTTPTransport

/// The objects of a type, fetched a page at a time and handed out as they arrive: however many there are, no more than
/// a piece of a page is in memory. Where a page says early that there is another one, that is asked for at once.
///
/// Each iterator fetches the list anew, beginning with its first call of `next`. Letting go of it, or cancelling the
/// task, ends what is under way. A page is one request, and must be read within the client's `requestTimeout`: what takes
/// long should not be done between two objects.
///
/// A list whose reading takes more than some minutes can expire on the server in the midst. It then goes on with the
/// objects that are next in order as they are by then. Each object was so at some time, and none is handed out twice;
/// but changes since the beginning may be missing from the part that had been read, and so the iterator's
/// `resourceVersion` is `nil`: there is no version from which a watch would tell of all of them.
///
/// Source: Kubernetes API concepts, "Retrieving large results sets in chunks"; `ListMeta` in API conventions.
public struct ObjectList: AsyncSequence, Sendable {
    /// One object, with its `apiVersion` and `kind`, which the items of built-in lists leave out.
    public typealias Element = KubernetesObject
    /// A request that failed, an exchange that broke, or an answer that is no list.
    public typealias Failure = ClusterError

    let client: ClusterClient
    let type: ResourceType
    let namespace: String?
    let labelSelector: String?
    let fieldSelector: String?
    let selection: JSONSelection

    /// The most objects that a page is asked for. Some aggregated servers send all, and a server that answers from its
    /// cache may.
    private static let pageSize = 500

    /// Begins a list of its own.
    public func makeAsyncIterator() -> Iterator {
        Iterator(list: self, goesOnAfterExpiry: true)
    }

    /// The request for the page that a token stands for, or for the first one.
    func call(continuing token: String?) -> ClusterCall {
        var parameters = [("limit", "\(Self.pageSize)")]
        if let labelSelector { parameters.append(("labelSelector", labelSelector)) }
        if let fieldSelector { parameters.append(("fieldSelector", fieldSelector)) }
        if let token { parameters.append(("continue", token)) }
        return ClusterCall(
            ResourceAction("list", type, namespace: namespace),
            path: type.path(namespace: namespace),
            query: parameters
        )
    }
}

extension ClusterError {
    /// Whether the connection broke while the answer arrived.
    var isLostConnection: Bool {
        if case .transport(let error) = cause { error.reason == .connectionLost } else { false }
    }

    /// Whether a list was cut in its midst, and can only be had by beginning anew.
    var isOfCutList: Bool { expiredListToken != nil || isLostConnection }

    /// The token with which an expired list can go on.
    var expiredListToken: String? {
        guard let status, status.code == 410 else { return nil }
        return status.continueToken
    }
}
