import CarvelCore
import Foundation
import Subprocess
import YAMLDocument

extension TestCluster {
    /// Watches with curl, and hands over each event as it comes.
    ///
    /// - Parameter body: Gets an event; the watch is broken off when it returns `false`.
    /// - Returns: curl's exit status, or `nil` where the watch was broken off.
    @discardableResult
    func watch(
        _ path: String,
        headers: [String: String] = [:],
        options: [String] = [],
        _ body: (JSONValue) async throws -> Bool
    ) async throws -> Int? {
        let result = try await run(
            .name("curl"),
            arguments: Arguments(curlArguments(path, headers: headers, .admin) + options),
            input: .none,
            output: .sequence,
            error: .discarded
        ) { execution in
            for try await line in execution.standardOutput.strings() {
                if try await !body(try JSONReader.value(line)) {
                    try execution.send(signal: .kill)
                    return true
                }
            }
            return false
        }
        return result.closureResult ? Int?.none : Self.exitStatus(result.terminationStatus)
    }
}

extension JSONValue {
    /// The name of the object of a watch's event.
    var eventName: String? { self[path: "object", "metadata", "name"]?.string }
    /// The type of a watch's event.
    var eventType: String? { self["type"]?.string }
}
