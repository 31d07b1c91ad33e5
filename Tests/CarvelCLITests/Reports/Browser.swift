import FoundationEssentials
import Subprocess
import Testing

#if canImport(System)
    import System
#else
    import SystemPackage
#endif

/// A real browser without a window, where this machine has one.
struct Browser: Sendable {
    private let program: String

    /// The one of this machine; `scripts/setup --browser` installs it.
    static let installed: Browser? = {
        let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
        let names = ["chromium", "chromium-browser", "google-chrome"]
        let paths = names.flatMap { name in folders.map { "\($0)/\(name)" } }
        return paths.first { FileManager.default.isExecutableFile(atPath: $0) }.map(Browser.init)
    }()

    /// How a page is looked at.
    struct View: Sendable, CustomTestStringConvertible {
        var width: Int
        var isDark: Bool

        var testDescription: String { "\(width) pixels, \(isDark ? "dark" : "light")" }
    }

    /// Opens a page, lets it run, and gives what became of it.
    ///
    /// - Parameter screenshot: where to put a picture of it.
    func open(_ page: String, _ view: View, screenshot: String? = nil) async throws -> String {
        let folder = FileManager.default.temporaryDirectory.appending(path: "carvel-page-\(UUID().uuidString)").path()
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try Data(page.utf8).write(to: URL(filePath: "\(folder)/page.html"))
        let result = try await Subprocess.run(
            .path(FilePath(program)),
            arguments: Arguments(
                [
                    "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
                    "--hide-scrollbars", "--user-data-dir=\(folder)/profile", "--window-size=\(view.width),900",
                    "--blink-settings=preferredColorScheme=\(view.isDark ? 0 : 1)",
                ] + (screenshot.map { ["--screenshot=\($0)"] } ?? ["--dump-dom"]) + ["file://\(folder)/page.html"]
            ),
            environment: .inherit.updating(["HOME": folder]),
            output: .string(limit: 1 << 24),
            error: .string(limit: 1 << 24)
        )
        try #require(result.terminationStatus.isSuccess, "\(result.standardError)")
        return result.standardOutput
    }
}
