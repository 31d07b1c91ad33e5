extension KubeconfigReference {
    /// Deletes the Secret or ConfigMap from the build cluster.
    ///
    /// - Parameters:
    ///   - force: whether to delete what is in use.
    ///   - dryRun: whether the server only says what it would do.
    /// - Returns: who used it.
    /// - Throws: `KubeconfigSecretError` with `inUse`, where objects of the build cluster use it, or `missing`.
    public func delete(
        from build: ClusterClient,
        force: Bool,
        dryRun: Bool
    ) async throws(KubeconfigSecretError) -> [KubeconfigUser] {
        do {
            let users = try await build.kubeconfigUsers(namespace: namespace).filter {
                $0.reference.kind == kind && $0.reference.name == name
            }
            guard users.isEmpty || force else {
                throw KubeconfigSecretError.inUse(title: title, users: users.map(\.title))
            }
            guard let object = try await build.find(type, namespace: namespace, name: name) else {
                throw KubeconfigSecretError.missing(title: title, cluster: build.connection.name)
            }
            // Of no Secret that has taken its place since it was looked at.
            let options = DeleteOptions(uid: object.uid, dryRun: dryRun)
            try await build.delete(type, namespace: namespace, name: name, options)
            return users
        } catch let error as KubeconfigSecretError {
            throw error
        } catch let error as ClusterError {
            throw .notWritten(error)
        } catch {
            throw .missing(title: title, cluster: build.connection.name)
        }
    }
}
