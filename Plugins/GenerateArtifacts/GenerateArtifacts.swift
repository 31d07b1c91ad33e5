import Foundation
import PackagePlugin

/// `swift package generate-artifacts`: writes the manual pages from what the commands say of themselves.
///
/// With `--check` it writes nothing, and fails where a page is not as it would be written.
@main
struct GenerateArtifacts: CommandPlugin {
    private static let tools = [
        (name: "kubectl-carvel-deliver", readsDelivery: true),
        (name: "kubectl-carvel-verify", readsDelivery: true),
        (name: "kubectl-carvel-kubeconfig-secret", readsDelivery: false),
    ]

    func performCommand(context: PluginContext, arguments: [String]) throws {
        guard arguments.isEmpty || arguments == ["--check"] else {
            throw ArtifactError(
                "unknown arguments: \(arguments.joined(separator: " ")); expected none, or --check to write nothing"
            )
        }
        let folder = ArtifactFolder(
            url: context.package.directoryURL.appending(path: "man/man1"),
            name: "man/man1",
            wanted: try manPages(context)
        )
        let difference = try folder.difference()
        if arguments.isEmpty {
            try folder.update(difference)
            for file in difference.changed { print("wrote \(folder.name)/\(file)") }
            for file in difference.abandoned { print("removed \(folder.name)/\(file)") }
        } else if !difference.files.isEmpty {
            let files = difference.files.map { "\(folder.name)/\($0)" }.joined(separator: ", ")
            throw ArtifactError(
                "not up to date: \(files); run: swift package --allow-writing-to-package-directory generate-artifacts"
            )
        }
    }

    private func manPages(_ context: PluginContext) throws -> [String: String] {
        var pages: [String: String] = [:]
        for tool in Self.tools {
            let json = try run(try context.tool(named: tool.name).url, ["--experimental-dump-help"])
            let command = try CommandTree.read(json, from: tool.name).command
            let surroundings = ManPage.Context(
                plugins: Self.tools.map(\.name),
                readsDelivery: tool.readsDelivery
            )
            pages.merge(try ManPage.all(command, surroundings)) { _, new in new }
        }
        return pages
    }

    /// What an executable prints. What it says on stderr goes to that of the plugin.
    private func run(_ executable: URL, _ arguments: [String]) throws -> Data {
        let process = Process()
        let output = Pipe()
        process.executableURL = executable
        process.arguments = arguments
        process.standardOutput = output
        try process.run()
        let data = try output.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        guard process.terminationReason == .exit, process.terminationStatus == 0 else {
            throw ArtifactError(
                "\(executable.lastPathComponent) \(arguments.joined(separator: " "))"
                    + " ended with \(process.terminationStatus)"
            )
        }
        return data
    }
}
