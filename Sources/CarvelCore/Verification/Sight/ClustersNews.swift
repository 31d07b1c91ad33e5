extension [DeliveryCluster] {
    /// What is told of all clusters, in one stream, in the order in which it comes. Ends with the task that waits for it.
    ///
    /// - Parameter follow: follows one cluster for as long as its task lives, and tells what happens there.
    func news<News: Sendable>(
        _ follow: @escaping @Sendable (DeliveryCluster, @escaping @Sendable (News) -> Void) async -> Void
    ) -> AsyncStream<News> {
        let (stream, continuation) = AsyncStream.makeStream(of: News.self)
        let work = Task {
            await withDiscardingTaskGroup { group in
                for cluster in self {
                    group.addTask { await follow(cluster) { continuation.yield($0) } }
                }
            }
            continuation.finish()
        }
        continuation.onTermination = { _ in work.cancel() }
        return stream
    }
}
