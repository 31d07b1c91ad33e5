import FoundationEssentials
import HTTPTransport
import YAMLDocument

/// Looks at the kubeconfigs by which controllers of a build cluster reach run clusters: reads them as Flux does, logs
/// in by them, and asks for rights. It changes nothing.
public struct KubeconfigInspector: Sendable {
    let build: ClusterClient
    let permissions: FluxPermissions
    let warnBefore: TimeInterval
    let connects: Bool

    /// - Parameters:
    ///   - build: the cluster that Flux runs on. Run clusters are reached from the machine that it is reached from.
    ///   - permitted: what the flags of Flux's controllers permit.
    ///   - warnBefore: what ends within this time is worth a word.
    ///   - connects: whether to log in to the run clusters; else only what is on the build cluster is looked at.
    public init(
        build: ClusterClient,
        permitted permissions: FluxPermissions = [],
        warnBefore: Duration = .seconds(720 * 3600),
        connects: Bool = true
    ) {
        self.build = build
        self.permissions = permissions
        self.warnBefore = TimeInterval(warnBefore.components.seconds)
        self.connects = connects
    }

    /// Looks at what one reference names.
    ///
    /// - Parameters:
    ///   - users: who refers to it so; the rights that they need are looked at.
    ///   - accesses: what else is needed on the run cluster.
    ///   - runCluster: its name; by default that of the Secret without `-kubeconfig`.
    public func inspect(
        _ reference: KubeconfigReference,
        users: [KubeconfigUser] = [],
        accesses: [FluxAccess] = [],
        runCluster: String? = nil
    ) async -> KubeconfigInspection {
        var inspection = KubeconfigInspection(
            reference,
            users: users,
            runCluster: runCluster ?? Self.runCluster(of: reference)
        )
        let object: KubernetesObject?
        do {
            object = try await build.find(reference.type, namespace: reference.namespace, name: reference.name)
        } catch {
            inspection.found(.unknown, .notRead, "\(error)")
            return inspection
        }
        guard let object else {
            inspection.found(
                .failure,
                .missing,
                "there is no \(reference.kind.rawValue) \"\(reference.name)\" in namespace \"\(reference.namespace)\" of"
                    + " \(build.connection.name)",
                advice: "make it with kubectl carvel-kubeconfig-secret create"
            )
            return inspection
        }
        switch reference.kind {
        case .secret: await look(at: object, &inspection, Self.all(accesses, users))
        case .configMap: look(atIdentity: object, &inspection)
        }
        return inspection
    }

    private static func all(_ accesses: [FluxAccess], _ users: [KubeconfigUser]) -> [FluxAccess] {
        var seen: Set<FluxAccess> = []
        // Apps are not applied by Flux, and what they need is in their packages.
        let ofUsers = users.filter { $0.kind != ResourceType.app.kind }.map { FluxAccess($0) }
        return (accesses + ofUsers).filter { seen.insert($0).inserted }
    }

    static func runCluster(of reference: KubeconfigReference) -> String {
        let suffix = "-kubeconfig"
        let isUsual = reference.name.hasSuffix(suffix) && reference.name.count > suffix.count
        return isUsual ? String(reference.name.dropLast(suffix.count)) : reference.name
    }

    private func look(
        at secret: KubernetesObject,
        _ inspection: inout KubeconfigInspection,
        _ accesses: [FluxAccess]
    ) async {
        let reading: FluxReading
        do {
            reading = try FluxReading(
                secret,
                key: inspection.reference.key,
                calledName: inspection.runCluster,
                permitted: inspection.isOfAppsAlone ? .ofKappController : permissions
            )
        } catch {
            inspection.found(
                .failure,
                .unusable,
                error.description,
                advice: "make it anew with kubectl carvel-kubeconfig-secret create"
            )
            return
        }
        inspection.key = reading.key
        inspection.server = reading.connection.server
        inspection.judge(reading, of: secret)
        inspection.judgeEnds(of: reading.connection, at: build.session.host.now(), warnBefore: warnBefore)
        guard connects, !inspection.findings.contains(where: { $0.severity == .failure }) else { return }
        let visit = RunClusterVisit(host: build.session.host, requestTimeout: build.requestTimeout)
        await visit.logIn(by: reading.connection, for: accesses, &inspection)
    }

    private func look(atIdentity configMap: KubernetesObject, _ inspection: inout KubeconfigInspection) {
        let identity: WorkloadIdentity
        do {
            identity = try WorkloadIdentity(configMap)
        } catch {
            inspection.found(.failure, .unusable, error.description)
            return
        }
        inspection.server = identity.address
        if let authority = identity.certificateAuthority {
            var trust = ClusterConnection(name: inspection.runCluster, server: identity.address ?? "")
            trust.tls.certificateAuthority = Array(authority.utf8)
            inspection.judgeEnds(of: trust, at: build.session.host.now(), warnBefore: warnBefore)
        }
        // What logs in is the controller's own identity, which nobody else has.
        if inspection.users.contains(where: \.isReady) {
            inspection.found(
                .note,
                .notTried,
                "Flux logs in by its own identity with \(identity.provider.rawValue), as \(Self.readyUsers(inspection)) shows"
            )
        } else if connects {
            inspection.found(
                .unknown,
                .notTried,
                "Flux logs in by its own identity with \(identity.provider.rawValue), which can't be tried from here, and no"
                    + " object that uses it is ready",
                advice: "look at the messages of what uses it"
            )
        }
    }

    private static func readyUsers(_ inspection: KubeconfigInspection) -> String {
        inspection.users.filter(\.isReady).map(\.title).prefix(1).joined()
    }
}
