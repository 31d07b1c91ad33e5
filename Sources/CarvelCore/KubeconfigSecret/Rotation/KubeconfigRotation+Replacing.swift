import YAMLDocument

// How new credentials get into a Secret that others may be changing too.

extension KubeconfigRotation {
    /// How often a Secret is read anew whose labels or the like were changed by others meanwhile.
    private static let attempts = 5

    /// - Returns: whether the Secret holds the new credentials; else another rotation was faster.
    func replace(_ secret: RotatedSecret, _ fresh: Fresh) async throws(RotationError) -> Bool {
        var secret = secret
        for _ in 1...Self.attempts {
            let failure: ClusterError
            do {
                _ = try await build.apply(secret.manifest(fresh.texts), as: .secret, force: force)
                return true
            } catch {
                failure = error
            }
            // The answer may be lost of what was carried out, and a repetition finds the Secret changed, by itself.
            let now: KubernetesObject?
            do {
                now = try await build.find(.secret, namespace: secret.object.namespace, name: secret.object.name)
            } catch {
                // Perhaps it is written: so nothing is revoked, neither the old nor the new.
                throw RotationError("\(failure)", .unknown)
            }
            guard let now else {
                await fresh.discard()
                throw RotationError("the Secret was deleted meanwhile")
            }
            if RotatedSecret.holds(fresh.texts, now) { return true }
            guard failure.status?.reason == .conflict, !failure.isAboutOwners else {
                await fresh.discard()
                throw RotationError(Self.words(failure))
            }
            guard secret.hasSameCredentials(as: now) else { return false }
            secret = secret.refreshed(now)
        }
        await fresh.discard()
        throw RotationError("the Secret is changed by others all the time; run rotate again")
    }

    private static func words(_ error: ClusterError) -> String {
        guard error.isAboutOwners else { return error.description }
        return "cluster \"\(error.cluster)\": \(error.reason)\n  give --force-conflicts to take them over, or rotate"
            + " where their manager takes them from"
    }

    /// Logs in by the Secret as Flux sees it now.
    func confirm(_ target: Target, _ fresh: Fresh) async throws(RotationError) {
        guard try await holds(fresh, target) else { return }
        let inspection = await visit(by: fresh.connection, [], target)
        // Another rotation may have gone on from ours, and have revoked what we made.
        guard let failure = inspection.findings.first(where: { $0.severity == .failure }),
            try await holds(fresh, target)
        else { return }
        throw RotationError(
            "the new credentials worked, and work no longer: \(failure.description); the old ones are still good",
            .replaced
        )
    }

    private func holds(_ fresh: Fresh, _ target: Target) async throws(RotationError) -> Bool {
        do {
            return try await find(target.reference).map { RotatedSecret.holds(fresh.texts, $0) } ?? false
        } catch {
            throw RotationError("\(error)", .replaced)
        }
    }
}

extension ClusterError {
    /// Whether it is that other managers own fields, rather than that the object has changed.
    fileprivate var isAboutOwners: Bool {
        status?.causes.contains { $0.reason == APIStatus.Cause.fieldManagerConflict } ?? false
    }
}
