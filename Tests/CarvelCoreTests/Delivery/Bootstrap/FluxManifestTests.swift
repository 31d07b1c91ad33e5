import Testing
import YAMLDocument

@testable import CarvelCore

@Suite("Flux's install manifest")
struct FluxManifestTests {
    @Test("The usual controllers are taken, in the release's own words, marked with the release")
    func usual() throws {
        let manifest = try SampleFlux.manifest().choosing(nil, namespace: "flux-system")
        #expect(manifest.components == ["helm-controller", "kustomize-controller", "source-controller"])
        #expect(
            manifest.yaml.hasPrefix(
                """
                ---
                \(FluxManifest.notice)
                # Flux Version: v2.9.0
                # Components: helm-controller,kustomize-controller,source-controller
                apiVersion: v1
                kind: Namespace
                metadata:
                  labels:
                    app.kubernetes.io/part-of: flux
                    app.kubernetes.io/version: v2.9.0
                  name: flux-system
                ---
                apiVersion: apiextensions.k8s.io/v1

                """
            )
        )
        let deployment = try #require(manifest.objects.first { $0.kind == "Deployment" })
        #expect(deployment.label("app.kubernetes.io/version") == "v2.9.0")
        let labels = deployment.spec?[path: "template", "metadata", "labels"]
        #expect(labels?["app.kubernetes.io/version"] == "v2.9.0")
        // There is no notification-controller that could hear of events.
        #expect(manifest.yaml.contains("    - --events-addr=\n"))
    }

    @Test("What was written is read again as the same")
    func again() throws {
        let manifest = try SampleFlux.manifest().choosing(nil, namespace: "flux-system")
        let read = try FluxManifest(manifest.yaml, file: "gotk-components.yaml")
        #expect(read.version == "v2.9.0")
        #expect(try read.choosing(nil, namespace: "flux-system").yaml == manifest.yaml)
    }

    @Test("Another namespace takes the place of the usual one, but not in what a definition explains")
    func namespace() throws {
        let manifest = try SampleFlux.manifest().choosing(nil, namespace: "gitops")
        #expect(manifest.objects.compactMap(\.namespace).allSatisfy { $0 == "gitops" })
        #expect(manifest.objects[0].name == "gitops")
        let definition = try #require(manifest.objects.first { $0.kind == "CustomResourceDefinition" })
        #expect(definition.label("app.kubernetes.io/instance") == "gitops")
        #expect(definition.spec?["description"] == "Usually in flux-system.")
    }

    @Test("Controllers that are not there, or without which nothing works, are refused")
    func refusals() throws {
        let manifest = try SampleFlux.manifest()
        let unknown = #expect(throws: DeliveryError.self) {
            try manifest.choosing(["source-controller", "kustomise-controller"], namespace: "flux-system")
        }
        #expect(unknown?.hint == "did you mean \"kustomize-controller\"?")
        let missing = #expect(throws: DeliveryError.self) {
            try manifest.choosing(["source-controller"], namespace: "flux-system")
        }
        #expect(missing?.message.hasPrefix("kustomize-controller is not among the controllers") == true)
    }

    @Test("What is no install manifest is refused, with the file")
    func otherFiles() {
        let other = #expect(throws: DeliveryError.self) {
            try FluxManifest("apiVersion: v1\nkind: Secret\nmetadata: {name: x}\n", file: "x.yaml")
        }
        #expect(other?.place == "x.yaml")
        #expect(other?.message.contains("has no Deployment source-controller") == true)
        #expect(throws: DeliveryError.self) { try FluxManifest("a: [", file: "x.yaml") }
        #expect(throws: DeliveryError.self) { try FluxManifest("a: b\n", file: "x.yaml") }
    }

    @Test(
        "The definitions decide the version of the sync objects",
        arguments: [(["v1"], "v1"), (["v1beta2"], "v1beta2")]
    )
    func served(versions: [String], expected: String) throws {
        let sync = try SampleFlux.layout(versions: versions).sync
        #expect(sync.gitRepository.object.apiVersion == "source.toolkit.fluxcd.io/\(expected)")
        #expect(sync.kustomization.object.apiVersion == "kustomize.toolkit.fluxcd.io/\(expected)")
        #expect(throws: DeliveryError.self) { try SampleFlux.layout(versions: ["v1alpha1"]) }
    }

    @Test("Versions compare as those of releases, or of source-controllers, and never one with the other")
    func versions() throws {
        let old = try #require(FluxVersionMark(release: "v0.41.2"))
        let new = try #require(FluxVersionMark(release: "2.9.0"))
        #expect(old.isOlder(than: new) && !new.isOlder(than: old))
        #expect(FluxVersionMark(release: "latest") == nil)
        let unnamed = try #require(try SampleFlux.manifest(version: nil).comparableVersion)
        #expect(unnamed.text == "v1.0.0")
        #expect(!unnamed.isOlder(than: new) && !old.isOlder(than: unnamed))
    }
}
