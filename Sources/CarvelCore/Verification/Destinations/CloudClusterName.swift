/// The name of a cluster in the API of a cloud, held against the kubeconfig that the cloud's own command writes.
///
/// Source: `aws eks update-kubeconfig` names the kubeconfig's cluster by the ARN, and `gcloud container clusters
/// get-credentials` by project, location and name; that of `az aks get-credentials` says nothing of the subscription.
struct CloudClusterName: Sendable, Hashable {
    let provider: WorkloadIdentity.Provider
    let name: String

    /// What an entry of a kubeconfig says of whether it is of this cluster; `nil` where it says nothing.
    func isEntry(_ entry: String) -> Bool? {
        switch provider {
        case .aws where provider.isCluster(entry): entry == name
        case .gcp where entry.hasPrefix("gke_"): entry == gkeEntry
        case .aws, .gcp, .azure, .generic: nil
        }
    }

    /// Of `projects/P/locations/L/clusters/C`.
    private var gkeEntry: String {
        let parts = name.split(separator: "/")
        return parts.count == 6 ? "gke_\(parts[1])_\(parts[3])_\(parts[5])" : ""
    }

    /// The command by which people get the kubeconfig of such a cluster.
    var kubeconfigCommand: String {
        switch provider {
        case .aws: "aws eks update-kubeconfig"
        case .gcp: "gcloud container clusters get-credentials"
        case .azure: "az aks get-credentials"
        case .generic: "kubectl config"
        }
    }
}
