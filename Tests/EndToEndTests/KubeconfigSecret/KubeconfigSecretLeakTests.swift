import CarvelCore
import FoundationEssentials
import OrderedCollections
import Sandbox
import Synchronization
import Testing
import YAMLDocument

@Suite("No token of a kubeconfig Secret shows where it should not")
struct KubeconfigSecretLeakTests {
    /// What processes on the machine show of themselves: command lines, and the environments of ours.
    private final class ProcessWatch: Sendable {
        private let seen = Mutex<Set<String>>([])
        private let task = Mutex<Task<Void, Never>?>(nil)

        func start() {
            let task = Task {
                while !Task.isCancelled {
                    look()
                    try? await Task.sleep(for: .milliseconds(5))
                }
            }
            self.task.withLock { $0 = task }
        }

        func stop() -> Set<String> {
            task.withLock { $0?.cancel() }
            return seen.withLock { $0 }
        }

        private func look() {
            let processes = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
            for process in processes where Int(process) != nil {
                for file in ["cmdline", "environ"] {
                    // A process may have ended meanwhile, or be another user's.
                    guard let bytes = try? FileSystem.local.read("/proc/\(process)/\(file)") else { continue }
                    let text = String(decoding: bytes, as: UTF8.self)
                    guard file == "cmdline" || text.contains("KUBECACHEDIR") else { continue }
                    seen.withLock { _ = $0.insert(text) }
                }
            }
        }
    }

    /// The parts of a token that give it away, in every form in which they might show.
    private static func forms(_ token: String) -> [String] {
        let signature = String(token.split(separator: ".").last ?? "").prefix(40)
        var forms = [String(signature)]
        for offset in 0..<3 {
            forms.append(String(Base64.encode(token.utf8.dropFirst(offset + 60)).dropFirst(4).prefix(60)))
        }
        return forms
    }

    /// All tokens that the Secrets of both clusters hold.
    private func tokens(_ bench: Workbench) async throws -> Set<String> {
        var tokens: Set<String> = []
        for cluster in ["build", "staging"] {
            let secrets = try JSONReader.value(
                try await bench.kubectl("--context", cluster, "-n", "shop", "get", "secrets", "-o", "json")
            )
            for data in secrets["items"]?.array?.compactMap({ $0["data"]?.object }) ?? [] {
                for value in data.values {
                    let text = String(decoding: value.string.flatMap(Base64.decode) ?? [], as: UTF8.self)
                    if text.hasPrefix("ey") { tokens.insert(text) }
                    let users = try? YAMLReader.document(text)["users"]?.array
                    tokens.formUnion((users ?? []).compactMap { $0[path: "user", "token"]?.string })
                }
            }
        }
        return tokens
    }

    @Test("Not in output, errors, -v 9, command lines, environments, or files; where it belongs, it is found")
    func leaks() async throws {
        try await Workbench.with { bench in
            try await bench.complete()
            let watch = ProcessWatch()
            watch.start()
            var found: Set<String> = []
            var results: [CommandResult] = []
            let commands = [
                ["create", "staging", "--service-account", "shop/flux"],
                ["create", "staging", "--service-account", "shop/flux", "--long-lived", "--force-conflicts"],
                ["rotate", "--all"], ["rotate", "--all", "--duration", "2h"],
                ["rotate", "staging", "--as", "nobody"],
                ["check"], ["check", "-o", "json"], ["check", "--as", "nobody"], ["list", "-o", "yaml"],
                ["view", "staging"], ["delete", "staging"], ["delete", "staging", "--force"],
            ]
            for command in commands {
                for level in ["0", "9"] where level == "9" || command.first != "delete" {
                    found.formUnion(try await tokens(bench))
                    results.append(
                        try await bench.run(["kubectl-carvel-kubeconfig-secret"] + command + ["-v", level])
                    )
                }
            }
            let processes = watch.stop()
            #expect(found.count >= 4)
            #expect(processes.contains { $0.contains("kubectl-carvel-kubeconfig-secret") })
            #expect(processes.contains { $0.contains("KUBECACHEDIR") })
            for form in found.flatMap(Self.forms) {
                for result in results { #expect(!result.text.contains(form), "\(result.command)") }
                #expect(!processes.contains { $0.contains(form) })
            }
            #expect(results.contains { $0.text.contains("TokenRequest") })
            #expect(try bench.folder.contents("temporary").isEmpty)
            #expect(try bench.folder.contents("home").isEmpty)
        }
    }
}
