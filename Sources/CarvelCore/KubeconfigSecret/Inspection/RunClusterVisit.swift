import HTTPTransport

/// Logs in to a run cluster by a kubeconfig, and asks what may be done there.
struct RunClusterVisit: Sendable {
    let host: Host
    /// For each request; `nil` for no limit.
    let requestTimeout: Duration?

    /// Adds to an inspection what the cluster says.
    func logIn(
        by connection: ClusterConnection,
        for accesses: [FluxAccess],
        _ inspection: inout KubeconfigInspection
    ) async {
        if case .exec = connection.credentials {
            inspection.found(
                .unknown,
                .notTried,
                "Flux logs in by a program in its controller's pod, which can't be tried from here"
            )
            return
        }
        let client = ClusterClient(connection, host: host, requestTimeout: requestTimeout)
        do {
            let user = try await client.whoAmI()
            inspection.identity = user.name
            if user.name == "system:anonymous" {
                inspection.found(.failure, .anonymous, "\(connection.name) takes the user for nobody (\(user.name))")
                return
            }
        } catch  where error.isNotFound {
            // Before Kubernetes 1.28 nobody is told who they are; asking for rights logs in all the same.
        } catch {
            inspection.found(error)
            return
        }
        for access in accesses {
            do {
                try await ask(client, access, &inspection)
            } catch {
                inspection.found(error)
            }
        }
        if accesses.isEmpty, inspection.identity == nil {
            do {
                _ = try await client.mayI(ResourceAction("list", .namespace, namespace: nil))
            } catch {
                inspection.found(error)
            }
        }
    }

    private func ask(
        _ client: ClusterClient,
        _ access: FluxAccess,
        _ inspection: inout KubeconfigInspection
    ) async throws(ClusterError) {
        let own = inspection.identity ?? "the kubeconfig's user"
        var acting = client
        var name = own
        if let impersonation = access.impersonation, let user = access.impersonatedUser {
            let decision = try await client.mayI(impersonation)
            inspection.rights.append(.init(action: impersonation, user: own, isAllowed: decision.isAllowed))
            guard decision.isAllowed else {
                inspection.found(
                    .failure,
                    .lacksRight,
                    "\(own) may not act as \(user) on \(client.connection.name)",
                    advice: "grant impersonate on serviceaccounts \"\(access.actingAs?.name ?? "")\" in namespace"
                        + " \"\(access.actingAs?.namespace ?? "")\""
                )
                return
            }
            acting = client.impersonating(.init(user: user))
            name = user
        }
        let actions = access.actions
        let decisions = await decisions(acting, actions)
        var missing: [ResourceAction] = []
        for (action, decision) in zip(actions, decisions) {
            let isAllowed = try decision.get().isAllowed
            inspection.rights.append(.init(action: action, user: name, isAllowed: isAllowed))
            if !isAllowed { missing.append(action) }
        }
        guard !missing.isEmpty else { return }
        inspection.found(
            .failure,
            .lacksRight,
            "\(name) lacks rights in namespace \"\(access.targetNamespace ?? "")\" of \(client.connection.name): "
                + Self.words(missing),
            advice: "kubectl carvel-deliver apply grants them"
        )
    }

    private func decisions(
        _ client: ClusterClient,
        _ actions: [ResourceAction]
    ) async -> [Result<AccessDecision, ClusterError>] {
        await withTaskGroup(of: (Int, Result<AccessDecision, ClusterError>).self) { group in
            for (index, action) in actions.enumerated() {
                group.addTask {
                    (index, await catching { () async throws(ClusterError) in try await client.mayI(action) })
                }
            }
            var decisions: [(Int, Result<AccessDecision, ClusterError>)] = []
            for await decision in group { decisions.append(decision) }
            return decisions.sorted { $0.0 < $1.0 }.map(\.1)
        }
    }

    /// Such as `create, patch packages.data.packaging.carvel.dev, delete secrets`.
    private static func words(_ actions: [ResourceAction]) -> String {
        var parts: [(resource: String, verbs: [String])] = []
        for action in actions {
            if parts.last?.resource == action.groupResource {
                parts[parts.count - 1].verbs.append(action.verb)
            } else {
                parts.append((action.groupResource, [action.verb]))
            }
        }
        return parts.map { "\($0.verbs.joined(separator: ", ")) \($0.resource)" }.joined(separator: "; ")
    }
}

extension KubeconfigInspection {
    /// What an error of the run cluster tells about its kubeconfig. That it can't be reached from here says nothing about
    /// the way from the build cluster.
    mutating func found(_ error: ClusterError) {
        switch error.cause {
        case .transport(let failure):
            switch failure.reason {
            case .serverNotTrusted:
                found(.failure, .notTrusted, error.description, advice: "put the right authority into the kubeconfig")
            case .tlsFailed, .badCredentials: found(.failure, .refused, error.description)
            default:
                found(
                    .unknown,
                    .unreachable,
                    error.description,
                    advice: "it may still be reached from the build cluster"
                )
            }
        case .status(let status) where status.code == 401:
            found(
                .failure,
                .refused,
                "cluster \"\(error.cluster)\": \(error.reason)",
                advice: "kubectl carvel-kubeconfig-secret rotate \(runCluster)"
            )
        case .status(let status) where status.code == 403: found(.failure, .lacksRight, error.description)
        case .status, .malformed, .credentials, .notServed, .lookup: found(.unknown, .unreachable, error.description)
        }
    }
}
