import CarvelCore
import YAMLDocument

/// Tells, as kapp does, whether a change has had its effect: Apps, PackageInstalls and PackageRepositories need time,
/// and can fail; what is deleted has to be gone.
struct KappWaiting {
    private static let groups: Set<String> = [ResourceType.app.group, ResourceType.packageInstall.group]

    let kapp: Kapp
    let change: KappChange

    /// - Throws: `KappError` where it has failed.
    func isDone() async throws -> Bool {
        let isDeletion = change.operation == .delete
        guard isDeletion || Self.groups.contains(change.type.group) else { return true }
        guard let object = try await current(), !isDeletion || object.uid == change.object.uid else {
            return isDeletion
        }
        guard isDeletion else { return try isDone(object) }
        if case .deleteFailed(let message)? = CarvelCondition(of: object) {
            throw failure("Delete failed", message, object)
        }
        return false
    }

    /// The same of an object that is not to be deleted, as it was found.
    ///
    /// - Throws: `KappError` where it has failed.
    func isDone(_ object: KubernetesObject) throws(KappError) -> Bool {
        guard Self.groups.contains(change.type.group) else { return true }
        guard object.generation == object.status?["observedGeneration"]?.int else { return false }
        switch CarvelCondition(of: object) {
        case .reconciling?, .deleting?: return false
        case .failed(let message)?: throw failure("Reconcile failed", message, object)
        case .deleteFailed(let message)?: throw failure("Delete failed", message, object)
        case .succeeded?, nil: return true
        }
    }

    private var subject: String { KappChange.subject(change.object, change.type) }

    private func current() async throws -> KubernetesObject? {
        do {
            return try await kapp.client.find(
                change.type,
                namespace: change.object.namespace,
                name: change.object.name
            )
        } catch {
            throw KappError("waiting on \(change.goal) \(subject)", kapp.failure(error))
        }
    }

    private func failure(_ what: String, _ message: String, _ object: KubernetesObject) -> KappError {
        let reason = object.status?["usefulErrorMessage"]?.string ?? message
        return KappError(
            "waiting on \(change.goal) \(subject): Finished unsuccessfully (\(what):  (message: \(reason)))"
        )
    }
}
