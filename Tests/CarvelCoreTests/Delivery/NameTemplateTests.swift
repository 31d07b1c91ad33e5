import Testing

@testable import CarvelCore

@Suite("A template of names")
struct NameTemplateTests {
    @Test(
        "Puts in what differs, and leaves all else",
        arguments: [
            ("{package}-{cluster}-packages", "app-prod-packages"), ("{delivery}.{package}", "shop.app"),
            ("{{package}}{other}{", "{app}{other}{"), ("plain", "plain"), ("", ""),
            ("{cluster}{cluster}{", "prodprod{"),
        ]
    )
    func names(template: String, name: String) {
        #expect(NameTemplate(template, delivery: "shop").name(package: "app", cluster: "prod") == name)
    }

    @Test("Takes what it puts in as it is")
    func nested() {
        #expect(
            NameTemplate("{package}-{delivery}", delivery: "{cluster}").name(package: "{delivery}", cluster: "prod")
                == "{delivery}-{cluster}"
        )
    }
}
