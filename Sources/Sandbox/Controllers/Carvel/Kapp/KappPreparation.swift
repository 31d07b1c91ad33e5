import CarvelCore
import HTTPTransport
import YAMLDocument

extension Kapp {
    /// kapp with the rights that an App names: those of a service account, or of a kubeconfig for another cluster.
    ///
    /// - Throws: `StageFailure` where there is no such identity, or `ClusterError` where the cluster does not answer.
    static func prepare(for app: KubernetesObject, controller: AppController) async throws -> Kapp {
        let namespace = app.namespace ?? ""
        let connection: ClusterConnection
        let recordNamespace: String
        // A service account wins over a cluster, without a word.
        if let account = app.spec?["serviceAccountName"]?.string, !account.isEmpty {
            connection = try await self.connection(as: account, for: app, controller: controller)
            recordNamespace = namespace
        } else if let reference = app.spec?["cluster"]?["kubeconfigSecretRef"] {
            connection = try await self.connection(by: reference, for: app, controller: controller)
            recordNamespace = app.spec?["cluster"]?["namespace"]?.string ?? connection.namespace
        } else {
            throw StageFailure.preparing("Preparing kapp: Expected service account or cluster specified")
        }
        let key = ObjectKey(app)
        return Kapp(
            client: ClusterClient(connection, http: controller.http),
            name: "\(app.name).app",
            recordNamespace: recordNamespace,
            namespaces: AppNamespaces(of: app, usual: recordNamespace),
            isCanceled: { [client = controller.client, isDeleted = app.deletionTimestamp != nil] in
                let now = try await client.find(.app, namespace: key.namespace, name: key.name)
                return now?.spec?["canceled"]?.bool == true || !isDeleted && now?.deletionTimestamp != nil
            }
        )
    }

    private static func connection(
        as account: String,
        for app: KubernetesObject,
        controller: AppController
    ) async throws -> ClusterConnection {
        let found = try await controller.client.find(.serviceAccount, namespace: app.namespace, name: account)
        guard found != nil else {
            throw StageFailure.preparing(
                "Preparing kapp: Getting service account: serviceaccounts \"\(account)\" not found"
            )
        }
        let issued = try await controller.client.requestToken(
            forServiceAccount: account,
            namespace: app.namespace ?? "",
            expirationSeconds: 3600
        )
        var connection = controller.client.connection
        connection.tls.clientCertificate = nil
        connection.tls.clientKey = nil
        connection.credentials = .token(issued.token)
        return connection
    }

    private static func connection(
        by reference: JSONValue,
        for app: KubernetesObject,
        controller: AppController
    ) async throws -> ClusterConnection {
        let name = reference["name"]?.string ?? ""
        guard let secret = try await controller.client.find(.secret, namespace: app.namespace, name: name) else {
            throw StageFailure.preparing("Preparing kapp: Getting kubeconfig secret: secrets \"\(name)\" not found")
        }
        do {
            return try RemoteCluster.connection(
                try SecretData(secret),
                named: ObjectKey(namespace: app.namespace ?? "", name: name),
                key: reference["key"]?.string ?? "value",
                for: .kappController
            )
        } catch let failure as RemoteCluster.Refusal {
            throw StageFailure.preparing("Preparing kapp: \(failure.message)")
        }
    }
}
