import ArgumentParser
import CarvelCLI
import CarvelCore

struct PlanCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plan",
        abstract: "Show what apply would change, by cluster and object.",
        discussion: """
            The servers are asked (a dry run); where you may not write, it is compared
            by reading alone, and that is said. Fields that others own are shown with
            their manager and both values. Values of Secrets are masked.

            EXAMPLES:
              kubectl carvel-deliver plan
              kubectl carvel-deliver plan --prune -o table
              kubectl carvel-deliver plan -o json \\
                | jq -r '.status.objects[] | select(.action != "unchanged").name'

            JSON and YAML: apiVersion carvel-delivery/v1alpha1, kind DeliveryPlan.
              status.differs     whether there is a difference
              status.objects[]   cluster, kind, namespace, name, action, comparedBy,
                                 changes[], conflicts[], notes[], error

            EXIT STATUS: 0 no difference, 1 some, 2 could not be told.
            """
    )

    @OptionGroup var options: PlanOptions

    @Option(name: [.short, .long], help: "How to print the plan.")
    var output = PlanFormat.diff

    @OptionGroup var repository: RepositoryOptions

    @OptionGroup(title: "Kubernetes options") var kubernetes: KubernetesOptions

    func run() async throws {
        let plan: DeliveryPlan
        do {
            let host = kubernetes.host()
            let tree = try await repository.remote(host: host).read()
            let clusters = try kubernetes.clusters(host: host)
            plan = try await options.plan(
                tree,
                on: clusters,
                credentials: try repository.git.credentials(host: host, for: tree.delivery().repository.url),
                asksServers: true
            )
        } catch  where !(error is ValidationError) && !Task.isCancelled {
            // 1 would say that there is a difference.
            Console.standard.tell(.failure, "\(error)")
            throw ExitStatus.undetermined
        }
        options.show(plan, as: output)
        if plan.hasFailed { throw ExitStatus.undetermined }
        if plan.differs { throw ExitStatus.failure }
    }
}
