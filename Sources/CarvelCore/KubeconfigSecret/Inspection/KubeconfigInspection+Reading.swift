import FoundationEssentials
import HTTPTransport
import OrderedCollections
import YAMLDocument

// What can be told of a kubeconfig without asking its cluster.

extension KubeconfigInspection {
    /// Judges what Flux makes of a Secret.
    mutating func judge(_ reading: FluxReading, of secret: KubernetesObject) {
        let place = "Secret \"\(secret.name)\""
        for dropped in reading.dropped {
            found(
                .failure,
                .dropped,
                "\(place), key \(reading.key): \(dropped): \(isOfAppsAlone ? "kapp-controller" : "Flux") drops it",
                advice: "make it anew with kubectl carvel-kubeconfig-secret create"
            )
        }
        if reading.dropped.isEmpty, !reading.filePaths.isEmpty {
            found(
                .warning,
                .filePath,
                "\(place), key \(reading.key): \(reading.filePaths.joined(separator: ", ")): newer releases of Flux refuse"
                    + " a kubeconfig that names files anywhere",
                advice: "make it anew with kubectl carvel-kubeconfig-secret create"
            )
        }
        let others = (secret.json["data"]?.object?.keys ?? []).filter {
            $0 != reading.key && FluxReading.defaultKeys.contains($0)
        }
        for other in others {
            found(
                .warning,
                .unreadKey,
                "\(place): key \(reading.key) is read, and \(other) is not",
                advice: "remove it"
            )
        }
        if reference.kind == .secret, secret.label(Labels.fluxWatch) != "Enabled" {
            found(
                .note,
                .notWatched,
                "\(place) has no label \(Labels.fluxWatch): Enabled, so Flux notices new credentials at its next interval"
                    + " only"
            )
        }
        judgeConnection(reading.connection, place)
    }

    private mutating func judgeConnection(_ connection: ClusterConnection, _ place: String) {
        if let host = LoopbackAddress.host(of: connection.server) {
            found(.warning, .loopback, "\(place): server: Flux looks for \(host) in its controller's own pod")
        }
        if !connection.isEncrypted {
            found(.failure, .insecure, "\(place): server: is no https address, and no client logs in without TLS")
        } else if !connection.tls.verifiesServer {
            found(.warning, .insecure, "\(place): the server's certificate goes unchecked")
        } else if connection.tls.certificateAuthority == nil {
            found(
                .warning,
                .insecure,
                "\(place): there is no certificate authority, so Flux trusts those that its controller's image brings"
            )
        }
        switch connection.credentials {
        case .none where connection.tls.clientCertificate == nil:
            found(.failure, .anonymous, "\(place): there are no credentials, so Flux is anonymous")
        case .basic:
            found(.warning, .insecure, "\(place): Kubernetes takes no passwords since 1.19", advice: "use a token")
        case .none, .token, .tokenFile, .exec: break
        }
    }

    /// Judges how long what is logged in with, and trusted, is good.
    ///
    /// - Parameter warnBefore: in seconds.
    mutating func judgeEnds(of connection: ClusterConnection, at now: Date, warnBefore: TimeInterval) {
        let all = CredentialEnds(of: connection)
        ends = all.known
        for kind in all.unreadable {
            found(.failure, .unreadableCertificate, "\(reference.title): the \(kind.words) can't be read")
        }
        for end in all.known {
            let left = end.end.timeIntervalSince(now)
            let time = end.end.formatted(.iso8601)
            // Of several authorities one that is left still serves.
            let isOver = end.kind == .certificateAuthority ? all.lastAuthority.map { $0 <= now } ?? true : left <= 0
            if left <= 0 {
                found(
                    isOver ? .failure : .warning,
                    .ended,
                    isOver
                        ? "\(reference.title): the \(end.kind.words) ended \(time)"
                        : "\(reference.title): one of several certificate authorities ended \(time)",
                    advice: isOver ? Self.rotation(runCluster) : nil
                )
            } else if left < warnBefore {
                found(
                    .ending,
                    .endsSoon,
                    "\(reference.title): the \(end.kind.words) ends \(time)",
                    advice: Self.rotation(runCluster)
                )
            }
        }
    }

    private static func rotation(_ runCluster: String) -> String {
        "kubectl carvel-kubeconfig-secret rotate \(runCluster)"
    }
}
