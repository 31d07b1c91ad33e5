import Testing

@testable import CarvelCore

@Suite("Numbers of names that are not kept")
struct NumbersByNameTests {
    private static let names = (0..<10_000).map { "name-\($0)" }
    private static let numbers = NumbersByName(names.enumerated().map { (number: $0, name: $1) }, atMost: 10_000)

    @Test("Are found by the names")
    func found() {
        for (number, name) in Self.names.enumerated() {
            #expect(Self.numbers.number(of: name) { Self.names[$0] == name } == number)
        }
    }

    @Test("Are not those of other names")
    func others() {
        for name in ["", "name", "name-", "name-10000"] {
            #expect(Self.numbers.number(of: name) { Self.names[$0] == name } == nil)
        }
        #expect(Self.numbers.number(of: "name-7") { _ in false } == nil)
        #expect(NumbersByName([], atMost: 0).number(of: "name-7") { _ in true } == nil)
    }

    @Test("Are found too where another name has the same hash")
    func collisions() {
        let numbers = NumbersByName([(number: 1, name: "same"), (number: 2, name: "same")], atMost: 2)
        for number in 1...2 { #expect(numbers.number(of: "same") { $0 == number } == number) }
    }
}
