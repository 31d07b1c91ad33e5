import Testing
import YAMLDocument

@testable import CarvelCore

@Suite("Single values, as --set gives them")
struct ValuesAssignmentTests {
    private static func applied(_ assignments: [String], to text: String? = nil) throws -> JSONValue? {
        let file = text.map { ValuesFile(name: "v.yaml", text: $0) }
        return try apply(assignments, to: file).map { try YAMLReader.document($0.text) }
    }

    private static func apply(_ assignments: [String], to file: ValuesFile?) throws -> ValuesFile? {
        try ValuesAssignment.apply(assignments.map { try ValuesAssignment(set: $0) }, to: file)
    }

    static let cases: [(String, JSONValue)] = [
        ("replicas=2", ["replicas": 2]),
        ("replicas=\"2\"", ["replicas": "2"]),
        ("on=true", ["on": true]),
        ("name=app", ["name": "app"]),
        ("name=", ["name": ""]),
        ("name=a=b", ["name": "a=b"]),
        ("none=null", ["none": .null]),
        ("list=[a, b]", ["list": ["a", "b"]]),
        ("a.b.c=1", ["a": ["b": ["c": 1]]]),
    ]

    @Test("Are read as YAML reads them", arguments: cases)
    func values(assignment: String, values: JSONValue) throws {
        #expect(try Self.applied([assignment]) == values)
    }

    @Test("Are laid over the file, the last one on top")
    func overlay() throws {
        let values = try Self.applied(["a.b=2", "d=4", "d=5"], to: "a: {b: 1, c: 3}\nd: {}\n")
        #expect(values == ["a": ["b": 2, "c": 3], "d": 5])
    }

    @Test("Leave the rest of the file as it is written")
    func inPlace() throws {
        let file = ValuesFile(name: "v.yaml", text: "# Mine.\ndb:  # the old one\n    host: 'a'\n")
        let values = try Self.apply(["db.host=b", "db.port=5432", "replicas=2"], to: file)
        #expect(values?.text == "# Mine.\ndb:  # the old one\n    host: 'b'\n    port: 5432\nreplicas: 2\n")
    }

    @Test("Leave the file as it is where there are none")
    func none() throws {
        let file = ValuesFile(name: "v.yaml", text: "# Mine.\na: 1\n")
        #expect(try Self.apply([], to: file) == file)
        #expect(try Self.apply([], to: nil) == nil)
        #expect(try Self.apply(["a=2"], to: file)?.name == "v.yaml")
    }

    @Test("Need a key and a value, and never tell the value", arguments: ["replicas", "=2", ""])
    func incomplete(assignment: String) {
        let error = #expect(throws: DeliveryError.self) { try Self.applied([assignment]) }
        #expect(error?.description.hasSuffix("expected key=value") == true)
    }

    @Test("Name the key where the value can't be read")
    func unreadable() {
        let error = #expect(throws: DeliveryError.self) { try Self.applied(["a.b=[hunter2"]) }
        #expect(error?.place == "--set a.b")
        #expect(error?.description.contains("hunter2") == false)
    }

    @Test("Need a file that is a mapping", arguments: ["- a\n", "text\n"])
    func noMapping(text: String) {
        let error = #expect(throws: DeliveryError.self) { try Self.applied(["a=1"], to: text) }
        #expect(error?.description == "v.yaml: holds no mapping of values")
    }
}
