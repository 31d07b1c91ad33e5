import YAMLDocument

/// Objects of one name that two deliveries want, by the label of what they are part of.
enum OtherOwner {
    /// What deliveries may share: the first to come keeps its label, and the others need nothing but that it is there.
    private static let shared: Set<String> = [ResourceType.role.kind, ResourceType.serviceAccount.kind]

    /// The manifest as it is applied where another delivery may have an object of that name already.
    ///
    /// - Returns: an error where the two would undo each other's work.
    static func adapt(_ manifest: Manifest, to present: KubernetesObject?) -> Result<Manifest, DeliveryError> {
        guard let present, let own = manifest.object.label(Labels.partOf), let other = present.label(Labels.partOf),
            own != other, present.label(Labels.managedBy) == ClusterClient.fieldManager
        else { return .success(manifest) }
        guard shared.contains(present.kind) else {
            return .failure(
                DeliveryError(
                    "is part of delivery \"\(other)\", and would be taken from it",
                    hint:
                        "rename the package's folder, give the deliveries different namespaces, or delete the object if"
                        + " there is no such delivery any more"
                )
            )
        }
        var adapted = manifest
        adapted.object.json["metadata"]?["labels"]?[Labels.partOf] = .string(other)
        return .success(adapted)
    }
}
