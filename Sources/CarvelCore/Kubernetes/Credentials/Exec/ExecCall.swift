import YAMLDocument

/// One run of a credential plugin.
struct ExecCall: Sendable {
    let plugin: ExecPlugin
    let host: Host
    /// Lets one program at a time talk with the user.
    let terminal: RequestGate

    /// Runs the plugin, and reads what it answers.
    ///
    /// - Throws: `CredentialError` with the plugin's place in the kubeconfig and what to do; never with its output.
    func answer() async throws(CredentialError) -> ExecAnswer {
        let isInteractive = try isInteractive
        let result = isInteractive ? try await runAtTerminal() : try await run(.nothing)
        guard result.ending == .status(0) else {
            throw error(
                "\(plugin.command) failed with \(result.ending); log in again if its messages say so, or correct the"
                    + " kubeconfig"
            )
        }
        do {
            return try ExecAnswer(result.output, version: plugin.version)
        } catch {
            throw self.error("\(plugin.command): \(error.message)")
        }
    }

    private var isInteractive: Bool {
        get throws(CredentialError) {
            switch plugin.interactiveMode {
            case .never: return false
            case .ifAvailable: return host.programs.hasTerminal
            case .always:
                guard host.programs.hasTerminal else {
                    throw error(
                        "interactiveMode is Always, and standard input is no terminal; run the command in a terminal, or"
                            + " choose a user who logs in without one"
                    )
                }
                return true
            }
        }
    }

    private func runAtTerminal() async throws(CredentialError) -> ProgramResult {
        guard await terminal.enter() else { throw error("the login was stopped") }
        let result: ProgramResult
        do {
            result = try await run(.terminal)
        } catch {
            await terminal.leave()
            throw error
        }
        await terminal.leave()
        return result
    }

    private func run(_ input: ProgramCall.Input) async throws(CredentialError) -> ProgramResult {
        var variables = host.variables.merging(plugin.variables) { _, own in own }
        variables["KUBERNETES_EXEC_INFO"] = request(isInteractive: input == .terminal)
        let call = ProgramCall(
            plugin.command,
            searchPath: host.variables["PATH"] ?? "",
            arguments: plugin.arguments,
            variables: variables,
            input: input
        )
        do {
            return try await host.programs.run(call)
        } catch {
            throw self.error(explanation(of: error))
        }
    }

    private func explanation(of error: ProgramError) -> String {
        guard error.reason == .notFound else { return error.description }
        let hint = plugin.installHint.map { "\n\($0)" } ?? ""
        return "command: \(error); install it, or correct the command\(hint)"
    }

    /// What the plugin is told: an `ExecCredential` with a spec.
    private func request(isInteractive: Bool) -> String {
        var spec: JSONValue = [:]
        spec["cluster"] = plugin.cluster
        spec["interactive"] = .bool(isInteractive)
        let request: JSONValue = [
            "kind": "ExecCredential", "apiVersion": .string(plugin.version.rawValue), "spec": spec,
        ]
        return String(decoding: JSONWriter.bytes(request), as: UTF8.self)
    }

    private func error(_ message: String) -> CredentialError {
        CredentialError("\(plugin.place): \(message)")
    }
}
