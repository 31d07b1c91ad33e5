import ArgumentParser
import CarvelCLI
import CarvelCore

/// `kubectl carvel-verify check`: whether clusters have what a delivery needs.
struct CheckCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Check that the clusters have what a delivery needs.",
        discussion: """
            Build cluster: Kubernetes, Flux's APIs and controllers, the kubeconfigs by
            which Flux reaches the run clusters, your rights. Run clusters: Kubernetes,
            kapp-controller, its APIs, Contour, the service account, your rights.
            It changes nothing.

            EXAMPLES:
              # In a checkout of the GitOps repository, before the first apply too
              kubectl carvel-verify check

              # One run cluster, with what is expected and what to do
              kubectl carvel-verify check --cluster prod -o wide

              # A cluster with Flux that no delivery.yaml is about
              kubectl carvel-verify check --context dev

              # What is not there, for a script
              kubectl carvel-verify check -o json |
                jq -r '.status.prerequisites[] | select(.result != "ok") | .subject'

            EXIT STATUS: 0 all is there, but for warnings; 1 something is missing;
            2 something could not be told.
            """
    )

    @Option(
        help: ArgumentHelp(
            "Check the build cluster and these run clusters alone; may be repeated.",
            valueName: "cluster,…"
        )
    )
    var cluster: [NameList] = []

    @Option(name: [.short, .long], help: "How to print the result.")
    var output = OutputFormat.table

    @OptionGroup(title: "Kubernetes options") var kubernetes: DeliveryKubernetesOptions

    func run() async throws {
        let host = kubernetes.host()
        let report: PrerequisiteReport
        do {
            let (delivery, clusters) = try kubernetes.deliveryOrCluster(host: host)
            let names = try cluster.names.map { try delivery.runCluster(named: $0).name }
            let check = PrerequisiteCheck(delivery, on: clusters) {
                names.isEmpty || names.contains($0)
            }
            report = await check.report()
            try Task.checkCancellation()
        } catch  where !(error is ValidationError) && !Task.isCancelled {
            Console.standard.tell(.failure, "\(error)")
            throw ExitStatus.undetermined
        }
        try report.finish(output)
    }
}
