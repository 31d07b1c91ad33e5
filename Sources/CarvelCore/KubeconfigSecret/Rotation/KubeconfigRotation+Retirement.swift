import FoundationEssentials
import HTTPTransport
import YAMLDocument

// What becomes of the old credentials.

extension KubeconfigRotation {
    /// Revokes the old credentials once Flux is done with them.
    func retire(
        _ secret: RotatedSecret,
        _ fresh: Fresh,
        _ target: Target,
        _ users: [KubeconfigUser]
    ) async -> Rotated.Old {
        let end = secret.connection.flatMap { CredentialEnds(of: $0).login }
        guard let token = secret.token, let account = token.serviceAccount, let bound = token.secret,
            case .token(let text)? = secret.connection?.credentials,
            case .success(let run)? = target.run, !Self.isInUse(bound, fresh)
        else { return .stay(end) }
        let tokens = AccountTokens(client: run, account: account, purpose: secret.object.uid)
        let held: KubernetesObject
        do {
            guard let found = try await tokens.find(bound, of: text) else {
                // Somebody has revoked it before, or this is another cluster.
                return await isRefused(secret) ? .revoked : .stay(end)
            }
            try await tokens.mark(secret: found.name)
            held = found
        } catch is AccountTokens.NotOurs {
            return .stay(end)
        } catch {
            return .left("\(error)")
        }
        if let app = users.first(where: { $0.kind == ResourceType.app.kind }) {
            // It can't be asked when kapp-controller has last read a Secret; a later rotation sweeps the token away.
            return .left("kapp-controller may still be using them for \(app.title); the next rotation revokes them")
        }
        if let reason = await waitUntilUnused(users) { return .left(reason) }
        do {
            try await tokens.revoke(secret: held.name, uid: held.uid)
            if let issued = fresh.issued { _ = try await issued.tokens.sweep(keeping: issued.token.secret) }
            return .revoked
        } catch {
            return .left("\(error)")
        }
    }

    /// Whether the run cluster takes the old credentials no longer.
    private func isRefused(_ secret: RotatedSecret) async -> Bool {
        guard let connection = secret.connection else { return false }
        do {
            _ = try await ClusterClient(connection, host: build.session.host, requestTimeout: build.requestTimeout)
                .whoAmI()
            return false
        } catch {
            return error.status?.code == 401
        }
    }

    /// Whether the new credentials end with the same Secret as the old ones.
    private static func isInUse(_ bound: WebToken.BoundSecret, _ fresh: Fresh) -> Bool {
        guard case .token(let token) = fresh.connection.credentials else { return false }
        return WebToken(token)?.secret?.name == bound.name
    }

    /// Has Flux reconcile everything that uses the Secret. Once it has answered this very request, whatever it had begun
    /// with the old credentials is over.
    ///
    /// - Returns: why that can't be told, or `nil` once it is so.
    private func waitUntilUnused(_ users: [KubeconfigUser]) async -> String? {
        // What is suspended is not reconciled, and reads the Secret anew when it goes on.
        let active = users.filter { !$0.isSuspended }
        guard !active.isEmpty else { return nil }
        let request = "carvel-rotation-\(UUID().uuidString.lowercased())"
        var conditions: [ObjectCondition] = []
        do {
            for user in active {
                let type = try await type(of: user)
                _ = try await build.mergePatch(
                    type,
                    namespace: user.namespace,
                    name: user.name,
                    ["metadata": ["annotations": ["reconcile.fluxcd.io/requestedAt": .string(request)]]]
                )
                conditions.append(
                    ObjectCondition(build, type, namespace: user.namespace, name: user.name) { object in
                        guard let object, object.spec?["suspend"]?.bool != true else { return .met }
                        let isHandled = object.status?["lastHandledReconcileAt"]?.string == request
                        return isHandled && !object.isAtWork ? .met : .notYet("waits for Flux")
                    }
                )
            }
        } catch {
            return "Flux could not be asked to take the new ones: \(error)"
        }
        let states = await ConditionWait(conditions).states(within: patience)
        guard let open = states.firstIndex(where: { $0.judgement != .met }) else { return nil }
        return "Flux was not done with them within \(patience.components.seconds) s (\(active[open].title)); the next"
            + " rotation revokes them"
    }

    private func type(of user: KubeconfigUser) async throws(ClusterError) -> ResourceType {
        guard user.kind != ResourceType.helmRelease.kind else {
            return try await build.served(.helmRelease, versions: ["v2", "v2beta2", "v2beta1"], hint: "")
        }
        return try await build.fluxTypes().kustomization
    }
}

extension KubernetesObject {
    /// Whether Flux is in the midst of it, rather than done or waiting to try again.
    fileprivate var isAtWork: Bool {
        (status?["conditions"]?.array ?? []).contains {
            $0["type"] == "Reconciling" && $0["status"] == "True" && $0["reason"] == "Progressing"
        }
    }
}
