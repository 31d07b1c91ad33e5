import CMalloc

/// How the C library gets memory for us.
enum Heap {
    /// Few enough to share memory, and no thread waits for others to get some.
    private static let count: Int32 = 2
    /// The bytes from which on a piece of memory is the kernel's again as soon as it is given back.
    private static let large: Int32 = 1 << 20

    /// Keeps it to what is used at a time: as a rule each thread has a heap of its own, which keeps what it once had, and
    /// large pieces leave holes.
    ///
    /// Source: mallopt(3).
    static func limit() {
        mallopt(M_ARENA_MAX, count)
        mallopt(M_MMAP_THRESHOLD, large)
    }
}
