import CarvelCore
import Testing
import YAMLDocument

@testable import Sandbox

@Suite("The sandbox's ytt")
struct YttTemplateTests {
    private static let schema = "#@data/values-schema\n---\nname: app\nport: 80\ntls:\n  enabled: false\n"

    @Test(
        "puts values where the template wants them",
        arguments: [
            ("a: #@ data.values.name", ["a": "app"]),
            ("a: #@ str(data.values.port)", ["a": "80"]),
            ("a: #@ data.values.tls", ["a": ["enabled": false]]),
            ("a: #@ data.values.name + \"-\" + str(data.values.port)", ["a": "app-80"]),
            ("a: #@ 'x' + data.values.name", ["a": "xapp"]),
            ("- #@ data.values.port", [80]),
            ("#@ load(\"@ytt:data\", \"data\")\na: plain", ["a": "plain"]),
        ] as [(String, JSONValue)]
    )
    func expressions(_ template: String, _ expected: JSONValue) throws {
        let ytt = YttTemplate(files: ["t.yml": template + "\n", "schema.yml": Self.schema])
        #expect(try ytt.render([]) == [expected])
    }

    @Test(
        "refuses what it does not know, with its line",
        arguments: [
            "a: 1\n#@ if True:\nb: 2\n#@ end\n", "a: 1\nb: #@ len(data.values.name)\n",
            "a: 1\nb: #@ data.values.absent\n", "a: 1\nb: #@ data.values.port + \"x\"\n",
        ]
    )
    func refusals(_ template: String) throws {
        let ytt = YttTemplate(files: ["t.yml": template, "schema.yml": Self.schema])
        let failure = #expect(throws: YttTemplate.Failure.self) { try ytt.render([]) }
        #expect(failure?.standardError.contains("t.yml:2") == true)
    }

    @Test("lays values over those of the package, and refuses what the schema does not have")
    func values() throws {
        let files = ["t.yml": "a: #@ data.values.name\n", "schema.yml": Self.schema]
        let good = [ValuesFile(name: "v.yaml", text: "name: given\n")]
        #expect(try YttTemplate(files: files).render(good) == [["a": "given"]])
        let bad = [ValuesFile(name: "v.yaml", text: "nam: given\n")]
        let failure = #expect(throws: YttTemplate.Failure.self) { try YttTemplate(files: files).render(bad) }
        #expect(failure?.standardError.contains("did you mean \"name\"?") == true)
    }
}
