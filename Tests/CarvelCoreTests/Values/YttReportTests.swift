import CarvelCore
import FoundationEssentials
import Testing

/// The part of a recorded exchange that tells why an App failed.
private struct RecordedExchanges: Decodable {
    struct Exchange: Decodable {
        let name: String
        let response: Response
    }

    struct Response: Decodable {
        let usefulErrorMessage: String?

        private enum Keys: CodingKey { case body, status, usefulErrorMessage }

        init(from decoder: any Decoder) throws {
            let response = try decoder.container(keyedBy: Keys.self)
            // Some bodies are plain text, and some objects have a status that is a text.
            let body = try? response.nestedContainer(keyedBy: Keys.self, forKey: .body)
            let status = try? body?.nestedContainer(keyedBy: Keys.self, forKey: .status)
            usefulErrorMessage = try status?.decodeIfPresent(String.self, forKey: .usefulErrorMessage)
        }
    }

    let exchanges: [Exchange]
}

@Suite("ytt's report of values that it refuses")
struct YttReportTests {
    let schema = """
        #@data/values-schema
        ---
        #@schema/validation min_len=1
        workload_name: ""
        replicas: 1
        hostname: ""

        """

    @Test(
        "Is what a real kapp-controller showed, to the byte",
        arguments: [
            ("after unknown-key: app", "workload_name: app\nreplica: 2\n"),
            ("after wrong-type: app", "workload_name: app\nreplicas: two\n"),
            ("after no-name: app", "replicas: 2\n"),
        ]
    )
    func recorded(exchange: String, values: String) throws {
        let file = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../../Fixtures/contract/carvel.json")
        let recorded = try JSONDecoder().decode(RecordedExchanges.self, from: Data(contentsOf: file))
        let message = recorded.exchanges.first { $0.name == exchange }?.response.usefulErrorMessage
        #expect(try report([ValuesFile(name: "values.yaml", text: values)]) == #require(message))
    }

    @Test("Tells all that is wrong in a document, with line numbers of one width, and stops there")
    func several() throws {
        let values = "workload_name: app\n" + String(repeating: "\n", count: 7) + "hostnam: 1\nhostname: 1\n"
        let report = try report([
            ValuesFile(name: "a.yaml", text: values), ValuesFile(name: "b.yaml", text: "replicas: no\n"),
        ])
        #expect(
            report == """
                ytt: Error: Overlaying data values (in following order: additional data values): \

                One or more data values were invalid
                ====================================

                Given data value is not declared in schema
                a.yaml:
                     |
                   9 | hostnam: 1
                     |

                     = found: hostnam
                     = expected: one of { hostname, replicas, workload_name } (from schema.yml:2)
                     = hint: did you mean "hostname"?

                a.yaml:
                     |
                  10 | hostname: 1
                     |

                     = found: integer
                     = expected: string (by schema.yml:6)



                """
        )
    }

    @Test("Names the one key of a map with one key")
    func oneKey() throws {
        let schema = try #require(try ValuesSchema.ytt("#@data/values-schema\n---\nonly: 1\n", file: "s.yml"))
        let refusal = try #require(throws: ValuesRefusal.self) {
            try schema.check([ValuesFile(name: "v.yaml", text: "a: 1\n")])
        }
        #expect(refusal.yttReport.contains(#"    = expected: a map item with the key named "only" (from s.yml:2)"#))
    }

    @Test("Tells every broken rule of a value, and every value")
    func rules() throws {
        let text = """
            #@data/values-schema
            ---
            #@schema/validation one_of=["a", 'b'], min_len=3
            name: a
            #@schema/validation max=1.5
            ratio: 2

            """
        let schema = try #require(try ValuesSchema.ytt(text, file: "s.yml"))
        let refusal = try #require(throws: ValuesRefusal.self) {
            try schema.check([ValuesFile(name: "v.yaml", text: "name: x\n")])
        }
        #expect(
            refusal.yttReport == """
                ytt: Error: Validating final data values:
                  name
                    from: v.yaml:1
                    - must be: length >= 3 (by: s.yml:3)
                      found: length = 1
                    - must be: one of ["a", "b"] (by: s.yml:3)
                      found: not one of allowed values

                  ratio
                    from: s.yml:6
                    - must be: a value <= 1.5 (by: s.yml:5)
                      found: value > 1.5



                """
        )
    }

    @Test(
        "Has ytt's words for the other failures",
        arguments: [
            (
                "workload_name:\n  a: 1\n",
                "ytt: Error: Overlaying data values (in following order: additional data values): "
                    + "Document on line v.yaml:1: Map item (key 'workload_name') on line v.yaml:1: "
                    + "Expected map, but was string\n"
            ),
            (
                "#@ code\nworkload_name: a\n",
                "ytt: Error: Extracting data value from file: Checking data values file 'v.yaml': "
                    + "Expected to be plain YAML, having no annotations "
                    + "(hint: remove comments starting with `#@`)\n"
            ),
        ]
    )
    func otherFailures(values: String, report: String) throws {
        #expect(try self.report([ValuesFile(name: "v.yaml", text: values)]) == report)
    }

    @Test("Says where a file is not YAML")
    func notYAML() throws {
        let report = try report([ValuesFile(name: "v.yaml", text: "a: 1\nb: [\n")])
        #expect(
            report.hasPrefix(
                "ytt: Error: Extracting data value from file: Unmarshaling YAML data values file 'v.yaml': yaml: line "
            )
        )
    }

    private func report(_ files: [ValuesFile]) throws -> String {
        let schema = try #require(try ValuesSchema.ytt(schema, file: "schema.yml"))
        return try #require(throws: ValuesRefusal.self) { try schema.check(files) }.yttReport
    }
}
