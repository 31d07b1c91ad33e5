import Testing
import YAMLDocument

@testable import CarvelCore

@Suite("Objects of one name in several folders")
struct SameNameTests {
    private static let other = "web-next"

    /// The sample's folder, and a copy of it under another name.
    ///
    /// - Parameter change: what becomes of the copy's files.
    private static func files(
        _ change: (_ path: String, _ text: String) -> String? = { $1 }
    ) throws -> [String: String] {
        var files = try SampleDelivery.files()
        for (path, text) in files where path.hasPrefix("\(SampleDelivery.folder)/") {
            files[other + path.dropFirst(SampleDelivery.folder.count)] = change(path, text)
        }
        return files
    }

    private static func image(_ text: String) -> String {
        text.replacing("registry.example.com/app@sha256:0f", with: "mirror.example.com/app@sha256:0f")
    }

    @Test("A Package is compared with the file of the folder that brings it to the cluster")
    func packages() async throws {
        // The one is on staging alone, the other on prod alone.
        var files = try Self.files { path, text in path.contains("/staging/") ? nil : Self.image(text) }
        files = files.filter { !$0.key.hasPrefix("\(SampleDelivery.folder)/prod/") }
        let clusters = try InMemoryClusters.healthy(SampleDelivery.tree(files))
        let ofStaging = KubernetesObject(try YAMLReader.document(SampleDelivery.package())).moved(to: "shop")
        clusters.put(ofStaging, as: .package, on: "staging")
        let report = try await DeliveryVerifierTests.report(clusters, files)
        #expect(report.verdict == .verified, "\(report.unverified)")

        clusters.put(ofStaging, as: .package, on: "prod")
        let swapped = try await DeliveryVerifierTests.report(clusters, files)
        #expect(swapped.verdict == .progressing)
        #expect(
            swapped.unverified.first?.reason == "is not what \(Self.other)/packages/\(SampleDelivery.version).yaml says"
        )
    }

    @Test("Where two folders want one Package otherwise, at most one of them has what it wants")
    func sharedPackage() async throws {
        let files = try Self.files { path, text in
            path.hasSuffix("/packageinstall.yaml")
                ? text.replacing("name: app\n", with: "name: next\n") : Self.image(text)
        }
        let clusters = try InMemoryClusters.healthy(SampleDelivery.tree(files))
        let report = try await DeliveryVerifierTests.report(clusters, files)
        #expect(report.verdict == .progressing)
        let packages = report.unverified.filter { $0.kind == "Package" }
        #expect(packages.map(\.package) == [SampleDelivery.folder, SampleDelivery.folder])
    }

    @Test(
        "Where two folders want one install otherwise, at most one of them has what it wants",
        arguments: [true, false]
    )
    func sharedInstall(isWhole: Bool) async throws {
        let files = try Self.files { path, text in
            path.hasSuffix("/packageinstall.yaml")
                ? text.replacing("serviceAccountName: shop-sa", with: "serviceAccountName: next-sa") : text
        }
        let tree = try SampleDelivery.tree(files)
        let clusters = try InMemoryClusters.healthy(tree)
        let scope = VerificationScope(packages: isWhole ? [] : [Self.other])
        let report = try await DeliveryVerifier(tree, clusters: clusters.directory(), scope: scope).verify()
        // The copy's was put there last.
        #expect(report.verdict == (isWhole ? .progressing : .verified), "\(report.unverified)")
        let wrong = report.unverified.filter { $0.kind == "PackageInstall" }.map(\.package)
        #expect(wrong == (isWhole ? [SampleDelivery.folder, SampleDelivery.folder] : []))
    }
}
