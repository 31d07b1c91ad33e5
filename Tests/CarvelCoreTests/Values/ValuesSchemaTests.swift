import CarvelCore
import Testing
import YAMLDocument

@Suite("Schemas in ytt's own form")
struct YttSchemaTests {
    private func schema(_ body: String) throws -> ValuesSchema {
        try #require(try ValuesSchema.ytt("#@data/values-schema\n---\n" + body, file: "schema.yml"))
    }

    private func file(_ text: String) -> [ValuesFile] { [ValuesFile(name: "v.yaml", text: text)] }

    @Test("A file without the annotation is none")
    func none() throws {
        #expect(try ValuesSchema.ytt("a: 1\n", file: "x.yml") == nil)
        #expect(
            try ValuesSchema.ytt("#@ load(\"@ytt:data\", \"data\")\n---\na: #@ data.values.a\n", file: "x.yml") == nil
        )
        #expect(try ValuesSchema.ytt("#@data/values-schemas\n---\na: 1\n", file: "x.yml") == nil)
    }

    @Test("The schema may be any document of the file, with comments and modules around it")
    func anyDocument() throws {
        let text = "---\nother: 1\n#@ load(\"@ytt:assert\", \"assert\")\n#@data/values-schema\n#! a note\n---\na: 1\n"
        let schema = try #require(try ValuesSchema.ytt(text, file: "schema.yml"))
        #expect(try schema.check([]) == ["a": 1])
    }

    @Test("Defaults are those of the annotation, and filled in where they leave something out")
    func defaults() throws {
        let schema = try schema(
            """
            #@schema/default ["a", 'b']
            hosts:
            - ""
            #@schema/default [{"name": "x"}]
            users:
            - name: ""
              age: 3
            #@schema/nullable
            #@schema/default 5
            limit: 1
            #@schema/type any=True
            #@schema/nullable
            extra: 1
            """
        )
        #expect(
            try schema.check([]) == [
                "hosts": ["a", "b"], "users": [["name": "x", "age": 3]], "limit": 5, "extra": .null,
            ]
        )
    }

    @Test("An annotation at the end of a line belongs to what begins last on it")
    func inlineAnnotation() throws {
        let schema = try schema("users:\n- name: \"\" #@schema/nullable\n  age: 1\nlimit: 1 #@schema/nullable\n")
        #expect(try schema.check(file("users: [{age: 2}]")) == ["users": [["name": .null, "age": 2]], "limit": .null])
    }

    @Test(
        "Rules are judged",
        arguments: [
            ("min=1", "1", "5", "0"), ("max=2.5", "1", "2", "3"), ("min_len=2", "ab", "abc", "a"),
            ("max_len=2", "ab", "ä", "äa"), ("one_of=[1, 2]", "1", "2", "3"), ("one_of=(\"a\", \"b\")", "a", "b", "c"),
            ("not_null=True", "1", "2", "null"), ("min=\"b\"", "b", "c", "a"), ("min=1, max=3", "1", "3", "4"),
        ]
    )
    func rules(arguments: String, initial: String, good: String, bad: String) throws {
        let schema = try schema("#@schema/validation \(arguments)\n#@schema/nullable\na: \(initial)\n")
        #expect(schema.notJudged.isEmpty)
        _ = try schema.check(file("a: \(good)"))
        #expect(throws: ValuesRefusal.self) { try schema.check(file("a: \(bad)")) }
    }

    @Test("Null breaks no rule but the one against null")
    func nullIsNotJudged() throws {
        let schema = try schema("#@schema/nullable\n#@schema/validation min=5\na: 9\n")
        #expect(try schema.check([]) == ["a": .null])
    }

    @Test(
        "Rules that only ytt can judge are told, and judge nothing here",
        arguments: [
            "(\"even\", lambda v: v % 2 == 0)", "min=1, when=lambda v: v", "one_not_null=True", "min=limit", "",
        ]
    )
    func notJudged(arguments: String) throws {
        let schema = try schema("#@schema/validation \(arguments)\na: 0\n")
        #expect(schema.notJudged.count == 1)
        #expect(schema.notJudged.first?.hasPrefix("schema.yml:3: #@schema/validation") == true)
        #expect(try schema.check([]) == ["a": 0])
    }

    @Test(
        "What ytt would refuse is refused, with its line",
        arguments: [
            ("a: null\n", 3), ("a:\n  b:\n", 4), ("a: []\n", 3), ("a: [1, 2]\n", 3), ("a: [\n", 4),
            ("#@schema/type\na: 1\n", 3), ("#@schema/type any=1\na: 1\n", 3), ("#@schema/default\na: 1\n", 3),
            ("#@schema/default \"x\"\na: 1\n", 3), ("#@schema/default x\na: 1\n", 3), ("a: 1\n#@ if True:\nb: 1\n", 4),
            ("a: #@ 1 + 1\n", 3), ("a: 1\n#@data/values-schema\n---\nb: 1\n", 5),
        ]
    )
    func errors(body: String, line: Int) throws {
        let error = try #require(throws: ValuesSchemaError.self) { try schema(body) }
        #expect(error.file == "schema.yml")
        #expect(error.line == line)
        #expect(!error.message.isEmpty)
    }
}

@Suite("Schemas in a Package")
struct OpenAPISchemaTests {
    private func check(_ schema: JSONValue, _ values: String) throws -> JSONValue {
        try ValuesSchema(openAPI: schema).check([ValuesFile(name: "v.yaml", text: values)])
    }

    @Test("Keys beyond the declared ones pass unless the schema says no")
    func additionalProperties() throws {
        let properties: JSONValue = ["a": ["type": "integer", "default": 1]]
        let open: JSONValue = ["type": "object", "properties": properties]
        #expect(try check(open, "b: x") == ["a": 1, "b": "x"])
        #expect(throws: ValuesRefusal.self) { try check(open, "a: x") }

        let closed: JSONValue = ["type": "object", "properties": properties, "additionalProperties": false]
        #expect(throws: ValuesRefusal.self) { try check(closed, "b: x") }

        let typed: JSONValue = ["type": "object", "additionalProperties": ["type": "string"]]
        #expect(try check(typed, "b: x") == ["b": "x"])
        #expect(throws: ValuesRefusal.self) { try check(typed, "b: 1") }
    }

    @Test("What has no type takes anything, and what has no default is left out")
    func loose() throws {
        let schema: JSONValue = ["type": "object", "properties": ["a": [:], "b": ["type": "string"]]]
        #expect(try check(schema, "a: [1]") == ["a": [1]])
        #expect(try check(schema, "") == [:])
        #expect(try check([:], "a: [1]") == ["a": [1]])
        #expect(try check([:], "") == .null)
    }

    @Test(
        "Bounds that the schema does have are judged",
        arguments: [
            (["type": "integer", "minimum": 2], "2", "1"), (["type": "number", "maximum": 2.5], "2.5", "2.6"),
            (["type": "string", "minLength": 2], "ab", "a"), (["type": "string", "maxLength": 2], "ab", "abc"),
            (["type": "array", "items": [:], "minItems": 1], "[1]", "[]"),
            (["type": "array", "items": [:], "maxItems": 1], "[1]", "[1, 2]"),
            (["type": "string", "enum": ["a", "b"]], "b", "c"),
        ] as [(JSONValue, String, String)]
    )
    func bounds(type: JSONValue, good: String, bad: String) throws {
        let schema: JSONValue = ["type": "object", "properties": ["a": type]]
        _ = try check(schema, "a: \(good)")
        let refusal = try #require(throws: ValuesRefusal.self) { try check(schema, "a: \(bad)") }
        #expect(refusal.description.hasPrefix("v.yaml:1: 'a' must be "))
    }

    @Test("A violation of it is told with the file's line and a hint")
    func message() throws {
        let schema: JSONValue = [
            "type": "object", "additionalProperties": false, "properties": ["replicas": ["type": "integer"]],
        ]
        let refusal = try #require(throws: ValuesRefusal.self) { try check(schema, "---\nreplica: 2\n") }
        #expect(
            refusal.description
                == "v.yaml:2: the package has no value 'replica'; expected there: replicas; did you mean 'replicas'?"
        )
    }
}
