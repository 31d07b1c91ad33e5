import Testing

@testable import Sandbox

@Suite("Names, labels and keys")
struct NameRulesTests {
    @Test(
        "Names of objects are lower case domains",
        arguments: [
            ("a", true), ("app.default.tap-staging", true), ("0.1", true), ("", false), ("A", false), ("-a", false),
            ("a-", false), ("a..b", false), ("a_b", false), (".a", false), ("ä", false),
        ]
    )
    func subdomains(name: String, isFine: Bool) {
        #expect(NameRules.subdomainProblems(name).isEmpty == isFine)
    }

    @Test(
        "Keys of labels may have a domain before them",
        arguments: [
            ("a", true), ("A.b_c-d", true), ("example.com/Name", true), ("", false), ("/a", false), ("a/", false),
            ("Example.com/a", false), ("a/b/c", false), ("-a", false), ("a.", false), ("a b", false),
        ]
    )
    func keys(key: String, isFine: Bool) {
        #expect(NameRules.qualifiedNameProblems(key).isEmpty == isFine)
    }

    @Test(
        "Values of labels are short words or nothing",
        arguments: [
            ("", true), ("v1.0_x", true), ("a b", false), ("-", false), ("a-", false), ("@", false), ("[", false),
        ]
    )
    func values(value: String, isFine: Bool) {
        #expect(NameRules.labelValueProblems(value).isEmpty == isFine)
        #expect(NameRules.labelValueProblems(String(repeating: "a", count: 64)) == ["must be no more than 63 bytes"])
    }

    @Test(
        "Keys of data are file names",
        arguments: [("value.yaml", true), ("A_b-c", true), ("", false), ("a/b", false), ("..", false), ("ä", false)]
    )
    func dataKeys(key: String, isFine: Bool) {
        #expect(NameRules.dataKeyProblems(key).isEmpty == isFine)
    }
}
