import ArgumentParser
import Sandbox

struct InstallManifestCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "install-manifest",
        abstract: "Print an install manifest of Flux for a sandbox without it.",
        discussion: """
            It is small, but shaped as the real one, and brings what the sandbox stands
            in for.

            EXAMPLES:
              carvel-sandbox install-manifest >install.yaml
              carvel-sandbox run --flux none -- bash
              kubectl carvel-deliver bootstrap --manifests install.yaml \\
                --flux-version v2.9.0 --path clusters/dev --context build \\
                --url "$CARVEL_SANDBOX_REPOSITORY"
            """
    )

    @Option(help: ArgumentHelp("The release.", valueName: "release"))
    var flux = FluxRelease.v2_9

    @Option(help: ArgumentHelp("The tag of all images; \"missing\" for none that can be pulled.", valueName: "tag"))
    var tag = "v1.0.0"

    func run() throws {
        print(try FluxInstallManifest(flux, tag: tag).text(), terminator: "")
    }
}
