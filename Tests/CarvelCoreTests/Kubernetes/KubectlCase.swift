import CarvelCore
import FoundationEssentials
import Subprocess
import Testing
import YAMLDocument

/// Kubeconfig files in a folder of their own, to be read by the real kubectl and by ours.
struct KubectlCase: Sendable, CustomTestStringConvertible {
    var name: String
    /// Contents by file name.
    var files: [String: String]
    /// File names, as in KUBECONFIG.
    var list: [String]
    /// What `--context` says.
    var context: String?
    var testDescription: String { name }

    init(_ name: String, _ files: [String: String], list: [String] = ["config"], context: String? = nil) {
        self.name = name
        self.files = files
        self.list = list
        self.context = context
    }

    init(_ name: String, _ config: String, context: String? = nil) {
        self.init(name, ["config": config], context: context)
    }

    /// Runs a test with the files in place, and what `kubectl config view` of them prints, `nil` where it fails.
    func run(_ test: (_ kubectl: JSONValue?, _ host: Host) throws -> Void) async throws {
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
        let variable = list.map { "\(folder)/\($0)" }.joined(separator: ":")
        let result = try await Subprocess.run(
            .name("kubectl"),
            arguments: Arguments(
                ["config", "view", "--minify", "--flatten", "--raw", "-o", "json"]
                    + (context.map { ["--context", $0] } ?? [])
            ),
            environment: .inherit.updating(["KUBECONFIG": variable]),
            output: .string(limit: 1 << 20),
            error: .string(limit: 1 << 20)
        )
        let succeeded = result.terminationStatus == .exited(0)
        // A plain nil here would be the null of JSON.
        let view = succeeded ? try JSONReader.value(result.standardOutput) : JSONValue?.none
        var host = Host.inMemory(variables: ["KUBECONFIG": variable])
        host.files = .local
        try test(view, host)
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
