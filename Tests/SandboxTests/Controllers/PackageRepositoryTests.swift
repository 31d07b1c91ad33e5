import CarvelCore
import Foundation
import Testing
import YAMLDocument

@testable import Sandbox

@Suite("PackageRepositories", .serialized)
struct PackageRepositoryTests {
    private static let namespace = PackageManagement.namespace

    @Test("Packages come with the repository, change with it, and go with it")
    func life() async throws {
        try await Landscape.withPackageManagement { landscape in
            let staging = landscape.staging
            func apply(_ fetch: String) async throws -> KubernetesObject {
                try await landscape.apply(Self.repository("tce", fetch), to: staging)
                return try await staging.wait(
                    for: .packageRepository,
                    "tce",
                    namespace: Self.namespace,
                    \.hasCarvelResult
                )
            }
            func packages() async throws -> [String] {
                try await staging.list(.package, namespace: Self.namespace).map(\.name).sorted()
            }
            let absent = try await apply("imgpkgBundle: {image: registry.example.com/absent:1}")
            #expect(absent.hasReconcileFailed && absent.status?["consecutiveReconcileFailures"] != nil)
            #expect(absent.usefulError.contains("Fetching image: registry.example.com/absent:1"))
            let empty = try await apply("inline: {paths: {config/a.yml: \"\"}}")
            #expect(
                empty.usefulError
                    == "Invalid package repository content: must contain 'packages/' directory but did not"
            )
            let whole = try await apply("imgpkgBundle: {image: \"\(PackageManagement.image)\"}")
            #expect(whole.hasSucceeded && whole.status?["usefulErrorMessage"] == nil)
            #expect(
                try await packages() == [
                    "cert-manager.community.tanzu.vmware.com.1.5.4", "contour.community.tanzu.vmware.com.1.17.1",
                    "contour.community.tanzu.vmware.com.1.17.2",
                ]
            )
            let text = String(
                decoding: JSONWriter.bytes(.string(PackageManagement.package("contour", "1.17.2"))),
                as: UTF8.self
            )
            _ = try await apply("inline: {paths: {packages/contour.yml: \(text)}}")
            #expect(try await packages() == ["contour.community.tanzu.vmware.com.1.17.2"])

            // The same package may come from two repositories; a different one of the same name may not.
            try await landscape.apply(
                Self.repository("second", "imgpkgBundle: {image: \"\(PackageManagement.image)\"}"),
                to: staging
            )
            try await staging.wait(for: .packageRepository, "second", namespace: Self.namespace, \.hasSucceeded)
            let other = text.replacing("replicas: \\\"1\\\"", with: "replicas: \\\"9\\\"")
            #expect(other != text)
            try await landscape.apply(
                Self.repository("third", "inline: {paths: {packages/contour.yml: \(other)}}"),
                to: staging
            )
            let third = try await staging.wait(
                for: .packageRepository,
                "third",
                namespace: Self.namespace,
                \.hasReconcileFailed
            )
            #expect(third.usefulError.contains("is already present but not identical"))

            for name in ["second", "tce"] {
                try await staging.delete(.packageRepository, namespace: Self.namespace, name: name)
                try await staging.waitForEnd(of: .packageRepository, name, namespace: Self.namespace)
            }
            #expect(try await packages().allSatisfy { $0.hasSuffix("1.17.2") })
        }
    }

    @Test("A repository in git is fetched anew when it changes; a paused one is left as it is")
    func git() async throws {
        try await Landscape.withPackageManagement { landscape in
            let staging = landscape.staging
            try await landscape.push(["repo/packages/a.yml": PackageManagement.package("contour", "1.17.1")])
            let fetch =
                "git: {url: \"\(landscape.plane.repositoryURL)\", ref: origin/main, subPath: repo, secretRef: {name: git}}"
            try await landscape.apply(Self.repository("tce", fetch), to: staging)
            try await staging.wait(for: .packageRepository, "tce", namespace: Self.namespace, \.hasSucceeded)
            let second = try await landscape.push([
                "repo/packages/a.yml": PackageManagement.package("contour", "1.17.2")
            ])
            let repository = try await staging.wait(for: .packageRepository, "tce", namespace: Self.namespace) {
                $0.status?["fetch"]?["stdout"]?.string?.contains(second) == true
            }
            #expect(repository.hasSucceeded)
            let packages = try await staging.list(.package, namespace: Self.namespace).map(\.name)
            #expect(packages == ["contour.community.tanzu.vmware.com.1.17.2"])
            _ = try await staging.mergePatch(
                .packageRepository,
                namespace: Self.namespace,
                name: "tce",
                ["spec": ["paused": true]]
            )
            let paused = try await staging.wait(for: .packageRepository, "tce", namespace: Self.namespace) {
                $0.status?["friendlyDescription"] == "Paused"
            }
            #expect(paused.hasSucceeded && paused.status?["observedGeneration"] == 2)
        }
    }

    @Test("A folder serves as an image, with the texts in it")
    func bundleFolder() throws {
        let folder = FileManager.default.temporaryDirectory.path + "/bundle-" + UUID().uuidString
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try FileManager.default.createDirectory(atPath: folder + "/packages", withIntermediateDirectories: true)
        try Data("kind: Package".utf8).write(to: URL(filePath: folder + "/packages/a.yml"))
        try Data([0xFF, 0xFE, 0x00]).write(to: URL(filePath: folder + "/logo.png"))
        let bundle = try ImageBundle(parsing: "registry.example.com/app:1=\(folder)")
        #expect(bundle.image == "registry.example.com/app:1")
        #expect(bundle.files == ["packages/a.yml": "kind: Package"])
        for text in ["registry.example.com/app:1", "=x", "image=\(folder)/absent"] {
            #expect(throws: ImageBundle.Failure.self) { try ImageBundle(parsing: text) }
        }
    }

    private static func repository(_ name: String, _ fetch: String) -> String {
        """
        apiVersion: packaging.carvel.dev/v1alpha1
        kind: PackageRepository
        metadata: {name: \(name), namespace: pkg-gitops}
        spec:
          fetch:
            \(fetch)
        """
    }
}
