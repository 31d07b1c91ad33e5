import FoundationEssentials
import Sandbox

/// The folder of a real API server: its certificates and keys, etcd's data, and the script that runs both programs.
struct KubernetesFiles: Sendable {
    /// A file that is there once the API server has ended by itself.
    private static let endMark = "ended"

    let path: String
    let authority: CertificateAuthority

    /// Makes the folder, for this user alone.
    ///
    /// - Throws: What the file system or the certificate library says.
    init() throws {
        let name = "carvel-kubernetes-\(UUID().uuidString.lowercased())"
        path = FileManager.default.temporaryDirectory.appending(path: name).path()
        authority = try CertificateAuthority(name: "kubernetes-test-ca")
        try FileManager.default.createDirectory(
            atPath: path,
            withIntermediateDirectories: false,
            attributes: [.posixPermissions: 0o700]
        )
        let server = try authority.serverCertificate(
            names: ["localhost", "kubernetes", "kubernetes.default", "kubernetes.default.svc"],
            addresses: [[127, 0, 0, 1], [10, 0, 0, 1]]
        )
        let accounts = try authority.serverCertificate(names: ["service-accounts"], addresses: [])
        try write(authority.certificatePEM, to: "ca.crt")
        try write(server.certificatePEM, to: "server.crt")
        try write(server.keyPEM, to: "server.key")
        // A certificate is one of the forms in which the server takes the key that tokens are checked with.
        try write(accounts.certificatePEM, to: "accounts.crt")
        try write(accounts.keyPEM, to: "accounts.key")
    }

    func file(_ name: String) -> String { "\(path)/\(name)" }

    func write(_ text: String, to name: String) throws {
        try Data(text.utf8).write(to: URL(filePath: file(name)))
    }

    /// The end of what a program has said.
    func endOfLog(_ name: String) -> String {
        let data = (try? Data(contentsOf: URL(filePath: file(name)))) ?? Data()
        return String(decoding: data.suffix(2_000), as: UTF8.self)
    }

    var tellOfEnd: Bool { FileManager.default.fileExists(atPath: file(Self.endMark)) }

    func remove() throws {
        guard FileManager.default.fileExists(atPath: path) else { return }
        try FileManager.default.removeItem(atPath: path)
    }

    // MARK: Programs

    /// A shell script that runs etcd and the API server until its input ends, and leaves nothing behind.
    ///
    /// Whoever holds the other end of the input may die in any way: the system closes it.
    func script(_ assets: KubernetesAssets, etcdPort: Int, port: Int) -> String {
        func words(_ words: [String]) -> String {
            words.map { "'\($0.replacing("'", with: "'\\''"))'" }.joined(separator: " ")
        }
        return """
            exec 3<&0
            \(words([assets.etcd] + etcdArguments(port: etcdPort))) >\(words([file("etcd.log")])) 2>&1 </dev/null &
            etcd=$!
            \(words([assets.apiServer] + apiServerArguments(etcdPort: etcdPort, port: port))) \
            >\(words([file("apiserver.log")])) 2>&1 </dev/null &
            apiserver=$!
            (read -r _ <&3; kill -KILL "$etcd" "$apiserver" 2>/dev/null) >/dev/null 2>&1 &
            wait "$apiserver"
            status=$?
            kill -KILL "$etcd" 2>/dev/null
            wait "$etcd"
            # Whoever has started a server that ends by itself will want to read why.
            if [ "$status" -gt 128 ]; then rm -rf \(words([path])); else : >\(words([file(Self.endMark)])); fi
            """
    }

    private func etcdArguments(port: Int) -> [String] {
        let url = "http://127.0.0.1:\(port)"
        return [
            "--data-dir=\(file("etcd"))", "--listen-client-urls=\(url)", "--advertise-client-urls=\(url)",
            "--listen-peer-urls=http://127.0.0.1:0", "--unsafe-no-fsync=true",
        ]
    }

    /// Flags that each kube-apiserver since 1.28 takes.
    private func apiServerArguments(etcdPort: Int, port: Int) -> [String] {
        [
            "--advertise-address=127.0.0.1", "--bind-address=127.0.0.1", "--secure-port=\(port)",
            "--etcd-servers=http://127.0.0.1:\(etcdPort)", "--service-cluster-ip-range=10.0.0.0/24",
            "--authorization-mode=RBAC", "--disable-admission-plugins=ServiceAccount",
            "--cert-dir=\(path)", "--tls-cert-file=\(file("server.crt"))",
            "--tls-private-key-file=\(file("server.key"))", "--client-ca-file=\(file("ca.crt"))",
            "--service-account-issuer=https://kubernetes.default.svc",
            "--service-account-key-file=\(file("accounts.crt"))",
            "--service-account-signing-key-file=\(file("accounts.key"))",
        ]
    }
}
