import ArgumentParser
import CarvelCLI
import CarvelCore
import GitRepository

/// What a plan of a delivery takes in, and how it is printed.
struct PlanOptions: ParsableArguments {
    @Flag(help: "Delete what the repository no longer calls for.")
    var prune = false

    @Flag(help: "Write the Secret of git credentials anew, where it is there already.")
    var updateGitSecret = false

    @Flag(help: "Take over fields that another manager owns.")
    var forceConflicts = false

    /// Compares the clusters with the repository.
    func plan(
        _ tree: RepositoryTree,
        on clusters: ClusterDirectory,
        credentials: GitCredentials,
        asksServers: Bool
    ) async throws -> DeliveryPlan {
        let planner = DeliveryPlanner(
            tree,
            clusters: clusters,
            credentials: credentials,
            .init(replacesAuthSecret: updateGitSecret, prunes: prune, asksServers: asksServers)
        )
        let plan = try await planner.plan()
        // What was cut short tells nothing.
        try Task.checkCancellation()
        return plan
    }

    /// Prints a plan, and tells what it comes to.
    func show(_ plan: DeliveryPlan, as format: PlanFormat) {
        let text = format.text(plan)
        if !text.isEmpty { Console.standard.write(text) }
        PlanOutput.tell(plan, force: forceConflicts)
        PlanOutput.summarise(plan)
    }
}

/// Who says what would happen.
enum ClusterDryRun: String, ExpressibleByArgument, CaseIterable {
    /// We, from what is there.
    case client
    /// The servers.
    case server
}
