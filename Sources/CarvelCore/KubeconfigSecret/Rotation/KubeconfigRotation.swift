public import FoundationEssentials
import HTTPTransport
import YAMLDocument

/// Puts new credentials into the kubeconfig Secrets of a build cluster, so that Flux never has a Secret that does not
/// work: the new ones are tried before the Secret is replaced, and the old ones are revoked only when nobody can be
/// using them any more. Cut short at any point, it leaves a Secret that works; what else it leaves on the run cluster,
/// a later rotation takes away.
public struct KubeconfigRotation: Sendable {
    let build: ClusterClient
    let permissions: FluxPermissions
    let force: Bool
    let patience: Duration

    /// - Parameters:
    ///   - build: the cluster that Flux runs on.
    ///   - permitted: what the flags of Flux's controllers permit.
    ///   - force: whether to take over fields of the Secret that another manager owns.
    ///   - patience: how long Flux may take to be done with the old credentials, before they are left to end by
    ///     themselves.
    public init(
        build: ClusterClient,
        permitted permissions: FluxPermissions = [],
        force: Bool = false,
        patience: Duration = .seconds(120)
    ) {
        self.build = build
        self.permissions = permissions
        self.force = force
        self.patience = patience
    }

    /// The Secret to put credentials into, and where they come from.
    public struct Target: Sendable {
        /// The name of the run cluster.
        public var runCluster: String
        /// The Secret.
        public var reference: KubeconfigReference
        /// Where the credentials come from.
        public var source: Source
        /// The run cluster, as somebody who may make and revoke tokens there; `nil` where there is no way to it, or it
        /// could not be had.
        public var run: Result<ClusterClient, KubeconfigError>?
        /// What is needed on the run cluster besides what the Secret's users need.
        public var accesses: [FluxAccess]

        /// A target in its parts.
        public init(
            runCluster: String,
            reference: KubeconfigReference,
            source: Source,
            run: Result<ClusterClient, KubeconfigError>?,
            accesses: [FluxAccess] = []
        ) {
            self.runCluster = runCluster
            self.reference = reference
            self.source = source
            self.run = run
            self.accesses = accesses
        }
    }

    /// Where credentials come from.
    public enum Source: Sendable {
        /// A service account of the run cluster; by default that of the present token. Without a lifetime, the new
        /// token lasts as long as the present one was made for.
        case account(NamespacedName?, AccountKubeconfig.Lifetime?)
        /// Another kubeconfig.
        case kubeconfig(FluxKubeconfig)
    }

    /// What one rotation came to.
    public struct Outcome: Sendable {
        /// The name of the run cluster.
        public var runCluster: String
        /// The Secret.
        public var reference: KubeconfigReference
        /// What was done, or why it could not be.
        public var result: Result<Rotated, RotationError>
    }

    /// So many clusters are worked on at a time.
    private static let limit = 16

    /// Rotates all of them, side by side. One that fails holds up none of the others.
    ///
    /// - Parameter tell: is told of each as it is done.
    public func run(
        _ targets: [Target],
        _ tell: @escaping @Sendable (Outcome) async -> Void = { _ in }
    ) async -> [Outcome] {
        // Listed once: there may be thousands of them.
        var users: [String: Result<[KubeconfigUser], ClusterError>] = [:]
        for namespace in Set(targets.map(\.reference.namespace)) {
            users[namespace] = await catching { () async throws(ClusterError) in
                try await build.kubeconfigUsers(namespace: namespace)
            }
        }
        return await concurrently(targets, limit: Self.limit) { [users] target in
            let result: Result<Rotated, RotationError>
            do throws(RotationError) {
                result = .success(try await rotate(target, users[target.reference.namespace]))
            } catch {
                result = .failure(error)
            }
            let outcome = Outcome(runCluster: target.runCluster, reference: target.reference, result: result)
            await tell(outcome)
            return outcome
        }
    }
}

/// What was done with one Secret.
public struct Rotated: Sendable, Hashable {
    /// As whom the run cluster sees the new credentials; `nil` where it tells nobody.
    public var identity: String?
    /// When the new credentials end, if they do.
    public var end: Date?
    /// Whether another rotation had replaced the credentials meanwhile, and ours were thrown away.
    public var isSuperseded = false
    /// What became of the old credentials.
    public var old: Old = .stay(nil)
    /// What is worth telling besides.
    public var warnings: [String] = []

    /// What became of the credentials that were replaced.
    public enum Old: Sendable, Hashable {
        /// They are refused from now on.
        case revoked
        /// They were good already for no more, or are still in use elsewhere, or can't be revoked: they end by
        /// themselves, if they end.
        case stay(Date?)
        /// They could be revoked, and were not; why.
        case left(String)
    }
}

/// Why credentials were not rotated.
public struct RotationError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What became of the Secret.
    public var secret: SecretState
    /// What went wrong, and what to do; never a secret.
    public var message: String

    /// What became of a Secret whose credentials were not rotated as they should be.
    public enum SecretState: Sendable, Hashable {
        /// It is as it was.
        case unchanged
        /// It holds the new credentials all the same.
        case replaced
        /// It holds the old ones or the new ones, and both are good.
        case unknown
    }

    init(_ message: String, _ secret: SecretState = .unchanged) {
        self.secret = secret
        self.message = message
    }

    /// The message, with what was changed.
    public var description: String {
        switch secret {
        case .unchanged: "\(message); the Secret is as it was"
        case .replaced: "\(message); the Secret has the new credentials"
        case .unknown: "\(message); the Secret may have the old credentials or the new ones, and both are good"
        }
    }
}
