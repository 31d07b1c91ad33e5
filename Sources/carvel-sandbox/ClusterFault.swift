import ArgumentParser
import Sandbox

/// A failure that a cluster shall show, written as `CLUSTER:SPEC`.
struct ClusterFault: Sendable {
    var cluster: String
    var fault: FaultPlan.Fault

    /// Reads it.
    ///
    /// - Throws: `ValidationError` with what is wrong, and what would be right.
    init(parsing text: String) throws {
        let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, !parts[0].isEmpty else {
            throw ValidationError("\"\(text)\" names no cluster; write it first, as in staging:reset")
        }
        cluster = String(parts[0])
        do {
            fault = try FaultPlan.Fault(parsing: String(parts[1]))
        } catch {
            throw ValidationError("\(error), as in staging:status=503,retry-after=1,path=/api/v1,times=3")
        }
    }
}
