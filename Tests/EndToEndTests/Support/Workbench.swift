import FoundationEssentials
import Sandbox
import Subprocess
import Testing

#if canImport(System)
    import System
#else
    import SystemPackage
#endif

/// A sandbox, and a user's machine beside it: a home, a folder for temporary files, a checkout of the repository, and
/// the plugins on the path. All of it is the test's own.
struct Workbench: Sendable {
    let folder: TestFolder
    /// `nil` where a test needs no clusters.
    let plane: ControlPlane?
    /// The environment of commands, and all of it.
    var variables: [String: String]

    /// Where the user works, inside of `folder`.
    static let checkout = "checkout"
    /// What must be empty after each of our commands, inside of `folder`.
    static let mustStayEmpty = ["home", "temporary"]

    /// Sets up a workbench without clusters.
    static func withoutClusters<Result>(_ body: (Workbench) async throws -> Result) async throws -> Result {
        try await TestFolder.with { try await body(Workbench(folder: $0, plane: nil)) }
    }

    /// Sets up a workbench, and clears it away again.
    static func with<Result>(
        _ change: (inout ControlPlane.Configuration) -> Void = { _ in },
        _ body: (Workbench) async throws -> Result
    ) async throws -> Result {
        try await TestFolder.with { folder in
            var configuration = ControlPlane.Configuration()
            configuration.runClusters = ["staging"]
            configuration.retryInterval = .milliseconds(500)
            configuration.stateDirectory = "\(folder.path)/sandbox"
            change(&configuration)
            let plane = try await ControlPlane.start(configuration)
            let result: Result
            do {
                result = try await body(try await Workbench(folder: folder, plane: plane))
            } catch {
                try await plane.stop()
                throw error
            }
            try await plane.stop()
            return result
        }
    }

    private init(folder: TestFolder, plane: ControlPlane?) async throws {
        self.folder = folder
        self.plane = plane
        let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
        variables = [
            "PATH": "\(folder.path)/plugins:\(path)",
            "HOME": try folder.subfolder("home"),
            "TMPDIR": try folder.subfolder("temporary"),
            // Where what was fetched of the repository is kept.
            "XDG_CACHE_HOME": try folder.subfolder("cache"),
            // Where kubectl itself keeps what it has found out about servers.
            "KUBECACHEDIR": try folder.subfolder("kubectl"),
            "LC_ALL": "C.UTF-8",
        ]
        if let plane {
            variables["KUBECONFIG"] = plane.kubeconfigPath
            variables["CARVEL_GIT_USERNAME"] = plane.gitUsername
            variables["CARVEL_GIT_PASSWORD"] = plane.gitPassword
        }
        _ = try folder.subfolder(Self.checkout)
        let links = [Product.path("scripts/link-plugins"), try Product.executables(), "\(folder.path)/plugins"]
        let linked = try await command(links)
        try #require(linked.status == 0, "\(linked.testDescription)")
    }

    /// The control plane, where the test has asked for one.
    func clusters() throws -> ControlPlane {
        try #require(plane)
    }

    /// Where the control plane's repository is.
    var repositoryURL: String {
        get throws { try clusters().repositoryURL }
    }
}

// MARK: Commands

extension Workbench {
    /// The environment of commands, with some variables beside, or instead of, the usual ones.
    func environment(with extra: [String: String] = [:]) -> Environment {
        let all = variables.merging(extra) { $1 }.map { (Environment.Key(stringLiteral: $0), $1) }
        return .custom(Dictionary(uniqueKeysWithValues: all))
    }

    /// Runs a command to its end, or fails where that takes too long.
    ///
    /// - Parameters:
    ///   - place: where it runs, inside of the workbench's folder.
    ///   - extra: environment variables beside, or instead of, the usual ones.
    func command(
        _ words: [String],
        in place: String = Workbench.checkout,
        with extra: [String: String] = [:],
        within deadline: Duration = .seconds(60)
    ) async throws -> CommandResult {
        let environment = environment(with: extra)
        let name = try #require(words.first)
        let folder = FilePath("\(folder.path)/\(place)")
        return try await withDeadline(deadline, of: words.joined(separator: " ")) {
            let result = try await Subprocess.run(
                name.hasPrefix("/") ? .path(FilePath(name)) : .name(name),
                arguments: Arguments(Array(words.dropFirst())),
                environment: environment,
                workingDirectory: folder,
                platformOptions: .ownSession,
                output: .string(limit: 1 << 24),
                error: .string(limit: 1 << 24)
            )
            return CommandResult(
                command: words,
                status: result.terminationStatus.shellStatus,
                output: result.standardOutput,
                errors: result.standardError
            )
        }
    }

    /// Runs one of our commands, and expects what must hold of each of them whatever comes of it: nothing is left in
    /// the home or among the temporary files, the password stays out of the output, and a pipe gets no escape codes.
    func run(
        _ words: [String],
        in place: String = Workbench.checkout,
        with extra: [String: String] = [:],
        sourceLocation: SourceLocation = #_sourceLocation
    ) async throws -> CommandResult {
        let result = try await command(words, in: place, with: extra)
        for name in Self.mustStayEmpty {
            let left = try folder.contents(name)
            #expect(left.isEmpty, "\(name) after \(words)", sourceLocation: sourceLocation)
        }
        if let password = variables["CARVEL_GIT_PASSWORD"] {
            #expect(!result.text.contains(password), "\(result.testDescription)", sourceLocation: sourceLocation)
        }
        #expect(!result.text.contains("\u{1B}"), "\(result.testDescription)", sourceLocation: sourceLocation)
        return result
    }

    /// Runs `kubectl carvel-deliver`, the plugin itself.
    func deliver(
        _ arguments: String...,
        with extra: [String: String] = [:],
        sourceLocation: SourceLocation = #_sourceLocation
    ) async throws -> CommandResult {
        try await run(["kubectl-carvel-deliver"] + arguments, with: extra, sourceLocation: sourceLocation)
    }

    /// Runs `kubectl carvel-verify`, the plugin itself.
    func verify(
        _ arguments: String...,
        with extra: [String: String] = [:],
        sourceLocation: SourceLocation = #_sourceLocation
    ) async throws -> CommandResult {
        try await run(["kubectl-carvel-verify"] + arguments, with: extra, sourceLocation: sourceLocation)
    }

    /// Runs the real kubectl, and requires success.
    @discardableResult
    func kubectl(
        _ arguments: String...,
        sourceLocation: SourceLocation = #_sourceLocation
    ) async throws -> String {
        let result = try await command(["kubectl"] + arguments)
        try #require(result.status == 0, "\(result.testDescription)", sourceLocation: sourceLocation)
        return result.output
    }
}
