import CarvelCore
import Foundation
import Subprocess
import YAMLDocument

@testable import Sandbox

/// A running API server with an administrator, and curl to talk to it.
struct TestCluster: Sendable {
    /// With what a request logs in.
    enum Credentials: Sendable, Hashable {
        case none
        /// A client certificate of a user whose files are in the folder.
        case certificate(String)
        case token(String)

        /// A member of `system:masters`.
        static let admin = Credentials.certificate("admin")
    }

    let server: APIServer
    var authority: CertificateAuthority { server.authority }
    /// Holds the certificates.
    let folder: URL

    /// Writes a user's certificate and key where requests find them.
    @discardableResult
    func addUser(_ name: String, groups: [String] = []) throws -> Credentials {
        let (certificate, key) = try server.clientCertificate(user: name, groups: groups)
        return try write(name, certificate: certificate, key: key)
    }

    func write(_ name: String, certificate: String, key: String) throws -> Credentials {
        try Data(certificate.utf8).write(to: folder.appending(path: "\(name).crt"))
        try Data(key.utf8).write(to: folder.appending(path: "\(name).key"))
        return .certificate(name)
    }

    // MARK: Requests

    /// Sends a request with a JSON body.
    @discardableResult
    func send(
        _ method: String,
        _ path: String,
        _ body: JSONValue? = nil,
        contentType: String = "application/json",
        headers: [String: String] = [:],
        as credentials: Credentials = .admin,
        options: [String] = []
    ) async throws -> CurlAnswer {
        var headers = headers
        if body != nil { headers["Content-Type"] = headers["Content-Type"] ?? contentType }
        return try await send(
            method,
            path,
            text: body.map { JSONWriter.bytes($0) },
            headers: headers,
            as: credentials,
            options: options
        )
    }

    /// Sends a request with a body of any kind.
    func send(
        _ method: String,
        _ path: String,
        text body: [UInt8]?,
        headers: [String: String],
        as credentials: Credentials,
        options: [String] = []
    ) async throws -> CurlAnswer {
        var arguments = curlArguments(path, headers: headers, credentials)
        arguments += ["--include", "--request", method] + options
        if let body {
            // From a file: curl may end without having read its standard input, which Subprocess does not bear.
            let file = folder.appending(path: "body-\(UUID().uuidString)")
            try Data(body).write(to: file)
            arguments += ["--data-binary", "@\(file.path)"]
        }
        let result = try await run(
            .name("curl"),
            arguments: Arguments(arguments),
            input: .none,
            output: .bytes(limit: 1 << 26),
            error: .discarded
        )
        return CurlAnswer(output: result.standardOutput, exitStatus: Self.exitStatus(result.terminationStatus))
    }

    /// Server-side apply in the name of the product.
    @discardableResult
    func apply(_ path: String, _ body: JSONValue, as credentials: Credentials = .admin) async throws -> CurlAnswer {
        try await send(
            "PATCH",
            "\(path)?fieldManager=carvel-deliver&force=true",
            body,
            contentType: "application/apply-patch+yaml",
            as: credentials
        )
    }

    func createNamespace(_ name: String) async throws {
        try await send("POST", "/api/v1/namespaces", ["metadata": ["name": .string(name)]])
    }

    /// The arguments with which curl asks for a path and prints the body alone.
    func curlArguments(_ path: String, headers: [String: String] = [:], _ credentials: Credentials) -> [String] {
        var arguments = [
            "--silent", "--no-buffer", "--max-time", "60", "--globoff", "--cacert", file("ca.crt"), "--header",
            "Expect:",
        ]
        switch credentials {
        case .none: break
        case .certificate(let name): arguments += ["--cert", file("\(name).crt"), "--key", file("\(name).key")]
        case .token(let token): arguments += ["--header", "Authorization: Bearer \(token)"]
        }
        for (name, value) in headers { arguments += ["--header", "\(name): \(value)"] }
        return arguments + [server.url + path]
    }

    func file(_ name: String) -> String { folder.appending(path: name).path }

    static func exitStatus(_ status: TerminationStatus) -> Int {
        switch status {
        case .exited(let code): Int(code)
        case .signaled(let signal): 128 + Int(signal)
        }
    }
}

/// Runs a test with a server of its own, which is stopped afterwards.
func withCluster(
    _ configuration: APIServer.Configuration = APIServer.Configuration(
        name: "test",
        flux: .v2_9,
        hasKappController: true
    ),
    _ body: (TestCluster) async throws -> Void
) async throws {
    let authority = try CertificateAuthority(name: "\(configuration.name)-ca")
    let server = try await APIServer.start(configuration, authority: authority)
    do {
        try await withCluster(server, body)
    } catch {
        await server.stop()
        throw error
    }
    await server.stop()
}

/// Runs a test with a server that is there already.
func withCluster(_ server: APIServer, _ body: (TestCluster) async throws -> Void) async throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "sandbox-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try Data(server.certificateAuthorityPEM.utf8).write(to: folder.appending(path: "ca.crt"))
    let cluster = TestCluster(server: server, folder: folder)
    try cluster.addUser("admin", groups: ["system:masters"])
    try await body(cluster)
}
