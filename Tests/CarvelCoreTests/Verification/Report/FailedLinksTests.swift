import Testing

@testable import CarvelCore

@Suite("What holds a link up")
struct FailedLinksTests {
    private static func link(_ verdict: Verdict, _ package: String?, _ runCluster: String?) -> VerificationLink {
        VerificationLink(
            cluster: "build",
            kind: "Kustomization",
            name: "x",
            verdict: verdict,
            package: package,
            runCluster: runCluster
        )
    }

    @Test("Is the first failure before it that it depends on, as the links themselves have it")
    func cause() {
        let places: [(String?, String?)] = [nil, "app", "other"].flatMap { package in
            [nil, "staging", "prod"].map { (package, $0) }
        }
        for first in places {
            for second in places {
                let chain = [
                    Self.link(.verified, nil, nil), Self.link(.failed, first.0, first.1),
                    Self.link(.failed, second.0, second.1),
                ]
                var failed = FailedLinks()
                for (position, link) in chain.enumerated() { failed.note(link, at: position) }
                for place in places {
                    let link = Self.link(.progressing, place.0, place.1)
                    let expected = chain.firstIndex { $0.verdict == .failed && link.depends(on: $0) }
                    #expect(failed.cause(of: link) == expected, "\(first) \(second) \(place)")
                }
            }
        }
    }
}
