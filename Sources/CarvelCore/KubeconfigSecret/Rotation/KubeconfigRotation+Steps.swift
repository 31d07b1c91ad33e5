import FoundationEssentials
import HTTPTransport
import YAMLDocument

// One rotation, step by step.

extension KubeconfigRotation {
    /// New credentials that are not in use yet.
    struct Fresh: Sendable {
        /// What goes under each key of the Secret.
        var texts: [String: String]
        /// How the run cluster is reached by them.
        var connection: ClusterConnection
        /// The token, and who can revoke it, where it was made for this rotation.
        var issued: (token: AccountTokens.Issued, tokens: AccountTokens)?

        /// Takes back what was made, as far as the run cluster can be reached; what is left is swept away later.
        func discard() async {
            guard let issued else { return }
            _ = try? await issued.tokens.revoke(secret: issued.token.secret, uid: issued.token.secretUID)
        }
    }

    /// - Parameter all: what uses kubeconfigs in the Secret's namespace.
    func rotate(
        _ target: Target,
        _ all: Result<[KubeconfigUser], ClusterError>?
    ) async throws(RotationError) -> Rotated {
        let users = try Self.users(of: target.reference, among: all)
        let secret = try await read(target, users)
        let fresh = try await fresh(target, secret)
        var rotated = Rotated()
        do {
            let identity = try await prove(fresh, replacing: secret, target, users, &rotated)
            rotated.identity = identity
        } catch {
            await fresh.discard()
            throw error
        }
        rotated.end = CredentialEnds(of: fresh.connection).login
        guard try await replace(secret, fresh) else {
            await fresh.discard()
            rotated.isSuperseded = true
            return rotated
        }
        try await confirm(target, fresh)
        rotated.old = await retire(secret, fresh, target, users)
        return rotated
    }

    private static func users(
        of reference: KubeconfigReference,
        among all: Result<[KubeconfigUser], ClusterError>?
    ) throws(RotationError) -> [KubeconfigUser] {
        switch all {
        case .success(let users)?:
            users.filter { $0.reference.kind == .secret && $0.reference.name == reference.name }
        case .failure(let error)?: throw RotationError("\(error)")
        case nil: []
        }
    }

    func find(_ reference: KubeconfigReference) async throws(ClusterError) -> KubernetesObject? {
        try await build.find(.secret, namespace: reference.namespace, name: reference.name)
    }

    private func read(_ target: Target, _ users: [KubeconfigUser]) async throws(RotationError) -> RotatedSecret {
        let reference = target.reference
        do {
            guard let object = try await find(reference) else {
                throw RotationError("there is no \(reference.title) on \(build.connection.name); make it with create")
            }
            var keys = users.map(\.reference.key)
            if keys.isEmpty { keys.append(reference.key) }
            return try RotatedSecret(object, keys: keys, calledName: target.runCluster, permitted: permissions)
        } catch let error as RotationError {
            throw error
        } catch {
            throw RotationError("\(error)")
        }
    }

    // MARK: New credentials

    private func fresh(_ target: Target, _ secret: RotatedSecret) async throws(RotationError) -> Fresh {
        switch target.source {
        case .kubeconfig(let kubeconfig):
            return Fresh(texts: secret.texts { _ in kubeconfig.text }, connection: kubeconfig.connection)
        case .account(let named, let lifetime):
            guard let account = named ?? secret.token?.serviceAccount, let connection = secret.connection else {
                throw RotationError(
                    "\(target.reference.title): what it logs in with is no token of a service account, so nobody can make"
                        + " another of the kind; give --from-context, --from-file or --service-account"
                )
            }
            let run: ClusterClient
            switch target.run {
            case .success(let client): run = client
            case .failure(let error): throw RotationError("\(error)")
            case nil:
                throw RotationError(
                    "there is no way to run cluster \"\(target.runCluster)\" by which a token could be made; give --context"
                        + ", or add the cluster to delivery.yaml"
                )
            }
            let tokens = AccountTokens(client: run, account: account, purpose: secret.object.uid)
            let kind = lifetime.map(AccountTokens.Kind.init) ?? Self.sameKind(as: secret.token)
            do {
                let issued = try await tokens.issue(kind)
                return Fresh(
                    texts: secret.texts(bearing: issued.token, user: account.name),
                    connection: connection.bearing(issued.token),
                    issued: (issued, tokens)
                )
            } catch {
                throw RotationError("\(error)")
            }
        }
    }

    private static func sameKind(as token: WebToken?) -> AccountTokens.Kind {
        if let seconds = token?.lifetime { return .bound(seconds: max(seconds, 600)) }
        return token?.secret?.holdsToken == true ? .longLived : .bound(seconds: AccountKubeconfig.defaultSeconds)
    }

    // MARK: Proof

    /// Logs in by the new credentials before anybody depends on them.
    ///
    /// - Returns: as whom.
    private func prove(
        _ fresh: Fresh,
        replacing secret: RotatedSecret,
        _ target: Target,
        _ users: [KubeconfigUser],
        _ rotated: inout Rotated
    ) async throws(RotationError) -> String? {
        let accesses = target.accesses + users.filter { $0.kind != ResourceType.app.kind }.map { FluxAccess($0) }
        var inspection = await visit(by: fresh.connection, Self.distinct(accesses), target)
        // Flux's way may lead through a network that this machine is not in.
        if inspection.findings.contains(where: { $0.reason == .unreachable }), let issued = fresh.issued {
            let own = issued.tokens.client.connection
            guard await isSameCluster(own, as: secret, target) else {
                throw RotationError(
                    "\(fresh.connection.server) can't be reached from here, and nothing shows that"
                        + " \(own.server) is the same cluster; rotate from where it can be reached"
                )
            }
            inspection = await visit(by: own.bearing(issued.token.token), Self.distinct(accesses), target)
        }
        for finding in inspection.findings {
            // An account lacks no more than it did before.
            let isTolerable = finding.reason == .lacksRight && fresh.issued != nil || finding.reason == .notTried
            if isTolerable {
                rotated.warnings.append(finding.description)
            } else if finding.severity == .failure || finding.severity == .unknown {
                throw RotationError("the new credentials can't be used: \(finding.description)")
            }
        }
        return inspection.identity
    }

    /// Whether our own way leads to the cluster of a Secret: it has the same authority, or takes the old credentials.
    private func isSameCluster(
        _ own: ClusterConnection,
        as secret: RotatedSecret,
        _ target: Target
    ) async -> Bool {
        guard let connection = secret.connection else { return false }
        if let authority = own.tls.certificateAuthority, authority == connection.tls.certificateAuthority {
            return true
        }
        guard case .token(let token) = connection.credentials else { return false }
        return await visit(by: own.bearing(token), [], target).identity != nil
    }

    func visit(
        by connection: ClusterConnection,
        _ accesses: [FluxAccess],
        _ target: Target
    ) async -> KubeconfigInspection {
        var inspection = KubeconfigInspection(target.reference, users: [], runCluster: target.runCluster)
        var connection = connection
        connection.name = target.runCluster
        let visit = RunClusterVisit(host: build.session.host, requestTimeout: build.requestTimeout)
        await visit.logIn(by: connection, for: accesses, &inspection)
        return inspection
    }

    private static func distinct(_ accesses: [FluxAccess]) -> [FluxAccess] {
        var seen: Set<FluxAccess> = []
        return accesses.filter { seen.insert($0).inserted }
    }
}

extension AccountKubeconfig {
    /// How long a token is asked for where nothing is said: 90 days.
    public static let defaultSeconds = 90 * 24 * 3600
}
