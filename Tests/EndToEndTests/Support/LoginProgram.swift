import CarvelCore
import FoundationEssentials
import HTTPTransport
import Sandbox
import Testing
import YAMLDocument

/// A credential plugin of a test, a small shell script beside a kubeconfig with a context `cloud`, which logs in to
/// staging by it.
struct LoginProgram: Sendable {
    let bench: Workbench
    /// The kubeconfig.
    let kubeconfig: String
    private static let folder = "cloud"

    /// - Parameters:
    ///   - command: what the kubeconfig calls it.
    ///   - more: further members of `user.exec`.
    init(_ bench: Workbench, command: String = "./login", _ more: [String: JSONValue] = [:]) throws {
        self.bench = bench
        let text = try String(contentsOf: URL(filePath: bench.clusters().kubeconfigPath), encoding: .utf8)
        var config = try #require(try YAMLReader.documents(text).first)
        var exec: JSONValue = [
            "apiVersion": "client.authentication.k8s.io/v1", "command": .string(command), "interactiveMode": "Never",
        ]
        for (name, value) in more { exec[name] = value }
        config["users"] = .array((config["users"]?.array ?? []) + [["name": "cloud", "user": ["exec": exec]]])
        config["contexts"] = .array(
            (config["contexts"]?.array ?? []) + [
                ["name": "cloud", "context": ["cluster": "staging", "user": "cloud"]]
            ]
        )
        kubeconfig = try bench.folder.write(YAMLWriter.string(config), to: "\(Self.folder)/config")
        try writeScript("cat \"$here/answer\"")
    }

    /// Makes the script tell of its call, and then do this.
    func writeScript(_ body: String) throws {
        let script = """
            #!/bin/sh
            here=$(dirname "$0")
            echo call >> "$here/calls"
            printf %s "$KUBERNETES_EXEC_INFO" > "$here/info"
            echo "logging in to the cloud" >&2
            \(body)

            """
        let path = try bench.folder.write(script, to: "\(Self.folder)/login")
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path)
    }

    /// What the script prints from now on.
    func answer(_ status: JSONValue) throws {
        let answer: JSONValue = [
            "kind": "ExecCredential", "apiVersion": "client.authentication.k8s.io/v1", "status": status,
        ]
        try bench.folder.write(String(decoding: JSONWriter.bytes(answer), as: UTF8.self), to: "\(Self.folder)/answer")
    }

    /// How often it was called.
    var calls: Int {
        get throws {
            guard FileManager.default.fileExists(atPath: "\(bench.folder.path)/\(Self.folder)/calls") else { return 0 }
            return try bench.folder.read("\(Self.folder)/calls").split(separator: "\n").count
        }
    }

    /// What it was last told of the cluster and the terminal.
    var info: JSONValue {
        get throws { try JSONReader.value(try bench.folder.read("\(Self.folder)/info")) }
    }

    /// The server that it logs in to.
    var server: APIServer {
        get throws { try #require(try bench.clusters().servers["staging"]) }
    }

    /// The clusters of the kubeconfig, for this process.
    func directory() throws -> ClusterDirectory {
        let host = Host(
            variables: bench.variables,
            currentDirectory: bench.folder.path,
            files: .local,
            http: CurlClient(),
            programs: .local(terminal: nil, messages: 2)
        )
        return ClusterDirectory(kubeconfig: try Kubeconfig.load(explicitPath: kubeconfig, host: host), host: host)
    }

    /// Runs the real kubectl in the context.
    func kubectl(_ arguments: String...) async throws -> CommandResult {
        try await bench.command(["kubectl", "--context", "cloud"] + arguments, with: ["KUBECONFIG": kubeconfig])
    }

    /// Runs a command of ours that writes to the cluster of the context.
    func createSecret() async throws -> CommandResult {
        try await bench.run(
            ["kubectl-carvel-kubeconfig-secret", "create", "prod", "--from-context", "staging"]
                + ["--context", "cloud", "-n", "default"],
            with: ["KUBECONFIG": kubeconfig]
        )
    }
}
