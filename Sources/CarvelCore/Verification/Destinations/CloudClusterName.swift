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
        case .gcp where entry.hasPrefix("gke_"): isGKE(entry)
        case .aws, .gcp, .azure, .generic: nil
        }
    }

    /// Whether an entry is of `projects/P/locations/L/clusters/C`. A project has a number too, which says nothing of the
    /// name that an entry has.
    private func isGKE(_ entry: String) -> Bool? {
        let parts = name.split(separator: "/")
        guard parts.count == 6 else { return false }
        let end = "_\(parts[3])_\(parts[5])"
        if parts[1].allSatisfy(\.isWholeNumber), entry.hasSuffix(end) { return nil }
        return entry == "gke_\(parts[1])\(end)"
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
