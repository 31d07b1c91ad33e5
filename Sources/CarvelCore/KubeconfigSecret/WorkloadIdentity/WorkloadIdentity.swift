import Algorithms
import OrderedCollections
import YAMLDocument

/// How Flux (2.7 and later) logs in to a run cluster with an identity of its own, and no stored credentials: what the
/// ConfigMap says that `spec.kubeConfig.configMapRef` names.
///
/// Source: Flux, Kustomization API `v1`, and `auth` of `fluxcd/pkg`.
public struct WorkloadIdentity: Sendable, Hashable {
    /// Who vouches for the identity.
    public var provider: Provider
    /// The cluster's name in the provider's API.
    public var cluster: String?
    /// The address of the API server.
    public var address: String?
    /// The authority that signed the API server's certificate, PEM.
    public var certificateAuthority: String?
    /// Whom the service account's token is for; empty for what the provider expects.
    public var audiences: [String]
    /// The service account that logs in, in the ConfigMap's namespace; `nil` for that of the controller.
    public var serviceAccountName: String?

    /// Who vouches for an identity.
    public enum Provider: String, Sendable, Hashable, CaseIterable {
        case aws, azure, gcp
        /// The build cluster itself, whose service accounts the run cluster trusts by OpenID Connect.
        case generic

        /// What a cluster is called in the provider's API, by example; `nil` where it is called nothing.
        var clusterExample: String? {
            switch self {
            case .aws: "arn:aws:eks:REGION:ACCOUNT:cluster/NAME"
            case .azure:
                "/subscriptions/ID/resourceGroups/GROUP/providers/Microsoft.ContainerService/managedClusters/NAME"
            case .gcp: "projects/PROJECT/locations/LOCATION/clusters/NAME"
            case .generic: nil
            }
        }

        /// Whether a name has the form of a cluster's.
        func isCluster(_ name: String) -> Bool {
            let separator: Character = self == .aws ? ":" : "/"
            guard let example = clusterExample?.split(separator: separator, omittingEmptySubsequences: false) else {
                return true
            }
            let parts = name.split(
                separator: separator,
                // The name of an EKS cluster may hold anything.
                maxSplits: self == .aws ? example.count - 1 : Int.max,
                omittingEmptySubsequences: false
            )
            guard parts.count == example.count else { return false }
            return zip(parts, example).allSatisfy { part, expected in
                switch expected {
                // Such as aws-cn.
                case "aws": part.hasPrefix("aws")
                case "ACCOUNT": !part.isEmpty && part.allSatisfy(\.isWholeNumber)
                case "cluster/NAME": part.hasPrefix("cluster/") && part.count > "cluster/".count
                case _ where expected == expected.uppercased() && !expected.isEmpty: !part.isEmpty
                // Azure takes these in any case.
                default: self == .azure ? part.lowercased() == expected.lowercased() : part == expected
                }
            }
        }
    }

    /// An identity in its parts.
    ///
    /// - Throws: `WorkloadIdentityError` where Flux could not log in by it.
    public init(
        provider: Provider,
        cluster: String? = nil,
        address: String? = nil,
        certificateAuthority: String? = nil,
        audiences: [String] = [],
        serviceAccountName: String? = nil
    ) throws(WorkloadIdentityError) {
        self.provider = provider
        self.cluster = cluster
        self.address = address
        self.certificateAuthority = certificateAuthority
        self.audiences = audiences
        self.serviceAccountName = serviceAccountName
        try check()
    }

    /// What a ConfigMap says.
    ///
    /// - Throws: `WorkloadIdentityError` where Flux could not log in by it.
    public init(_ configMap: KubernetesObject) throws(WorkloadIdentityError) {
        func text(_ key: String) -> String? {
            configMap.json[path: "data", key]?.string.flatMap { $0.isEmpty ? nil : $0 }
        }
        let place = "ConfigMap \"\(configMap.name)\""
        let named = text("provider")
        guard let provider = named.flatMap(Provider.init(rawValue:)) else {
            throw WorkloadIdentityError(
                "\(place): provider is \(named.map { "\"\($0)\"" } ?? "missing"), expected one of \(Self.providers)"
            )
        }
        let audiences = (text("audiences") ?? "").split(whereSeparator: \.isNewline)
            .map { String($0.drop(while: \.isWhitespace)).trimmingSuffix(while: \.isWhitespace) }
            .filter { !$0.isEmpty }
        do {
            try self.init(
                provider: provider,
                cluster: text("cluster"),
                address: text("address"),
                certificateAuthority: text("ca.crt"),
                audiences: audiences.map(String.init),
                serviceAccountName: text("serviceAccountName")
            )
        } catch {
            throw WorkloadIdentityError("\(place): \(error)")
        }
    }

    static var providers: String { Provider.allCases.map(\.rawValue).joined(separator: ", ") }

    private func check() throws(WorkloadIdentityError) {
        if let address, address.hasPrefix("http"), !address.hasPrefix("https://") {
            throw WorkloadIdentityError("address is \"\(address)\", expected https")
        }
        if let certificateAuthority, let problem = PEMText.certificate.problem(of: Array(certificateAuthority.utf8)) {
            throw WorkloadIdentityError("ca.crt: \(problem)")
        }
        guard let example = provider.clusterExample else {
            guard address != nil else {
                throw WorkloadIdentityError("address is missing, without which provider generic finds no cluster")
            }
            return
        }
        if let cluster {
            guard provider.isCluster(cluster) else {
                throw WorkloadIdentityError("cluster is \"\(cluster)\", expected such as \(example)")
            }
        } else if provider == .aws || address == nil || certificateAuthority == nil {
            // From the name of an EKS cluster Flux takes the region too.
            let way = provider == .aws ? "" : ", or address and ca.crt"
            throw WorkloadIdentityError("cluster is missing; give such as \(example)\(way)")
        }
    }
}

extension WorkloadIdentity {
    /// The keys of the ConfigMap.
    static let keys: Set<String> = ["provider", "cluster", "address", "ca.crt", "audiences", "serviceAccountName"]

    /// The ConfigMap as it is applied.
    ///
    /// - Parameters:
    ///   - namespace: that of the Kustomizations which use it.
    ///   - name: by default that of the run cluster's kubeconfig Secret.
    public func manifest(runCluster: String, namespace: String, name: String? = nil) -> KubernetesObject {
        var data: JSONObject = ["provider": .string(provider.rawValue)]
        data["cluster"] = cluster.map(JSONValue.string)
        data["address"] = address.map(JSONValue.string)
        data["ca.crt"] = certificateAuthority.map(JSONValue.string)
        if !audiences.isEmpty { data["audiences"] = .string(audiences.joined(separator: "\n")) }
        data["serviceAccountName"] = serviceAccountName.map(JSONValue.string)
        return KubernetesObject(
            .configMap,
            name: name ?? KubeconfigSecret.defaultName(runCluster: runCluster),
            namespace: namespace,
            labels: [Labels.managedBy: ClusterClient.fieldManager, Labels.fluxWatch: "Enabled"],
            ["data": .object(data)]
        )
    }
}

/// Why Flux could not log in by workload identity: what was found, and what was expected.
public struct WorkloadIdentityError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The whole sentence.
    public var description: String

    init(_ description: String) {
        self.description = description
    }
}
