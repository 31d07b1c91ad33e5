import Glibc
import HTTPTransport

/// Certificates for one run of the tests, made with openssl.
struct TestCertificates: Sendable {
    /// Made once; every test that needs them fails with the reason where that is not possible.
    private static let made = Result {
        let certificates = try TestCertificates()
        atexit { TestCertificates.removeFolder() }
        return certificates
    }
    static var shared: TestCertificates { get throws { try made.get() } }

    private static let names = ["authority", "server", "named", "alice", "bob", "stranger"]

    let folder: String

    private init() throws {
        folder = try TestTools.temporaryFolder()
        try make("authority", "/CN=test authority", ["-x509"])
        try make("server", "/CN=server", signed + ["-addext", "subjectAltName=IP:127.0.0.1"])
        try make("named", "/CN=named", signed + ["-addext", "subjectAltName=DNS:api.cluster.test"])
        try make("alice", "/CN=alice", signed)
        try make("bob", "/CN=bob", signed)
        try make("stranger", "/CN=stranger", ["-x509"])
    }

    /// No key stays behind.
    private static func removeFolder() {
        guard case .success(let certificates) = made else { return }
        for name in names {
            for ending in [".key", ".crt"] { unlink(certificates.path(name + ending)) }
        }
        rmdir(certificates.folder)
    }

    private var signed: [String] {
        ["-x509", "-CA", path("authority.crt"), "-CAkey", path("authority.key")]
    }

    private func make(_ name: String, _ subject: String, _ arguments: [String]) throws {
        try TestTools.run(
            [
                "openssl", "req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
                "-subj", subject, "-keyout", path(name + ".key"), "-out", path(name + ".crt"),
            ] + arguments
        )
    }

    func path(_ file: String) -> String { folder + "/" + file }

    func pem(_ file: String) throws -> [UInt8] { try TestTools.read(path(file)) }

    /// Trust in the authority of the tests, as someone.
    func options(client: String? = nil, serverName: String? = nil) throws -> TLSOptions {
        TLSOptions(
            certificateAuthority: try pem("authority.crt"),
            clientCertificate: try client.map { try pem($0 + ".crt") },
            clientKey: try client.map { try pem($0 + ".key") },
            serverName: serverName
        )
    }
}

/// A TLS server, made with python3, that tells in four lines what it knows about the client.
final class TLSServer {
    enum ClientCertificates: String {
        case none, optional, required
    }

    /// What the server saw.
    struct Seen: Equatable {
        /// The how many-th connection it was.
        var connection: String
        /// The common name in the client's certificate.
        var client: String
        /// The name that the client asked for.
        var name: String
        /// The `Host` header.
        var host: String
    }

    let port: Int
    private let process: Process

    init(certificate: String = "server", clients: ClientCertificates = .none) throws {
        let certificates = try TestCertificates.shared
        process = try Process([
            "python3", "-c", Self.script, certificates.path(certificate + ".crt"),
            certificates.path(certificate + ".key"),
            certificates.path("authority.crt"), clients.rawValue,
        ])
        let line = process.readLine()
        guard let port = Int(line) else {
            throw HelperFailure(description: "python3 did not start the TLS server: \(line)\n\(process.readAll())")
        }
        self.port = port
    }

    deinit {
        process.closeInput()
        _ = process.wait()
    }

    var url: String { "https://127.0.0.1:\(port)/" }

    func seen(by client: CurlClient, _ tls: TLSOptions) async throws -> Seen {
        let lines = try await client.text(HTTPRequest(url: url, tls: tls)).split(
            separator: "\n",
            omittingEmptySubsequences: false
        )
        guard lines.count == 4 else { throw HelperFailure(description: "the TLS server answered: \(lines)") }
        return Seen(
            connection: String(lines[0]),
            client: String(lines[1]),
            name: String(lines[2]),
            host: String(lines[3])
        )
    }

    private static let script = """
        import itertools, os, socket, ssl, sys, threading

        certificate, key, authority, clients = sys.argv[1:5]
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, key)
        context.load_verify_locations(authority)
        context.verify_mode = {"none": ssl.CERT_NONE, "optional": ssl.CERT_OPTIONAL, "required": ssl.CERT_REQUIRED}[clients]
        asked = threading.local()

        def remember(connection, name, _):
            asked.name = name

        context.sni_callback = remember

        def shake_hands(connection):
            try:
                connection.do_handshake()
                return True
            except ssl.SSLError:
                # Closing with data unread would reset the connection, and so lose the alert that says why.
                socket.socket.shutdown(connection, socket.SHUT_WR)
                while socket.socket.recv(connection, 4096):
                    pass
                return False

        def serve(raw, number):
            asked.name = None
            try:
                with context.wrap_socket(raw, server_side=True, do_handshake_on_connect=False) as connection:
                    if not shake_hands(connection):
                        return
                    stream = connection.makefile("rwb")
                    while stream.readline():
                        host = ""
                        while header := stream.readline().decode().strip():
                            name, _, value = header.partition(":")
                            if name.lower() == "host":
                                host = value.strip()
                        subject = (connection.getpeercert() or {}).get("subject", ())
                        client = dict(part[0] for part in subject).get("commonName", "")
                        body = f"{number}\\n{client}\\n{asked.name or ''}\\n{host}"
                        stream.write(f"HTTP/1.1 200 OK\\r\\nContent-Length: {len(body)}\\r\\n\\r\\n{body}".encode())
                        stream.flush()
            except OSError:
                pass

        def end_with_parent():
            sys.stdin.read()
            os._exit(0)

        threading.Thread(target=end_with_parent, daemon=True).start()
        listener = socket.create_server(("127.0.0.1", 0), backlog=64)
        print(listener.getsockname()[1], flush=True)
        for number in itertools.count(1):
            threading.Thread(target=serve, args=(listener.accept()[0], number), daemon=True).start()
        """
}
