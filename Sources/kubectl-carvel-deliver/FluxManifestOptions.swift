import ArgumentParser
import CarvelCLI
import CarvelCore

/// Which Flux is installed.
struct FluxManifestOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp("The install manifest of a release, a file.", valueName: "file"),
        completion: .file(extensions: ["yaml", "yml"])
    )
    var manifests: String?

    @Option(
        help: ArgumentHelp(
            "The release: without --manifests it is downloaded, and checked by its checksum.",
            valueName: "version"
        )
    )
    var fluxVersion: String?

    @Option(
        help: ArgumentHelp("Where releases are published, such as a mirror.", valueName: "url")
    )
    var releasesUrl = FluxDownload.usualBase

    @Option(
        help: ArgumentHelp(
            "The controllers; by default source, kustomize, helm and notification; may be repeated.",
            valueName: "name,…"
        )
    )
    var components: [NameList] = []

    func validate() throws {
        if manifests == nil, fluxVersion == nil {
            throw ValidationError(
                "there is no Flux to install; give --flux-version, or its install.yaml as --manifests"
            )
        }
    }

    /// The manifest, from its file or from where it is published.
    func manifest(host: Host) async throws -> FluxManifest {
        guard let manifests else {
            return try await FluxDownload(from: releasesUrl, host: host).manifest(version: fluxVersion ?? "")
        }
        let text = try host.files.readText(host.absolutePath(manifests))
        return try FluxManifest(text, file: manifests, version: fluxVersion)
    }
}
