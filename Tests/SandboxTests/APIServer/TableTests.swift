import CarvelCore
import FoundationEssentials
import Testing
import YAMLDocument

@testable import Sandbox

@Suite("Tables")
struct TableTests {
    private static let object: JSONValue = [
        "metadata": ["name": "x", "annotations": ["example.com/a": "b"]],
        "spec": ["ports": [1, 2], "nested": ["a": true]],
        "status": [
            "conditions": [["type": "Stalled", "status": "False"], ["type": "Ready", "status": "True", "n": 3]]
        ],
    ]

    @Test(
        "find cells by JSONPath",
        arguments: [
            (".metadata.name", ["x"]),
            ("{.metadata.name}", ["x"]),
            (".metadata.annotations.example\\.com/a", ["b"]),
            (".metadata.annotations['example.com/a']", ["b"]),
            (".status.conditions[?(@.type==\"Ready\")].status", ["True"]),
            (".status.conditions[?(@.type=='Absent')].status", []),
            (".status.conditions[?(@.n==3)].type", ["Ready"]),
            (".status.conditions[0].type", ["Stalled"]),
            (".status.conditions[-1].type", ["Ready"]),
            (".status.conditions[*].type", ["Stalled", "Ready"]),
            (".spec.ports[*]", [1, 2]),
            (".spec.absent.deeper", []),
        ] as [(String, [JSONValue])]
    )
    func path(text: String, expected: [JSONValue]) throws {
        let path = try #require(JSONPathExpression(text))
        #expect(path.values(in: Self.object) == expected)
    }

    @Test("know the paths that columns may not use", arguments: ["..name", ".a[", ".a[?(@.b>1)]", "name", ".a[x]"])
    func unreadablePath(text: String) {
        #expect(JSONPathExpression(text) == nil)
    }

    @Test(
        "show ages as kubectl does",
        arguments: [
            (-5, "<invalid>"), (-1, "0s"), (0, "0s"), (119, "119s"), (120, "2m"), (303, "5m3s"), (600, "10m"),
            (10_799, "179m"), (10_800, "3h"), (11_400, "3h10m"), (28_800, "8h"), (172_799, "47h"), (172_800, "2d"),
            (180_000, "2d2h"), (691_200, "8d"), (63_072_000, "2y"), (63_158_400, "2y1d"), (252_288_000, "8y"),
        ]
    )
    func age(seconds: Int, text: String) {
        #expect(HumanDuration.text(seconds: seconds) == text)
    }

    @Test("print typed cells, and nothing where the value is absent")
    func cells() {
        let now = Date(timeIntervalSince1970: 1_800_000_060)
        func cell(_ type: String, _ path: String, _ object: JSONValue) -> JSONValue {
            let column = ResourceDefinition.PrinterColumn(
                name: "C",
                type: type,
                format: "",
                jsonPath: path,
                description: "",
                priority: 0
            )
            return TableColumn(column).cell(object, now)
        }
        #expect(cell("string", ".a", ["a": 5]) == "5")
        #expect(cell("string", ".a", ["a": ["b": true]]) == "{\"b\":true}")
        #expect(cell("integer", ".a", ["a": 5]) == 5)
        #expect(cell("boolean", ".a", ["a": true]) == true)
        #expect(cell("date", ".a", ["a": "2027-01-15T08:00:00Z"]) == "60s")
        #expect(cell("date", ".a", ["a": "yesterday"]) == "<invalid>")
        #expect(cell("string", ".b", ["a": 5]) == .null)
    }
}
