import HTTPTransport

/// A page that was asked for, whose answer may be waited for later. Letting go of it ends the exchange.
final class ExpectedPage: Sendable {
    private let task: Task<Result<HTTPResponse, ClusterError>, Never>

    /// Asks for the page that a token stands for, or for the first one.
    init(of list: ObjectList, continuing token: String?) {
        // No child of the caller's task, whose work goes on between two calls of `next`.
        task = Task {
            do throws(ClusterError) {
                let call = list.call(continuing: token)
                return .success(try await list.client.response(call, timeout: list.client.requestTimeout))
            } catch {
                return .failure(error)
            }
        }
    }

    deinit {
        task.cancel()
    }

    /// The answer, once its head is there. Cancelling the caller's task ends the exchange.
    func response(isolation actor: isolated (any Actor)?) async throws(ClusterError) -> HTTPResponse {
        let result = await withTaskCancellationHandler {
            await task.value
        } onCancel: {
            task.cancel()
        }
        return try result.get()
    }
}
