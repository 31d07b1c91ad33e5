import Subprocess

/// A command or a wait that did not come to its end in time.
struct DeadlinePassed: Error, CustomStringConvertible {
    var subject: String
    var deadline: Duration
    var description: String { "\(subject): not done after \(deadline)" }
}

/// Does something, and fails where it is not done in time; then it is cancelled, which ends its processes.
func withDeadline<Result: Sendable>(
    _ deadline: Duration = .seconds(60),
    of subject: String,
    _ body: @escaping @Sendable () async throws -> Result
) async throws -> Result {
    try await withThrowingTaskGroup(of: Result.self) { group in
        defer { group.cancelAll() }
        group.addTask(operation: body)
        group.addTask {
            try await Task.sleep(for: deadline)
            throw DeadlinePassed(subject: subject, deadline: deadline)
        }
        guard let result = try await group.next() else { throw CancellationError() }
        return result
    }
}

extension PlatformOptions {
    /// A session of its own, so that what is cancelled takes its children with it.
    static var ownSession: PlatformOptions {
        var options = PlatformOptions()
        options.createSession = true
        options.teardownSequence = [
            .send(signal: .kill, toProcessGroup: true, allowedDurationToNextStep: .seconds(1))
        ]
        return options
    }
}
