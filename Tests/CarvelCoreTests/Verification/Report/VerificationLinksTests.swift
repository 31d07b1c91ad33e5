import Testing
import YAMLDocument

@testable import CarvelCore

@Suite("The links of a verification, kept or made when asked for")
struct VerificationLinksTests {
    private static func link(
        _ name: String,
        _ verdict: Verdict = .verified,
        found: String? = nil,
        note: String? = nil
    ) -> VerificationLink {
        var link = VerificationLink(cluster: "prod", kind: "App", name: name, verdict: verdict, found: found)
        link.note = note
        return link
    }

    /// Two links for each package but the second, which is not installed.
    private struct Pairs: PackageLinks.Expected {
        func count(of package: Int) -> Int { package == 1 ? 0 : 2 }

        func link(of package: Int, at position: Int, version: String) -> VerificationLink {
            VerificationLinksTests.link("\(package)-\(position)", found: version)
        }
    }

    private static let packages: [[VerificationLink]] = [
        [link("0-0", found: "1.0.0"), link("0-1", found: "1.0.0")],
        [],
        [link("2-0", found: "1.0.0"), link("2-1", .failed, found: "0.9.0")],
        [link("3-0", found: "2.0.0"), link("3-1", found: "2.0.0")],
        [link("4-0", found: "2.0.0"), link("4-1", found: "2.0.0", note: "not compared")],
        [link("5-0", found: "2.0.0")],
    ]

    private static var packageLinks: PackageLinks {
        var links = PackageLinks(Pairs())
        packages.forEach { links.append($0) }
        return links
    }

    @Test("Are the same whether they are kept or made again")
    func same() {
        let links = Self.packageLinks
        #expect(links.count == 9)
        #expect((0..<9).map { links[$0] } == Self.packages.flatMap(\.self))
        for (index, package) in Self.packages.enumerated() { #expect(links.links(of: index) == package) }
    }

    @Test("Are kept of a package where one of them tells more than was expected, or less")
    func kept() {
        #expect(Self.packageLinks.kept == [2, 4, 5].flatMap { Self.packages[$0] })
    }

    @Test("Change where they are kept")
    func changed() {
        var links = Self.packageLinks
        links.changeKept { package, link in link.reason = "\(package)" }
        #expect((0..<9).map { links[$0].reason } == [nil, nil, "2", "2", nil, nil, "4", "4", "5"])
    }

    @Test("Stand in the order in which they came, in whatever parts")
    func chain() {
        var chain = VerificationLinks([Self.link("a")])
        chain.append([])
        chain.append(Self.packageLinks)
        chain.append([Self.link("b", .unknown)])
        let all = [Self.link("a")] + Self.packages.flatMap(\.self) + [Self.link("b", .unknown)]
        #expect(Array(chain) == all)
        #expect(chain.indices.map { chain[$0] } == all)
        #expect(chain == VerificationLinks(all))
        #expect(chain != VerificationLinks(all.dropLast()))
        #expect(chain.kept.map(\.name) == ["a", "2-0", "2-1", "4-0", "4-1", "5-0", "b"])
        chain.changeShared { $0.reason = "x" }
        #expect(chain.filter { $0.reason == "x" }.map(\.name) == ["a", "b"])
        #expect(VerificationLinks().isEmpty)
    }

    @Test(
        "Of a healthy delivery, only those that belong to no package are kept; of a broken one, those that tell it too"
    )
    func delivery() async throws {
        let tree = try SampleDelivery.tree(SampleDelivery.files())
        let clusters = try InMemoryClusters.healthy(tree)
        let healthy = try await DeliveryVerifierTests.report(clusters)
        #expect(healthy.links.contains { $0.package != nil })
        #expect(healthy.links.kept.allSatisfy { $0.package == nil || $0.kind == "GitRepository" })
        #expect(healthy.links.count == 17)

        let app = try #require(clusters.object(.app, namespace: "shop", "app", on: "prod"))
        clusters.put(app.setting(true, at: "spec", "paused"), as: .app, on: "prod")
        let broken = try await DeliveryVerifierTests.report(clusters)
        #expect(broken.verdict == .failed)
        #expect(broken.unverified.map(\.kind) == ["App"])
        #expect(broken.unverified == broken.links.filter { $0.verdict != .verified })
    }
}
