import Foundation
import PackagePlugin

/// `swift package generate-artifacts`: writes the manual pages from what the commands say of themselves, and the
/// completion files of the shells.
///
/// With `--check` it writes nothing, and fails where a file is not as it would be written.
@main
struct GenerateArtifacts: CommandPlugin {
    func performCommand(context: PluginContext, arguments: [String]) throws {
        guard arguments.isEmpty || arguments == ["--check"] else {
            throw ArtifactError(
                "unknown arguments: \(arguments.joined(separator: " ")); expected none, or --check to write nothing"
            )
        }
        let names = ProgramNames(context)
        let files = try manPages(names).merging(completionScripts(names)) { _, new in new }
        let folders = ArtifactFolder.folders(of: files, in: context.package.directoryURL)
        let differences = try folders.map { (folder: $0, difference: try $0.difference()) }
        if arguments.isEmpty {
            for (folder, difference) in differences {
                try folder.update(difference)
                for file in difference.changed { print("wrote \(folder.path(file))") }
                for file in difference.abandoned { print("removed \(folder.path(file))") }
            }
            return
        }
        let stale = differences.flatMap { folder, difference in
            (difference.changed + difference.abandoned).map { folder.path($0) }
        }
        guard stale.isEmpty else {
            throw ArtifactError(
                "not up to date: \(stale.sorted().joined(separator: ", "));"
                    + " run: swift package --allow-writing-to-package-directory generate-artifacts"
            )
        }
    }

    private func manPages(_ names: ProgramNames) throws -> [String: String] {
        let programs = try names.programs()
        var pages: [String: String] = [:]
        for program in programs {
            let json = try run(try executable(program), ["--experimental-dump-help"])
            let command = try CommandTree.read(json, from: program).command
            pages.merge(try ManPage.all(command, ManPage.Context(programs: programs))) { _, new in new }
        }
        return Dictionary(uniqueKeysWithValues: pages.map { ("man/man1/\($0)", $1) })
    }

    /// Builds a program where it is not up to date.
    private func executable(_ name: String) throws -> URL {
        let result = try packageManager.build(.product(name), parameters: .init())
        let found = result.builtArtifacts.first { $0.kind == .executable && $0.url.lastPathComponent == name }
        guard result.succeeded, let found else {
            throw ArtifactError("\(name) could not be built:\n\(result.logText)")
        }
        return found.url
    }

    private func completionScripts(_ names: ProgramNames) throws -> [String: String] {
        var files: [String: String] = [:]
        for program in try names.programs() {
            let script = CompletionScript(program: program, names: try names.names(of: program))
            for (path, text) in script.files { files["completions/\(path)"] = text }
        }
        return files
    }
}
