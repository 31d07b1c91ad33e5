import CarvelCore
import OrderedCollections
import YAMLDocument

/// The third stage of an App: brings objects onto a cluster as kapp does, with the rights of the App's own identity.
///
/// kapp gets, lists, creates, updates and deletes; it never patches.
struct Kapp: Sendable {
    static let appLabel = "kapp.k14s.io/app"

    /// What a deployment leaves to tell.
    struct Result {
        var output: String
        var summary: JSONValue
    }

    let client: ClusterClient
    /// What kapp's app is called, such as `shop.app`.
    let name: String
    /// Where kapp keeps its record of the app.
    let recordNamespace: String
    /// Where objects go by the namespaces that they name.
    let namespaces: AppNamespaces
    /// Whether it waits for what it has changed.
    var waits = true
    /// Whether it leaves what another app has made as it is, where that is the same.
    var sharesIdenticalObjects = false
    /// Asked while it waits: whether nobody wants it to go on.
    var isCanceled: @Sendable () async throws -> Bool = { false }

    private var targetLine: String { "Target cluster '\(client.connection.server)'" }

    /// Makes these objects those of the app, and deletes what no longer belongs to it.
    ///
    /// - Parameter waiting: is told once, with the output so far, where there is something to wait for.
    /// - Throws: `StageFailure`, or what `waiting` throws.
    func deploy(
        _ objects: [KubernetesObject],
        waiting: (String) async throws -> Void = { _ in }
    ) async throws -> Result {
        do {
            let record = try await KappRecord.find(named: name, in: recordNamespace, client: client)
            let planning = KappPlanning(kapp: self, record: record)
            let wanted = KindOrder.sorted(try await planning.prepare(objects)) { $0.object.kind }
            let changes = try await planning.changes(to: wanted)
            let updated = record.using(wanted.map { ($0.type, $0.object.namespace) })
            try await updated.write(client)
            let report = KappReport(target: targetLine, changes: changes)
            try await KappApplying(kapp: self, changes: changes).run { try await waiting(report.beginning) }
            return Result(output: report.text, summary: updated.summary)
        } catch let error as KappError {
            throw StageFailure.program("Deploying", standardError: error.text, standardOutput: targetLine)
        }
    }

    /// Deletes everything that belongs to the app, and the record of it.
    ///
    /// - Throws: `StageFailure`.
    func delete() async throws {
        do {
            let record = try await KappRecord.find(named: name, in: recordNamespace, client: client)
            let changes = try await KappPlanning(kapp: self, record: record).changes(to: [])
            try await KappApplying(kapp: self, changes: changes).run {}
            try await record.delete(client)
        } catch let error as KappError {
            throw StageFailure.program("Deleting", standardError: error.text, standardOutput: targetLine)
        }
    }
}
