/// What to do about a link that is not verified: a command where there is one.
struct VerificationAdvice {
    /// The context of the cluster that the object is on.
    let context: String
    /// The object's namespace.
    let namespace: String
    /// What brings the objects to clusters.
    var engine = Delivery.Engine.flux

    /// Makes what delivery.yaml asks for, whatever of it is missing.
    static let apply = "kubectl carvel-deliver apply"
    /// Deletes what the repository no longer calls for, in the order in which nothing is left over.
    static let prune = "kubectl carvel-deliver apply --prune"
    /// Lets Flux go on with what was suspended.
    static let resume = "kubectl carvel-deliver resume"

    /// A command of kubectl's on that cluster, in that namespace.
    func kubectl(_ words: String) -> String { "kubectl --context \(context) -n \(namespace) \(words)" }

    /// A kubeconfig that Flux can use, made on the build cluster of which this is the advice.
    func makeKubeconfig(of cluster: Delivery.RunCluster) -> String {
        let source =
            switch cluster.kubeconfig {
            case .secret: "--from-context \(cluster.context)"
            case .configMap: "--workload-identity PROVIDER"
            }
        return "kubectl carvel-kubeconfig-secret create \(cluster.name) \(source) --context \(context) -n \(namespace)"
    }

    /// About an object of Flux that failed, by its message.
    func failed(_ link: VerificationLink) -> String {
        let reason = (link.reason ?? "").lowercased()
        func says(_ words: String...) -> Bool { words.contains { reason.contains($0) } }
        if link.kind == ResourceType.gitRepository.kind {
            if says("authentication", "authorization", "auth secret", "failed to get secret", "permission denied") {
                return "kubectl carvel-deliver apply --update-git-secret, with --git-username and --git-password-file"
            }
        } else if says("forbidden", "serviceaccount", "service account") {
            return "\(Self.apply), which gives the service account its rights"
        } else if says("kube client", "kubeconfig", "unauthorized", "x509", "connection refused", "no such host") {
            return "make the kubeconfig Secret anew with kubectl carvel-kubeconfig-secret create"
        }
        return kubectl("describe \(link.kind.lowercased()) \(link.name)")
    }

    /// About a PackageInstall or an App that failed, by its message.
    func failed(_ link: VerificationLink, _ file: InstallFile, on cluster: String) -> String {
        let reason = (link.reason ?? "").lowercased()
        func says(_ words: String...) -> Bool { words.contains { reason.contains($0) } }
        let place = "\(file.refName) --cluster \(cluster)"
        if says("ytt:") { return "kubectl carvel-deliver set-values \(place) --values FILE" }
        if says("secrets \"") && says("not found") {
            return "kubectl carvel-deliver set-values \(place) --values FILE, which makes the values Secret"
        }
        if says("forbidden", "service account", "serviceaccounts") {
            return engine == .flux
                ? "\(Self.apply), which gives the service account its rights"
                : "give the service account its rights beside \(file.path), and push them"
        }
        if says("downgradable") { return "kubectl carvel-deliver rollback \(place) --to \(link.expected ?? "VERSION")" }
        if says("at least one version", "selecting versions", "version") {
            return "kubectl carvel-deliver versions \(file.refName), then set-version \(place) --version VERSION"
        }
        return kubectl("get \(link.kind.lowercased()) \(link.name) -o yaml")
    }
}
