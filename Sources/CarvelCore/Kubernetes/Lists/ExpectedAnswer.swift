import HTTPTransport

/// What comes of a request that was made, and may be waited for later. Letting go of it ends the exchange.
final class ExpectedAnswer<Value: Sendable>: Sendable {
    private let task: Task<Result<Value, ClusterError>, Never>

    /// Begins at once.
    init(_ ask: @escaping @Sendable () async throws(ClusterError) -> Value) {
        // No child of the caller's task, whose work goes on meanwhile.
        task = Task {
            do throws(ClusterError) {
                return .success(try await ask())
            } catch {
                return .failure(error)
            }
        }
    }

    deinit {
        task.cancel()
    }

    /// What came of it. Cancelling the caller's task ends the exchange.
    func value(isolation actor: isolated (any Actor)?) async throws(ClusterError) -> Value {
        let result = await withTaskCancellationHandler {
            await task.value
        } onCancel: {
            task.cancel()
        }
        return try result.get()
    }
}

extension ObjectList {
    /// The page that a token stands for, or the first one; its answer is there with its head.
    func page(continuing token: String?) async throws(ClusterError) -> HTTPResponse {
        try await client.response(call(continuing: token), timeout: client.requestTimeout)
    }
}
