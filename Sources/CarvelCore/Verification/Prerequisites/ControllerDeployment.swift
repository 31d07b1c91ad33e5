import YAMLDocument

/// A Deployment of a controller: its version, and whether it works.
///
/// Source: the install manifests of Flux and kapp-controller; `apps/v1` for the status.
struct ControllerDeployment {
    let object: KubernetesObject

    init(_ object: KubernetesObject) {
        self.object = object
    }

    /// The controller's version: Flux labels its Deployments with it, kapp-controller annotates its own. Else the tag of
    /// its image tells.
    var version: String? {
        object.label("app.kubernetes.io/version") ?? object.annotation("kapp-controller.carvel.dev/version")
            ?? imageTag
    }

    private var imageTag: String? {
        let containers = object.spec?[path: "template", "spec", "containers"]?.array ?? []
        // A digest tells nothing to people.
        let image = containers.first?["image"]?.string?.split(separator: "@").first
        guard let name = image?.split(separator: "/").last, let colon = name.firstIndex(of: ":") else { return nil }
        return String(name[name.index(after: colon)...])
    }

    /// Why it does not work; `nil` where it does.
    var problem: String? {
        let wanted = object.spec?["replicas"]?.int ?? 1
        if wanted == 0 { return "it is scaled to no replicas" }
        guard object.status?["observedGeneration"]?.int ?? 0 >= object.generation ?? 0 else {
            return "its latest change is not rolled out yet"
        }
        let ready = object.status?["readyReplicas"]?.int ?? 0
        return ready >= wanted ? nil : "\(ready) of \(wanted) replicas are ready"
    }

    /// Why its latest change is not in place everywhere, which `problem` does not look at while former replicas work on;
    /// `nil` where it is.
    var rolloutProblem: String? {
        if let problem { return problem }
        let wanted = object.spec?["replicas"]?.int ?? 1
        func count(_ name: String) -> Int { object.status?[name]?.int ?? 0 }
        let updated = count("updatedReplicas")
        if updated < wanted { return "\(updated) of \(wanted) replicas are of its latest change" }
        if count("replicas") > updated { return "replicas of before are still there" }
        let available = count("availableReplicas")
        return available >= wanted ? nil : "\(available) of \(wanted) replicas are available"
    }

    /// What a Deployment is told from; the rest is not read.
    static let selection = JSONSelection.only(
        "metadata.name",
        "metadata.namespace",
        "metadata.generation",
        "metadata.labels",
        "metadata.annotations",
        "spec.replicas",
        "spec.template.spec.containers",
        "status.observedGeneration",
        "status.readyReplicas"
    )
}

extension ResourceType {
    /// `apps/v1`.
    static let deployment = ResourceType(group: "apps", version: "v1", kind: "Deployment", plural: "deployments")
}

extension ClusterVisit {
    /// Whether a controller is there and works.
    ///
    /// - Parameters:
    ///   - namespace: where it is looked for where the user may not look everywhere.
    ///   - advice: what to do where it is not there.
    func controller(_ name: String, namespace: String, advice: String) async -> Prerequisite {
        let found: [KubernetesObject]
        do {
            found = try await deployments(name, namespace: namespace)
        } catch {
            return Prerequisite(self.name, name, notTold: error)
        }
        guard let deployment = found.first.map(ControllerDeployment.init) else {
            let reason = "no Deployment of that name is on the cluster"
            return Prerequisite(self.name, name, .missing, reason: reason, advice: advice)
        }
        let place = deployment.object.namespace ?? namespace
        guard let problem = deployment.problem else {
            return Prerequisite(self.name, name, .met, found: deployment.version)
        }
        return Prerequisite(
            self.name,
            name,
            .missing,
            found: deployment.version,
            reason: problem,
            advice: "kubectl -n \(place) describe deployment \(name)"
        )
    }

    private func deployments(_ name: String, namespace: String) async throws(ClusterError) -> [KubernetesObject] {
        let field = "metadata.name=\(name)"
        do {
            return try await client.list(
                .deployment,
                namespace: nil,
                fieldSelector: field,
                reading: ControllerDeployment.selection
            )
        } catch  where error.status?.code == 403 {
            return try await client.list(
                .deployment,
                namespace: namespace,
                fieldSelector: field,
                reading: ControllerDeployment.selection
            )
        }
    }
}
