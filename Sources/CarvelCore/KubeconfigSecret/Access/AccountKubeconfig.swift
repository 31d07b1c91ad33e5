import YAMLDocument

/// Makes the kubeconfig Secret of a service account on a run cluster: first the account and its rights, then a token,
/// last the Secret on the build cluster.
public struct AccountKubeconfig: Sendable {
    let account: RunClusterAccount
    let run: ClusterClient
    let build: ClusterClient

    /// - Parameters:
    ///   - run: the run cluster, as somebody who may make the account and grant its rights.
    ///   - build: the build cluster.
    public init(_ account: RunClusterAccount, run: ClusterClient, build: ClusterClient) {
        self.account = account
        self.run = run
        self.build = build
    }

    /// Not that of a delivery, which names more fields of Roles that both need.
    private static let fieldManager = "carvel-kubeconfig-secret"

    /// How long the token lasts.
    public enum Lifetime: Sendable, Hashable {
        /// So many seconds; the server may give another time.
        case seconds(Int)
        /// As long as the account, until it is revoked.
        case unlimited
    }

    /// Looks whether there is a place for the Secret, before anything is made that would be of no use without it.
    ///
    /// - Throws: `KubeconfigSecretError.noNamespace`. Who may not look finds out when the Secret is written.
    public func expectNamespace(of reference: KubeconfigReference) async throws(KubeconfigSecretError) {
        let found: KubernetesObject?
        do {
            found = try await build.find(.namespace, namespace: nil, name: reference.namespace)
        } catch  where error.status?.code == 403 {
            return
        } catch {
            throw .notRead(error)
        }
        if found == nil { throw .noNamespace(name: reference.namespace, cluster: build.connection.name) }
    }

    /// Applies the account and its rights on the run cluster.
    ///
    /// - Parameters:
    ///   - force: whether to take over fields that another manager owns.
    ///   - dryRun: whether the server only says what it would do.
    ///   - tell: is told of each object as it is applied.
    public func prepare(
        force: Bool,
        dryRun: Bool,
        _ tell: (_ title: String, ApplyOutcome) -> Void
    ) async throws(ClusterError) {
        let applier = ObjectApplier(client: run, force: force, dryRun: dryRun, fieldManager: Self.fieldManager)
        for manifest in account.manifests() {
            tell(manifest.title, try await applier.apply(manifest))
        }
    }

    /// Makes a token, and the Secret with it.
    ///
    /// - Parameters:
    ///   - secret: makes the Secret of the text of a kubeconfig that bears a token.
    ///   - reference: the Secret that it will be.
    ///   - force: whether to take over fields that another manager owns.
    /// - Returns: what applying the Secret came to, and what was found out about the new credentials.
    /// - Throws: where the Secret is as it was; the token is then revoked.
    public func make(
        _ lifetime: Lifetime,
        for reference: KubeconfigReference,
        force: Bool,
        _ secret: @Sendable (_ token: String) throws(KubeconfigSecretError) -> KubernetesObject
    ) async throws(KubeconfigSecretError) -> (outcome: KubeconfigSecret.Outcome, inspection: KubeconfigInspection) {
        let tokens: AccountTokens
        let issued: AccountTokens.Issued
        do {
            let present = try await build.find(.secret, namespace: reference.namespace, name: reference.name)
            tokens = AccountTokens(client: run, account: account.account, purpose: present?.uid)
        } catch {
            throw .notWritten(error)
        }
        do {
            issued = try await tokens.issue(AccountTokens.Kind(lifetime))
        } catch {
            throw .runCluster(error)
        }
        do throws(KubeconfigSecretError) {
            var inspection = KubeconfigInspection(reference, users: [], runCluster: run.connection.name)
            let visit = RunClusterVisit(host: run.session.host, requestTimeout: run.requestTimeout)
            let connection = run.connection.bearing(issued.token)
            await visit.logIn(by: connection, for: [account.access], &inspection)
            if let failure = inspection.findings.first(where: { $0.severity == .failure || $0.severity == .unknown }) {
                throw KubeconfigSecretError.newCredentialsFail(failure)
            }
            inspection.judgeEnds(of: connection, at: run.session.host.now(), warnBefore: 0)
            let manifest = try secret(issued.token)
            return (try await KubeconfigSecret.apply(manifest, to: build, force: force), inspection)
        } catch {
            switch error {
            // The Secret may be written, though the answer is lost.
            case .staleKeysLeft: break
            case .notWritten(let cause) where cause.isUnreachable: break
            default: _ = try? await tokens.revoke(secret: issued.secret, uid: issued.secretUID)
            }
            throw error
        }
    }
}

extension AccountTokens.Kind {
    init(_ lifetime: AccountKubeconfig.Lifetime) {
        switch lifetime {
        case .seconds(let seconds): self = .bound(seconds: seconds)
        case .unlimited: self = .longLived
        }
    }
}
