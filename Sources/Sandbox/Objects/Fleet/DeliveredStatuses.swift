import CarvelCore
import Crypto
import YAMLDocument

/// The statuses of Flux's objects once all of a commit is delivered.
struct DeliveredStatuses {
    /// Such as `main@sha1:…`.
    let revision: String

    /// Of a GitRepository.
    func ofSource(_ source: KubernetesObject) -> JSONValue {
        let message = "stored artifact for revision '\(revision)'"
        var status = status()
        status.succeed(reason: "Succeeded", message: message)
        status.set("ArtifactInStorage", "True", reason: "Succeeded", message: message)
        let path = "gitrepository/\(source.namespace ?? "")/\(source.name)/\(revision.suffix(40)).tar.gz"
        status["artifact"] = [
            "digest": .string("sha256:\(Self.digest(path))"),
            "lastUpdateTime": .string(DeliveredPackage.written),
            "path": .string(path),
            "revision": .string(revision),
            "size": 524_288,
            "url": .string("http://source-controller.flux-system.svc.cluster.local./\(path)"),
        ]
        return status.json
    }

    /// Of a Kustomization that has brought objects to its run cluster.
    func ofKustomization(_ objects: [(KubernetesObject, ResourceType)]) -> JSONValue {
        let inventory = Inventory(objects.map { Inventory.Entry($0.0, $0.1) })
        var status = status()
        status["lastAttemptedRevision"] = .string(revision)
        status["lastAppliedRevision"] = .string(revision)
        status["inventory"] = inventory.json
        status["history"] = [
            [
                "digest": .string("sha256:\(Self.digest(inventory.entries.map(\.id).joined()))"),
                "firstReconciled": .string(DeliveredPackage.written),
                "lastReconciled": .string(DeliveredPackage.written),
                "lastReconciledDuration": "1.034852125s",
                "lastReconciledStatus": "ReconciliationSucceeded",
                "metadata": ["revision": .string(revision)],
                "totalReconciliations": 1,
            ]
        ]
        status.succeed(reason: "ReconciliationSucceeded", message: "Applied revision: \(revision)")
        return status.json
    }

    private func status() -> FluxStatus {
        FluxStatus(KubernetesObject(["metadata": ["generation": 1]]))
    }

    private static func digest(_ text: String) -> String {
        SHA256.hash(data: Array(text.utf8)).hexadecimal
    }
}
