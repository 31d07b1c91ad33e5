import CarvelCore
import Synchronization

/// Programs of one test: each call is recorded, and answered by a closure.
final class ScriptedPrograms: Sendable {
    private let answer: @Sendable (_ call: ProgramCall, _ number: Int) async throws(ProgramError) -> ProgramResult
    private let recorded = Mutex<[ProgramCall]>([])

    /// - Parameter answer: told which call it is, beginning with 1.
    init(
        _ answer: @escaping @Sendable (_ call: ProgramCall, _ number: Int) async throws(ProgramError) -> ProgramResult
    ) {
        self.answer = answer
    }

    /// All calls so far.
    var calls: [ProgramCall] { recorded.withLock { $0 } }

    func value(hasTerminal: Bool = false) -> Programs {
        Programs(hasTerminal: hasTerminal) { [self] call async throws(ProgramError) in
            let number = recorded.withLock { calls in
                calls.append(call)
                return calls.count
            }
            return try await answer(call, number)
        }
    }
}
