import CarvelCore
import FoundationEssentials
import Subprocess
import Testing
import YAMLDocument

#if canImport(System)
    import System
#else
    import SystemPackage
#endif

/// Kubeconfig files in a folder of their own, to be read by the real kubectl and by ours.
struct KubectlCase: Sendable, CustomTestStringConvertible {
    var name: String
    /// Contents by file name.
    var files: [String: String]
    /// File names, as in KUBECONFIG.
    var list: [String]
    /// What `--context` says.
    var context: String?
    /// Other flags, by their names without the dashes.
    var flags: [String: String] = [:]
    var testDescription: String { name }

    init(
        _ name: String,
        _ files: [String: String],
        list: [String] = ["config"],
        context: String? = nil,
        flags: [String: String] = [:]
    ) {
        self.name = name
        self.files = files
        self.list = list
        self.context = context
        self.flags = flags
    }

    init(_ name: String, _ config: String, context: String? = nil, flags: [String: String] = [:]) {
        self.init(name, ["config": config], context: context, flags: flags)
    }

    /// What the flags mean to us.
    var overrides: ConnectionOverrides {
        ConnectionOverrides(
            context: context,
            cluster: flags["cluster"],
            user: flags["user"],
            namespace: flags["namespace"],
            server: flags["server"],
            token: flags["token"],
            certificateAuthority: flags["certificate-authority"],
            clientCertificate: flags["client-certificate"],
            clientKey: flags["client-key"],
            tlsServerName: flags["tls-server-name"],
            skipsTLSVerification: flags["insecure-skip-tls-verify"].map { $0 == "true" },
            impersonate: flags["as"],
            impersonateUID: flags["as-uid"],
            impersonateGroups: flags["as-group"].map { [$0] } ?? []
        )
    }

    /// Runs a test with the files in place, and what `kubectl config view` of them prints, `nil` where it fails.
    func run(_ test: (_ kubectl: JSONValue?, _ host: Host) throws -> Void) async throws {
        try await inFolder { host in
            let words = ["config", "view", "--minify", "--flatten", "--raw", "-o", "json"]
            let result = try await kubectl(words + (context.map { ["--context", $0] } ?? []), host)
            // A plain nil here would be the null of JSON.
            let view = result.status == .exited(0) ? try JSONReader.value(result.output) : JSONValue?.none
            try test(view, host)
        }
    }

    /// Runs a test with the files in place, and the request that kubectl sends with the flags.
    func connect(_ test: (_ kubectl: KubectlRequest?, _ host: Host) throws -> Void) async throws {
        try await inFolder { host in
            let flags = flags.map { "--\($0)=\($1)" } + (context.map { ["--context=\($0)"] } ?? [])
            let result = try await kubectl(["get", "--raw", "/", "-v=9"] + flags, host)
            try test(KubectlRequest.inLog(result.errors), host)
        }
    }

    /// Puts the files into a folder, which is the current one too.
    private func inFolder(_ body: (_ host: Host) async throws -> Void) async throws {
        let folder = FileManager.default.temporaryDirectory.path() + "/kubeconfig-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: folder) }
        for (file, text) in files {
            let path = URL(filePath: folder).appending(path: file)
            try FileManager.default.createDirectory(
                at: path.deletingLastPathComponent(),
                withIntermediateDirectories: true
            )
            try Data(text.utf8).write(to: path)
        }
        let variables = ["KUBECONFIG": list.map { "\(folder)/\($0)" }.joined(separator: ":")]
        var host = Host.inMemory(variables: variables, currentDirectory: folder)
        host.files = .local
        try await body(host)
    }

    private func kubectl(
        _ words: [String],
        _ host: Host
    ) async throws -> (status: TerminationStatus, output: String, errors: String) {
        var variables: [Environment.Key: String?] = [:]
        for (name, value) in host.variables { variables[Environment.Key(stringLiteral: name)] = value }
        // A proxy of this machine's is not part of the comparison.
        for name in ["HTTPS_PROXY", "HTTP_PROXY", "https_proxy", "http_proxy"] {
            variables[Environment.Key(stringLiteral: name)] = .some(nil)
        }
        let result = try await Subprocess.run(
            .name("kubectl"),
            arguments: Arguments(words),
            environment: .inherit.updating(variables),
            workingDirectory: FilePath(host.currentDirectory),
            output: .string(limit: 1 << 20),
            error: .string(limit: 1 << 20)
        )
        return (result.terminationStatus, result.standardOutput, result.standardError)
    }

    /// Whether there is a kubectl to compare with.
    static func hasKubectl() async -> Bool {
        let result = try? await Subprocess.run(
            .name("kubectl"),
            arguments: ["config", "view", "--help"],
            output: .discarded,
            error: .discarded
        )
        return result?.terminationStatus == .exited(0)
    }
}

extension JSONValue {
    /// The only element of a list of named entries, as in a minified kubeconfig.
    func onlyEntry(_ list: String, _ kind: String) -> JSONValue {
        self[list]?.array?.first?[kind] ?? [:]
    }
}
