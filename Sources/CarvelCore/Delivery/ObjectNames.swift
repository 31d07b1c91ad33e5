/// The names of what a delivery makes: those of the tutorials, unless `delivery.yaml` has templates of its own.
struct ObjectNames: Sendable, Hashable {
    let delivery: Delivery
    private let gitRepositories: NameTemplate
    private let packages: NameTemplate
    private let installs: NameTemplate

    init(_ delivery: Delivery) {
        self.delivery = delivery
        let templates = delivery.overrides.names
        let usualRepository =
            delivery.repository.isShared ? NameTemplates.usualSharedGitRepository : NameTemplates.usualGitRepository
        func template(_ own: String?, _ usual: String) -> NameTemplate {
            NameTemplate(own ?? usual, delivery: delivery.name)
        }
        gitRepositories = template(templates.gitRepository, usualRepository)
        packages = template(templates.packages, NameTemplates.usualPackages)
        installs = template(templates.packageInstalls, NameTemplates.usualPackageInstalls)
    }

    /// The GitRepository that a package comes from.
    func gitRepository(_ package: String) -> String {
        Self.fitted(gitRepositories.name(package: package))
    }

    /// The Secret with which Flux logs in to the repository; `nil` where it needs none.
    func authSecret(_ package: String) -> String? {
        switch delivery.repository.access {
        case .anonymous: nil
        case .secret(let name): name ?? Self.fitted("\(sourceOwner(package))-gitops-auth")
        }
    }

    /// The Kustomization that brings a package's versions to a run cluster.
    func packagesKustomization(_ package: String, on cluster: String) -> String {
        Self.fitted(packages.name(package: package, cluster: cluster))
    }

    /// The Kustomization that brings a package's install to a run cluster.
    func installsKustomization(_ package: String, on cluster: String) -> String {
        Self.fitted(installs.name(package: package, cluster: cluster))
    }

    /// Both Kustomizations of a package on a run cluster.
    func kustomizations(_ package: String, on cluster: String) -> [String] {
        [packagesKustomization(package, on: cluster), installsKustomization(package, on: cluster)]
    }

    /// The App that delivers to a run cluster, in kapp-controller's engine.
    func app(for cluster: String) -> String {
        delivery.runClusters.count == 1 ? delivery.name : Self.fitted("\(delivery.name)-\(cluster)")
    }

    /// The Secret with which an App logs in to the repository; `nil` where it needs none.
    var appAuthSecret: String? {
        switch delivery.repository.access {
        case .anonymous: nil
        case .secret(let name): name ?? Self.fitted("\(delivery.name)-gitops-auth")
        }
    }

    /// The Secret with the kubeconfig of a run cluster.
    static func kubeconfigSecret(_ cluster: String) -> String {
        fitted("\(cluster)-kubeconfig")
    }

    private func sourceOwner(_ package: String) -> String {
        delivery.repository.isShared ? delivery.name : package
    }

    /// The longest name that also fits into a label's value, where Flux puts it.
    static let longest = 63

    /// The name itself, or, where it is too long, its beginning and a hash of the whole: stable, and still unlike
    /// its neighbours'.
    static func fitted(_ name: String) -> String {
        guard name.utf8.count > longest else { return name }
        let hash = StableHash.text(name)
        var start = name.prefix(longest - hash.count - 1)
        while let last = start.last, last == "-" || last == "." { start.removeLast() }
        return "\(start)-\(hash)"
    }
}

/// A hash that is the same on every machine and in every run, unlike Swift's own.
enum StableHash {
    /// FNV-1a of the text's bytes, as eight hexadecimal digits.
    static func text(_ text: String) -> String {
        var hash: UInt32 = 0x811C_9DC5
        for byte in text.utf8 { hash = (hash ^ UInt32(byte)) &* 0x0100_0193 }
        let digits = String(hash, radix: 16)
        return String(repeating: "0", count: 8 - digits.count) + digits
    }
}
