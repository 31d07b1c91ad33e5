import CarvelCore
import HTTPTransport
import Synchronization

extension ControlPlane {
    /// Starts the controllers of a cluster, and ends those that were there.
    func startControllers(of name: String) throws {
        let flux = name == configuration.buildCluster ? try fluxControllers() : []
        let kapp = configuration.hasKappController(name) ? try kappControllers(name) : []
        let task = Task {
            await withDiscardingTaskGroup { group in
                for run in flux + kapp { group.addTask(operation: run) }
            }
        }
        let previous = controllers.withLock { $0.updateValue(task, forKey: name) }
        previous?.cancel()
    }

    /// Ends the controllers of a cluster; they have ended when this returns.
    func stopControllers(of name: String) async {
        let task = controllers.withLock { $0.removeValue(forKey: name) }
        task?.cancel()
        await task?.value
    }

    private func kappControllers(_ name: String) throws -> [@Sendable () async -> Void] {
        let http = ControllerHTTP(base: http, userAgent: "kapp-controller")
        let client = try client(name, account: "kapp-controller-sa", namespace: "kapp-controller")
        let installs = PackageInstallController(
            client: client,
            retryInterval: configuration.retryInterval,
            log: try log(name, of: ControllerPods.kappController)
        )
        let apps = AppController(
            client: client,
            http: http,
            bundles: configuration.bundles,
            pushes: git.pushes(),
            retryInterval: configuration.retryInterval,
            log: try log(name, of: ControllerPods.kappController)
        )
        let repositories = PackageRepositoryController(
            client: client,
            bundles: configuration.bundles,
            pushes: git.pushes(),
            retryInterval: configuration.retryInterval,
            log: try log(name, of: ControllerPods.kappController)
        )
        return [installs.run, apps.run, repositories.run]
    }

    /// The log of a controller's Pod.
    func log(_ name: String, of pod: ObjectKey) throws -> ControllerLog {
        guard let server = servers[name] else { throw ControlPlaneError.unknownCluster(name) }
        return ControllerLog(server, pod: pod)
    }

    /// A client with the identity of a controller's service account. The real ones may do everything, too.
    func client(_ name: String, account: String, namespace: String) throws -> ClusterClient {
        let program = account.hasSuffix("-sa") ? String(account.dropLast("-sa".count)) : account
        return try administrator(
            of: name,
            user: "system:serviceaccount:\(namespace):\(account)",
            http: ControllerHTTP(base: http, userAgent: program)
        )
    }

    /// A client that may do everything on a cluster.
    ///
    /// - Throws: what the certificate library says.
    func administrator(
        of name: String,
        user: String = "sandbox-admin",
        http: (any HTTPClient)? = nil
    ) throws -> ClusterClient {
        guard let server = servers[name] else {
            throw ControlPlaneError.unknownCluster(name)
        }
        let identity = try server.clientCertificate(user: user, groups: ["system:masters"])
        let tls = TLSOptions(
            certificateAuthority: Array(server.certificateAuthorityPEM.utf8),
            clientCertificate: Array(identity.certificate.utf8),
            clientKey: Array(identity.key.utf8)
        )
        return ClusterClient(ClusterConnection(name: name, server: server.url, tls: tls), http: http ?? self.http)
    }

    /// What a cluster has once Flux or kapp-controller is installed: namespaces, and the controllers' Deployments and Pods.
    func installControllers() async throws {
        for name in servers.keys {
            let release = name == configuration.buildCluster ? configuration.flux : nil
            let hasKapp = configuration.hasKappController(name)
            let namespaces =
                (release != nil ? ["flux-system"] : [])
                + (hasKapp ? ["kapp-controller", PackageSelection.globalNamespace] : [])
            let client = try administrator(of: name)
            for namespace in namespaces {
                _ = try await client.apply(
                    KubernetesObject(.namespace, name: namespace),
                    as: .namespace,
                    fieldManager: "kubectl"
                )
            }
            let deployments =
                (release.map(ControllerDeployments.flux) ?? [])
                + (hasKapp ? [ControllerDeployments.kappController] : [])
            try await ControllerDeployments.install(deployments, by: client)
            for pod in (release != nil ? ControllerPods.flux : []) + (hasKapp ? [ControllerPods.kapp] : []) {
                _ = try await client.create(pod, as: .pod)
            }
        }
    }
}
