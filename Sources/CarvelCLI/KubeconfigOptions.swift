import ArgumentParser
import CarvelCore

/// Those of kubectl's own flags that say which kubeconfig is meant, and what of it.
struct KubeconfigOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The kubeconfig file to use.", valueName: "file"), completion: .file())
    var kubeconfig: String?

    @Option(help: ArgumentHelp("The kubeconfig context to use.", valueName: "name"))
    var context: String?

    /// The kubeconfig that kubectl would use with these flags.
    func loadKubeconfig(host: Host) throws -> Kubeconfig {
        try Kubeconfig.load(explicitPath: kubeconfig, host: host)
    }
}
