/// The order in which kustomize and kapp bring kinds onto a cluster: what others need comes first.
enum KindOrder {
    private static let first = [
        "CustomResourceDefinition", "Namespace", "ResourceQuota", "StorageClass", "ServiceAccount", "Role",
        "ClusterRole", "RoleBinding", "ClusterRoleBinding", "ConfigMap", "Secret", "Service", "LimitRange",
        "PriorityClass", "Deployment", "StatefulSet", "CronJob",
    ]

    /// The items by their kinds; those of the same rank keep their order.
    static func sorted<Item>(_ items: [Item], by kind: (Item) -> String) -> [Item] {
        let ranked = items.enumerated().map { index, item in
            (rank: first.firstIndex(of: kind(item)) ?? first.count, index: index, item: item)
        }
        return ranked.sorted { ($0.rank, $0.index) < ($1.rank, $1.index) }.map(\.item)
    }
}
