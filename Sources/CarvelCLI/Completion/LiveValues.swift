import ArgumentParser
import CarvelCore

/// Looks up values that no table holds. What can't be found is not offered; nobody is told of errors while typing.
struct LiveValues: Sendable {
    private let typed: TypedWords
    private let kubernetes: CommandEntry
    private let host: Host

    /// The longest time that a server may take to answer.
    private static let patience = Duration.milliseconds(150)

    /// - Parameters:
    ///   - typed: the command line, whose options say which kubeconfig, cluster, checkout and package is meant.
    ///   - kubernetes: kubectl's own options.
    init(_ typed: TypedWords, kubernetes: CommandEntry, host: Host) {
        self.typed = typed
        self.kubernetes = kubernetes
        self.host = host
    }

    /// The candidates for a value of a kind.
    ///
    /// - Parameter prefix: what was typed of it.
    func candidates(_ value: LiveValue, prefix: String) async -> [CompletionAnswer.Candidate] {
        switch value {
        case .contexts: kubeconfig.contextNames.map { .init($0) }
        case .kubeconfigClusters: kubeconfig.clusterNames.map { .init($0) }
        case .users: kubeconfig.userNames.map { .init($0) }
        case .namespaces: await namespaces().map { .init($0) }
        case .runClusters: runClusters
        case .clusters: buildCluster + runClusters
        case .contextsOfNames: contextsOfNames(prefix)
        case .packages: outline.packages.map { .init($0) }
        case .versions: package.map { outline.versions(of: $0) }.map { $0.map { .init($0) } } ?? []
        }
    }

    // MARK: The kubeconfig

    private var options: KubernetesOptions? {
        let arguments = typed.given.flatMap { argument, value -> [String] in
            guard let name = argument.longName, kubernetes.argument(typed: "--\(name)")?.abstract == argument.abstract
            else { return [] }
            return [value.map { "--\(name)=\($0)" } ?? "--\(name)"]
        }
        return try? KubernetesOptions.parse(arguments)
    }

    private var kubeconfig: Kubeconfig {
        (try? options?.loadKubeconfig(host: host)) ?? Kubeconfig()
    }

    private func contextsOfNames(_ prefix: String) -> [CompletionAnswer.Candidate] {
        let name = prefix.firstIndex(of: "=").map { String(prefix[...$0]) } ?? ""
        return kubeconfig.contextNames.map { .init(name + $0) }
    }

    // MARK: The cluster

    /// The first answer counts: that of the server, or that the time is up.
    private func namespaces() async -> [String] {
        let (answers, answer) = AsyncStream.makeStream(of: [String].self)
        let request = Task {
            answer.yield(await namespacesOfCluster())
        }
        let limit = Task {
            try await host.clock.sleep(for: Self.patience)
            answer.yield([])
        }
        defer {
            request.cancel()
            limit.cancel()
        }
        return await answers.first { _ in true } ?? []
    }

    private func namespacesOfCluster() async -> [String] {
        guard let options, var overrides = Optional(options.overrides) else { return [] }
        if let build = typed.value(of: "build") { overrides = ConnectionOverrides(context: build) }
        guard let connection = try? kubeconfig.connection(overrides, host: host) else { return [] }
        let client = ClusterClient(connection, host: host, requestTimeout: Self.patience)
        let namespaces = try? await client.list(.namespace, namespace: nil)
        return (namespaces ?? []).map(\.name)
    }

    // MARK: The checkout

    /// The machine as seen from the checkout that is meant.
    private var place: Host {
        guard let local = typed.value(of: "local") else { return host }
        var host = host
        host.currentDirectory = host.absolutePath(local)
        return host
    }

    private var delivery: (delivery: Delivery, folder: String)? { try? Delivery.find(host: place) }

    private var buildCluster: [CompletionAnswer.Candidate] {
        delivery.map { [.init("build", "the build cluster, context \($0.delivery.build.context)")] } ?? []
    }

    private var runClusters: [CompletionAnswer.Candidate] {
        (delivery?.delivery.runClusters ?? []).map { cluster in
            .init(cluster.name, "context \(cluster.context), namespace \(cluster.namespace)")
        }
    }

    private var outline: PackageOutline {
        PackageOutline(paths: delivery.flatMap { try? host.files.list($0.folder) } ?? [])
    }

    private var package: String? {
        typed.value(of: "package") ?? typed.positional(named: "package")
    }
}
