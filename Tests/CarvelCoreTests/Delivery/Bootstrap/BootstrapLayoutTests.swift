import Testing
import YAMLDocument

@testable import CarvelCore

@Suite("What a bootstrap commits")
struct BootstrapLayoutTests {
    private func edit(_ layout: BootstrapLayout, _ files: [String: String] = [:], allowsDowngrade: Bool = false) throws
        -> RepositoryEdit
    {
        let tree = try SampleDelivery.tree(files)
        return try layout.edit(tree, present: nil, allowsDowngrade: allowsDowngrade).changing(tree)
    }

    @Test("An empty repository gets the three files as flux bootstrap lays them out")
    func empty() throws {
        let edit = try edit(try SampleFlux.layout())
        #expect(
            edit.paths == [
                "clusters/dev/flux-system/gotk-components.yaml", "clusters/dev/flux-system/gotk-sync.yaml",
                "clusters/dev/flux-system/kustomization.yaml",
            ]
        )
        #expect(edit.commitMessage == "Install Flux v2.9.0 by GitOps")
        #expect(
            edit.files["clusters/dev/flux-system/gotk-sync.yaml"] == """
                \(FluxManifest.notice)
                ---
                apiVersion: source.toolkit.fluxcd.io/v1
                kind: GitRepository
                metadata:
                  name: flux-system
                  namespace: flux-system
                spec:
                  interval: 1m0s
                  ref:
                    branch: main
                  secretRef:
                    name: flux-system
                  url: https://git.example.com/fleet.git
                ---
                apiVersion: kustomize.toolkit.fluxcd.io/v1
                kind: Kustomization
                metadata:
                  name: flux-system
                  namespace: flux-system
                spec:
                  interval: 10m0s
                  path: ./clusters/dev
                  prune: true
                  sourceRef:
                    kind: GitRepository
                    name: flux-system

                """
        )
    }

    @Test("A second time there is nothing to commit")
    func again() throws {
        let layout = try SampleFlux.layout()
        let files = try edit(layout).files
        #expect(try edit(layout, files).paths.isEmpty)
    }

    @Test("Another release is another text of the components alone; an older one is refused unless it may be")
    func change() throws {
        let old = try edit(try SampleFlux.layout(version: "v2.6.0")).files
        let change = try edit(try SampleFlux.layout(), old)
        #expect(change.paths == ["clusters/dev/flux-system/gotk-components.yaml"])
        #expect(change.commitMessage == "Change Flux from v2.6.0 to v2.9.0")

        let new = try edit(try SampleFlux.layout()).files
        let refused = #expect(throws: DeliveryError.self) { try edit(try SampleFlux.layout(version: "v2.6.0"), new) }
        #expect(refused?.message == "there is Flux v2.9.0 already, and v2.6.0 is older")
        #expect(refused?.hint?.contains("--allow-downgrade") == true)
        let allowed = try edit(try SampleFlux.layout(version: "v2.6.0"), new, allowsDowngrade: true)
        #expect(allowed.commitMessage == "Change Flux from v2.9.0 to v2.6.0")
    }

    @Test("A kustomization.yaml by hand stays, and what it leaves out is told")
    func byHand() throws {
        let file = "clusters/dev/flux-system/kustomization.yaml"
        let patched = "resources: [gotk-components.yaml, gotk-sync.yaml]\npatches: []\n"
        let kept = try edit(try SampleFlux.layout(), [file: patched])
        #expect(!kept.paths.contains(file))
        #expect(kept.advice.first?.contains("is there already and stays") == true)
        let short = try edit(try SampleFlux.layout(), [file: "resources: [gotk-sync.yaml]\n"])
        #expect(short.advice.first?.contains("does not name gotk-components.yaml") == true)
        let outer = try edit(try SampleFlux.layout(), ["clusters/dev/kustomization.yaml": "resources: [apps]\n"])
        #expect(outer.advice.first?.contains("does not name flux-system") == true)
    }

    @Test("Path, namespace, interval and credentials go where they belong")
    func choices() throws {
        let root = try SampleFlux.layout {
            $0.path = ""
            $0.namespace = "gitops"
            $0.interval = "30s"
            $0.isPublic = true
        }
        #expect(root.files.map(\.path)[1] == "gitops/gotk-sync.yaml")
        let source = root.sync.gitRepository.object
        #expect(source.name == "gitops" && source.spec?["secretRef"] == nil && source.spec?["interval"] == "30s")
        #expect(root.sync.kustomization.object.spec?["path"] == "./")
    }

    @Test("What Flux could not read, or what leads out of the repository, is refused")
    func refusals() {
        for url in ["/srv/git/fleet.git", "file:///srv/git/fleet.git", "git@git.example.com:fleet.git"] {
            #expect(throws: DeliveryError.self) { try SampleFlux.layout { $0.url = url } }
        }
        #expect(throws: DeliveryError.self) { try SampleFlux.layout { $0.path = "clusters/../.." } }
    }

    @Test("A password in the URL goes into no file")
    func secrets() throws {
        let layout = try SampleFlux.layout { $0.url = "https://ci:hunter2@git.example.com/fleet.git" }
        #expect(!layout.files.contains { $0.text.contains("hunter2") })
    }
}
