import Synchronization

/// Gathers what is told of the clusters of a delivery, for the one who looks again when something has changed.
final class ChangeSignal: Sendable {
    private struct State {
        /// Of whom the first word is waited for.
        var unheard: Set<ChangeSource.Part> = []
        /// Who has told what there is.
        var seen: Set<ChangeSource.Part> = []
        /// Who has been in touch and is not now.
        var lost: Set<ChangeSource.Part> = []
        var hasChanged = false
        var looks = 0
    }

    private let state: Mutex<State>
    private let (wakeUps, wakeUp) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
    private let (firstWords, firstWord) = AsyncStream.makeStream(of: Void.self)

    /// - Parameter parts: who is to say how things are before the first look.
    init(awaiting parts: [ChangeSource.Part]) {
        state = Mutex(State(unheard: Set(parts)))
        if parts.isEmpty { firstWord.finish() }
    }

    /// Whether a cluster that was in touch is not now.
    var isOutOfTouch: Bool { state.withLock { !$0.lost.isEmpty } }

    /// Takes what a follower tells. Its first word before the first look says nothing that the look will not see.
    func hear(_ change: FollowedChange, of part: ChangeSource.Part) {
        let (isNews, isAllHeard) = state.withLock { state in
            switch change {
            case .initial: state.seen.insert(part)
            case .outOfTouch: if state.seen.contains(part) { state.lost.insert(part) }
            case .backInTouch: state.lost.remove(part)
            case .added, .modified, .deleted: break
            }
            let isFirstWord = state.unheard.remove(part) != nil
            if !isFirstWord { state.hasChanged = true }
            return (!isFirstWord, isFirstWord && state.unheard.isEmpty)
        }
        if isAllHeard { firstWord.finish() }
        if isNews { wakeUp.yield() }
    }

    /// Makes the one who waits look again, as if something had changed.
    ///
    /// - Parameter look: do so only where that is the latest look.
    func wake(after look: Int? = nil) {
        let isMeant = state.withLock { state in
            guard look == nil || look == state.looks else { return false }
            state.hasChanged = true
            return true
        }
        if isMeant { wakeUp.yield() }
    }

    /// Follows other things from now on; of those of before nothing more is heard.
    func forgetSources() {
        state.withLock { state in
            state.seen = []
            state.lost = []
        }
    }

    /// Waits until every part has said its first word.
    func allHeard() async {
        for await _ in firstWords {}
    }

    /// Begins a look, which sees all that was told so far.
    ///
    /// - Returns: its number.
    func beginLook() -> Int {
        state.withLock { state in
            state.unheard = []
            state.hasChanged = false
            state.looks += 1
            return state.looks
        }
    }

    /// Waits until something has changed since the last look began, or the task is cancelled.
    func change() async {
        var wakeUps = wakeUps.makeAsyncIterator()
        while !state.withLock({ $0.hasChanged }), await wakeUps.next() != nil {}
    }
}
