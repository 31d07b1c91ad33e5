import Testing

@testable import CarvelCore

@Suite("The order of changes, checked offline")
struct ChangeOrderRuleTests {
    private static func object(_ name: String, _ annotations: String) -> String {
        "---\napiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: \(name)\n  annotations: {\(annotations)}\n"
    }

    private static func findings(_ objects: String...) async throws -> [String] {
        try await CheckedSample.findings { $0["app.default.tap/staging/order.yaml"] = objects.joined() }
    }

    @Test(
        "A rule is exactly four words",
        arguments: [
            ("upsert after upserting db", true), ("delete before deleting db", true), ("upsert after upserting", false),
            ("upsert after upserting db now", false), ("upsert  after upserting db", false),
            ("insert after upserting db", false), ("upsert behind upserting db", false),
            ("upsert after inserting db", false), ("", false),
        ]
    )
    func grammar(text: String, isRule: Bool) async throws {
        #expect((ChangeRule(text) != nil) == isRule)
        let findings = try await Self.findings(
            Self.object("a", "kapp.k14s.io/change-group: db"),
            Self.object("b", "kapp.k14s.io/change-rule.x: \"\(text)\"")
        )
        #expect(findings.isEmpty == isRule, "\(findings)")
        if !isRule {
            #expect(
                findings[0].contains("order.yaml:12:") && findings[0].contains("\"\(text)\" is no rule that kapp reads")
            )
        }
    }

    @Test("A rule names a group that somebody is in, on the same cluster; kapp's own and what it fills in count")
    func groups() async throws {
        let findings = try await CheckedSample.report { files in
            files["app.default.tap/staging/order.yaml"] =
                Self.object("a", "kapp.k14s.io/change-group: database")
                + Self.object("b", "kapp.k14s.io/change-rule: upsert after upserting databse")
                + Self.object("c", "kapp.k14s.io/change-rule: upsert after upserting change-groups.kapp.k14s.io/crds")
                + Self.object("d", "kapp.k14s.io/change-group: \"{kind}/{name}\"")
                + Self.object("e", "kapp.k14s.io/change-rule: upsert after upserting ConfigMap/d")
            files["app.default.tap/prod/order.yaml"] = Self.object(
                "b",
                "kapp.k14s.io/change-rule: upsert after upserting database"
            )
        }.findings.filter { $0.rule == "change-order" }
        #expect(findings.map(\.severity) == [.warning, .warning])
        #expect(findings[0].found == "no object for prod is in group \"database\", so kapp passes over the rule")
        #expect(findings[1].advice == "did you mean \"database\"?")
    }

    @Test("Rules that lead in a circle are told once, with the way round")
    func circles() async throws {
        let circle = try await Self.findings(
            Self.object("a", "kapp.k14s.io/change-group: a, kapp.k14s.io/change-rule: upsert after upserting b"),
            Self.object("b", "kapp.k14s.io/change-group: b, kapp.k14s.io/change-rule: upsert after upserting c"),
            Self.object("c", "kapp.k14s.io/change-group: c, kapp.k14s.io/change-rule: upsert before upserting b"),
            Self.object("d", "kapp.k14s.io/change-rule: upsert before upserting c"),
            Self.object("e", "kapp.k14s.io/change-group: e, kapp.k14s.io/change-rule: upsert after upserting d"),
            Self.object("f", "kapp.k14s.io/change-group: d, kapp.k14s.io/change-rule: upsert after upserting e")
        )
        #expect(circle.count == 1, "\(circle)")
        #expect(circle.first?.contains("ConfigMap \"e\" after ConfigMap \"f\" after ConfigMap \"e\"") == true)
        let deletes = try await Self.findings(
            Self.object("a", "kapp.k14s.io/change-group: a, kapp.k14s.io/change-rule: delete after deleting b"),
            Self.object("b", "kapp.k14s.io/change-group: b, kapp.k14s.io/change-rule: delete after deleting a")
        )
        #expect(deletes.count == 1)
        let mixed = try await Self.findings(
            Self.object("a", "kapp.k14s.io/change-group: a, kapp.k14s.io/change-rule: upsert after upserting b"),
            Self.object("b", "kapp.k14s.io/change-group: b, kapp.k14s.io/change-rule: delete after deleting a")
        )
        #expect(mixed.isEmpty)
    }
}
