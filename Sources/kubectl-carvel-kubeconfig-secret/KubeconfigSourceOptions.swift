import ArgumentParser
import CarvelCLI
import CarvelCore

/// From which kubeconfig credentials are taken.
struct KubeconfigSourceOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The kubeconfig context by which the run cluster is reached.", valueName: "context"))
    var fromContext: String?

    @Option(
        help: ArgumentHelp("A kubeconfig for the run cluster; - is standard input.", valueName: "file"),
        completion: .file()
    )
    var fromFile: String?

    var isGiven: Bool { fromContext != nil || fromFile != nil }

    /// The kubeconfig for Flux, where a flag names one: the context of that name, or the current one of the file.
    func kubeconfig(
        _ kubernetes: KubernetesOptions,
        permitted: FluxPermissions,
        host: Host
    ) throws -> FluxKubeconfig? {
        guard isGiven else { return nil }
        let kubeconfig: Kubeconfig
        switch fromFile {
        case StandardInput.argument:
            var read = Kubeconfig()
            try read.merge(try StandardInput.text(), file: StandardInput.name)
            kubeconfig = read
        case let file?: kubeconfig = try Kubeconfig.load(explicitPath: file, host: host)
        case nil: kubeconfig = try kubernetes.loadKubeconfig(host: host)
        }
        let flux = try FluxKubeconfig(kubeconfig, context: fromContext, permitted: permitted, host: host)
        flux.warnings(at: host.now()).forEach { Console.standard.tell(.warning, "\($0)") }
        return flux
    }
}

/// Which service account's token is made, and for how long.
struct AccountOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp("A service account of the run cluster for Flux to log in as.", valueName: "namespace/name")
    )
    var serviceAccount: String?

    @Option(help: ArgumentHelp("How long its token shall last; the server may give less.", valueName: "duration"))
    var duration: DurationArgument?

    @Flag(help: "Its token lasts until it is revoked.")
    var longLived = false

    var isGiven: Bool { serviceAccount != nil || lifetime != nil }

    var lifetime: AccountKubeconfig.Lifetime? {
        longLived ? .unlimited : duration.map { .seconds(Int($0.duration.components.seconds)) }
    }

    func validate() throws {
        if longLived, duration != nil { throw ValidationError("--long-lived and --duration exclude each other") }
        if let duration, duration.duration < .seconds(600) {
            throw ValidationError("--duration is less than 10m, the least that Kubernetes grants")
        }
        _ = try account()
    }

    /// The service account that is named.
    func account() throws -> NamespacedName? {
        guard let serviceAccount else { return nil }
        let parts = serviceAccount.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 2, parts.allSatisfy({ !$0.isEmpty }) else {
            throw ValidationError("--service-account is \"\(serviceAccount)\", expected NAMESPACE/NAME")
        }
        return NamespacedName(namespace: parts[0], name: parts[1])
    }
}
