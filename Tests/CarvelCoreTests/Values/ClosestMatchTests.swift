import CarvelCore
import Testing

@Suite("What was most likely meant")
struct ClosestMatchTests {
    @Test(
        "Is the nearest candidate that takes less than half of the letters to change",
        arguments: [
            ("replica", ["hostname", "replicas", "workload_name"], "replicas"),
            ("prt", ["host", "port", "tls"], "port"),
            ("nam", ["name", "namespace"], "name"),
            ("WorkloadName", ["hostname", "workload_name"], "workload_name"),
            ("unknown", ["db", "extra", "limit", "users"], nil),
            ("a", ["b"], nil),
            ("", ["a"], nil),
            ("exact", [], nil),
            // Two letters of five may differ, three may not.
            ("abcde", ["abcxy"], "abcxy"),
            ("abcde", ["abxyz"], nil),
        ] as [(String, [String], String?)]
    )
    func nearest(text: String, candidates: [String], expected: String?) {
        #expect(closestMatch(to: text, in: candidates) == expected)
    }

    @Test("Is the first of several that are as near")
    func ties() {
        #expect(closestMatch(to: "cast", in: ["cart", "case"]) == "cart")
        #expect(closestMatch(to: "cast", in: ["case", "cart"]) == "case")
    }
}
