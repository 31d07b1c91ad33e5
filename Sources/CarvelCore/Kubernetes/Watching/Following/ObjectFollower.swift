/// Follows objects of one cluster: lists them, and then watches, for as long as it takes.
///
/// A watch that ends or is cut goes on where it had come to, so that nothing is told twice. Where the server no longer
/// knows what was there (410), a new list tells what has changed. While the server can't be reached or refuses, it is
/// tried again after pauses that grow. Nothing is asked for but when the last answer has ended.
///
/// Source: the same as client-go's `tools/cache` reflector does.
public struct ObjectFollower: AsyncSequence, Sendable {
    /// One change at a time.
    public typealias Element = FollowedChange
    /// Following goes on whatever happens, until its task is cancelled.
    public typealias Failure = Never

    let client: ClusterClient
    let selector: ObjectSelector
    let selection: JSONSelection
    let pace: FollowingPace

    /// Follows what is selected; nothing is asked for before the first change is waited for.
    ///
    /// - Parameters:
    ///   - selection: the members of each object that are read and kept; name, namespace, uid and resourceVersion must
    ///     be among them. By default all but `metadata.managedFields`.
    ///   - pace: how soon what failed is tried again.
    public init(
        _ client: ClusterClient,
        _ selector: ObjectSelector,
        reading selection: JSONSelection = .all(except: "metadata.managedFields"),
        pace: FollowingPace = FollowingPace()
    ) {
        self.client = client
        self.selector = selector
        self.selection = selection
        self.pace = pace
    }

    /// Begins to follow, from the objects that there are then.
    public func makeAsyncIterator() -> Iterator {
        Iterator(self)
    }
}
