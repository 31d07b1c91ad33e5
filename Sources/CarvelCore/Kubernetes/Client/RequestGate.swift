import OrderedCollections

/// Lets only so many requests at a time through; the others wait in the order in which they came.
actor RequestGate {
    private var free: Int
    private var nextTicket: UInt64 = 0
    private var waiting: OrderedDictionary<UInt64, CheckedContinuation<Bool, Never>> = [:]

    /// How many wait.
    var waitingCount: Int { waiting.count }

    init(limit: Int) {
        free = max(1, limit)
    }

    /// Takes a place, to be given back by `leave`, where there is room; `false` where there is none.
    func enterAtOnce() -> Bool {
        guard free > 0 else { return false }
        free -= 1
        return true
    }

    /// Waits until there is room.
    ///
    /// - Returns: whether a place was taken, to be given back by `leave`; `false` where the task was cancelled while it
    ///   waited, or `letAllThrough` ended the wait.
    func enter() async -> Bool {
        if enterAtOnce() { return true }
        let ticket = nextTicket
        nextTicket += 1
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                if Task.isCancelled {
                    continuation.resume(returning: false)
                } else {
                    waiting[ticket] = continuation
                }
            }
        } onCancel: {
            Task { await giveUp(ticket) }
        }
    }

    /// Gives a place back, to the one who waits longest.
    func leave() {
        if waiting.isEmpty {
            free += 1
        } else {
            waiting.removeFirst().value.resume(returning: true)
        }
    }

    /// Ends the wait of all who wait, who get no place.
    func letAllThrough() {
        for continuation in waiting.values { continuation.resume(returning: false) }
        waiting = [:]
    }

    private func giveUp(_ ticket: UInt64) {
        waiting.removeValue(forKey: ticket)?.resume(returning: false)
    }
}
