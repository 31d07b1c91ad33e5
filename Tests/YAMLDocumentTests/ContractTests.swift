import Testing

@testable import YAMLDocument

@Suite("Reading agrees with Kubernetes' own reader")
struct ContractTests {
    /// Errors whose text is Go's way to print a value; ours say the same in words and do not show the value.
    static let ownWords = [
        "unsupported map key of type: %!s(<nil>), key: <nil>, value: \"a\"": "unsupported map key: null",
        "invalid map key: []interface {}{\"a\", \"b\"}": "invalid map key: not a scalar",
    ]

    @Test("All recorded cases are there") func allCasesAreThere() throws {
        let cases = try ContractCase.all()
        #expect(cases.count == 119)
        #expect(cases.count { $0.error != nil } == 24)
        #expect(cases.count { $0.strictError != nil } == 1)
    }

    @Test("A recorded text gives the recorded value", arguments: try ContractCase.all().filter { $0.json != nil })
    func value(of recorded: ContractCase) throws {
        // The recording reads one document, and an empty text as null.
        #expect(try (YAMLReader.documents(recorded.yaml).first ?? .null) == recorded.json)
    }

    /// The whole message is compared, except where it says the line: ours is told apart, and exact.
    @Test("A recorded error is found again", arguments: try ContractCase.all().filter { $0.error != nil })
    func error(of recorded: ContractCase) throws {
        let expected = withoutPlace(try #require(recorded.error))
        let error = #expect(throws: YAMLError.self) { try YAMLReader.documents(recorded.yaml) }
        #expect(error?.message == Self.ownWords[expected] ?? expected)
    }

    @Test(
        "Strict reading refuses what Kubernetes refuses",
        arguments: try ContractCase.all().filter { $0.error == nil }
    )
    func strict(_ recorded: ContractCase) throws {
        guard let strictError = recorded.strictError else {
            #expect(try (YAMLReader.documents(recorded.yaml, strict: true).first ?? .null) == recorded.json)
            return
        }
        let error = #expect(throws: YAMLError.self) { try YAMLReader.documents(recorded.yaml, strict: true) }
        #expect(error?.message == withoutPlace(strictError))
        #expect(error?.line == 2)
        #expect(error?.column == 1)
    }
}
