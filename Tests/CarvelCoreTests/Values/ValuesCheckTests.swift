import CarvelCore
import Testing
import YAMLDocument

@Suite("Values checked against a schema")
struct ValuesCheckTests {
    static let schema = """
        #@data/values-schema
        ---
        name: ""
        replicas: 1
        db:
          host: localhost
          port: 5432
        #@schema/nullable
        route:
          gateway: main
          weight: 0.5
        hosts:
        - ""
        users:
        - name: ""
          admin: false
        #@schema/type any=True
        extra:
          a: 1

        """

    private func check(_ texts: String...) throws -> JSONValue {
        let schema = try #require(try ValuesSchema.ytt(Self.schema, file: "schema.yml"))
        return try schema.check(texts.enumerated().map { ValuesFile(name: "v\($0.offset).yaml", text: $0.element) })
    }

    private func messages(_ texts: String...) throws -> [String] {
        let schema = try #require(try ValuesSchema.ytt(Self.schema, file: "schema.yml"))
        let files = texts.enumerated().map { ValuesFile(name: "v\($0.offset).yaml", text: $0.element) }
        return try #require(throws: ValuesRefusal.self) { try schema.check(files) }.violations.map(\.description)
    }

    // MARK: Merging

    @Test("Maps are merged, arrays replaced, and later files and documents count more")
    func merging() throws {
        let merged = try check(
            "name: a\ndb: {port: 1}\nhosts: [p, q]\n---\nreplicas: 2\nextra: {b: 2}\n",
            "name: b\ndb: {host: h}\nhosts: [z]\n"
        )
        #expect(merged["name"] == "b")
        #expect(merged["replicas"] == 2)
        #expect(merged["db"] == ["host": "h", "port": 1])
        #expect(merged["hosts"] == ["z"])
        #expect(merged["extra"] == ["a": 1, "b": 2])
        #expect(merged["route"] == .null)
    }

    @Test("What a later file sets to null, an even later one sets anew, with defaults")
    func nullable() throws {
        #expect(try check("route: {weight: 1}")["route"] == ["gateway": "main", "weight": 1])
        #expect(try check("route: {weight: 1}", "route: null")["route"] == .null)
        #expect(
            try check("route: {weight: 1}", "route: null", "route: {gateway: g}")["route"]
                == ["gateway": "g", "weight": 0.5]
        )
    }

    @Test("Items of arrays take the defaults of what they leave out")
    func itemDefaults() throws {
        #expect(
            try check("users: [{name: a}, {admin: yes}]")["users"] == [
                ["name": "a", "admin": false], ["name": "", "admin": true],
            ]
        )
    }

    @Test("Documents that say nothing change nothing")
    func emptyDocuments() throws {
        #expect(try check("", "---\n---\nnull\n", "# nothing\n") == check())
    }

    @Test("Aliases and merged keys mean what they stand for")
    func aliases() throws {
        let merged = try check("db: &d {port: 7}\n---\nextra: &e {c: 3}\n---\n<<: {name: m}\ndb: {<<: {port: 8}}\n")
        #expect(merged["db"] == ["host": "localhost", "port": 8])
        #expect(merged["name"] == "m")
        #expect(merged["extra"] == ["a": 1, "c": 3])
    }

    // MARK: Refusing

    @Test(
        "Each thing wrong is told in one sentence, without the value",
        arguments: [
            (
                "nam: secret",
                "v0.yaml:1: the package has no value 'nam'; expected there: "
                    + "db, extra, hosts, name, replicas, route, users; did you mean 'name'?"
            ),
            ("\nreplicas: secret", "v0.yaml:2: 'replicas' is a string; expected an integer"),
            ("name: null", "v0.yaml:1: 'name' is null; expected a string"),
            ("hosts: {a: secret}", "v0.yaml:1: 'hosts' is a map; expected an array"),
            ("name: {a: secret}", "v0.yaml:1: 'name' is a map; expected a string"),
            ("db: [secret]", "v0.yaml:1: 'db' is an array; expected a map"),
            ("users:\n- name: a\n- name: 5", "v0.yaml:3: 'users[1].name' is an integer; expected a string"),
            ("route:\n  weight: secret", "v0.yaml:2: 'route.weight' is a string; expected a float"),
            ("secret", "v0.yaml:1: the document is a string; expected a map"),
            (
                "1: secret",
                "v0.yaml:1: the package has no value '1'; expected there: "
                    + "db, extra, hosts, name, replicas, route, users"
            ),
            (
                "name: a #@ secret",
                "v0.yaml:1: a comment begins with #@, which ytt refuses in values; begin it with # and a space"
            ),
        ]
    )
    func sentences(values: String, sentence: String) throws {
        #expect(try messages(values) == [sentence])
    }

    @Test("A file that is not YAML is told with its place")
    func notYAML() throws {
        let messages = try messages("name: a", "name: [secret")
        #expect(messages.count == 1)
        #expect(messages[0].hasPrefix("v1.yaml:"))
        #expect(messages[0].contains("the file is not YAML: "))
        #expect(!messages[0].contains("secret"))
    }

    @Test("A map in a scalar's place hides what else is wrong, and all of the rest is told together")
    func rounds() throws {
        #expect(try messages("hosts: 5\nusers: {}\nnam: 1\n").count == 1)
        #expect(try messages("hosts: 5\nnam: 1\nreplicas: x\n").count == 3)
    }

    @Test("Checking stops at the first document with something wrong")
    func firstDocument() throws {
        #expect(try messages("replicas: x\n", "nam: 1\n") == ["v0.yaml:1: 'replicas' is a string; expected an integer"])
    }

    @Test(
        "What looks like an annotation inside a text is none",
        arguments: [
            "name: 'a #@ b'", "name: a#@b", "name: \"\n  #@ x\"", "name: |\n  #@ x\n  y\n", "name: a # @x",
            "name: >-\n  a\n  #@ b\nreplicas: 1\n",
            // Nothing comes after it, so it belongs to nothing.
            "name: a\n#@ x\n", "#@ x\n",
        ]
    )
    func noAnnotation(values: String) throws {
        _ = try check(values)
    }

    @Test("Aliases that multiply a small file into a huge one are refused")
    func aliasBomb() throws {
        let levels = (1...8).map {
            "  a\($0): &a\($0) [" + Array(repeating: "*a\($0 - 1)", count: 10).joined(separator: ",") + "]"
        }
        let messages = try messages("extra:\n  a0: &a0 [x]\n" + levels.joined(separator: "\n"))
        #expect(messages.count == 1)
        #expect(messages[0].hasSuffix("its aliases make it too large"))
    }

    @Test("A violation says which file and line it is about, or that it is a default")
    func place() throws {
        let text = "#@data/values-schema\n---\n#@schema/validation min_len=1\nname: ''\n"
        let schema = try #require(try ValuesSchema.ytt(text, file: "schema.yml"))
        let missing = try #require(throws: ValuesRefusal.self) { try schema.check([]) }
        let unset = try #require(missing.violations.first)
        #expect(unset.isDefault)
        #expect(unset.file == nil)
        #expect(
            unset.description
                == "'name' is not set, and its default will not do: it must be length >= 1, found length = 0"
        )
        let given = try #require(throws: ValuesRefusal.self) {
            try schema.check([ValuesFile(name: "v.yaml", text: "\nname: ''")])
        }
        #expect(given.violations.first?.isDefault == false)
        #expect(given.violations.first?.file == "v.yaml")
        #expect(given.violations.first?.lineNumber == 2)
        #expect(given.description == "v.yaml:2: 'name' must be length >= 1; found length = 0")
    }
}
