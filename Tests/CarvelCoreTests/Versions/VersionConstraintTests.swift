import CarvelCore
import Testing

@Suite("Version constraints")
struct VersionConstraintTests {
    @Test(
        "Let the right versions pass",
        arguments: [
            (">=1.0.0 <2.0.0 || 3.x", ["1.0.0", "1.9.9", "3.0.0", "3.7.1"], ["0.9.9", "2.0.0", "4.0.0"]),
            (">= 1.0.0", ["1.0.0"], ["1.0.0-rc.1"]),
            ("1.2.x", ["1.2.0", "1.2.9", "1.3.0-rc.1"], ["1.3.0", "1.2.0-rc.1", "1.1.9"]),
            // The controller asks for both "below 1.0.0" and "2.0.0 or above".
            ("!=1.x", [], ["0.9.0", "1.0.0", "1.9.9", "2.0.0"]),
            (">1.x", ["2.0.0"], ["1.9.9"]),
            ("<=1.x", ["1.9.9"], ["2.0.0"]),
            // Odd, but so it is: the controller takes the last number before any x for the one to count up.
            ("1.x.x", ["1.0.9"], ["1.1.0"]),
            // A sign alone is a single character, which the controller drops.
            ("! 1.0.0", ["1.0.0"], ["1.0.1"]),
            ("20230518150903.0.0", ["20230518150903.0.0"], ["20230518150903.0.0+build.6db88c7"]),
        ]
    )
    func judge(text: String, passing: [String], failing: [String]) throws {
        let constraint = try VersionConstraint(text)
        for version in passing {
            #expect(try constraint.allows(SemanticVersion(version)), "\(version)")
        }
        for version in failing {
            #expect(try !constraint.allows(SemanticVersion(version)), "\(version)")
        }
    }

    @Test(
        "Say what is wrong with them",
        arguments: [
            ("^1.2.0", VersionConstraintError.unknownSign("^", in: "^1.2.0")),
            ("latest", .noVersion(in: "latest")),
            (">=1.2", .badVersion("1.2", in: ">=1.2", reason: .notThreeParts)),
            ("*", .endsWithOr),
            ("1.0.0 ||", .endsWithOr),
            ("|| 1.0.0", .startsWithOr),
            ("1.0.0 || || 2.0.0", .emptyAlternative),
            ("0.1.0-experimental", .noVersion(in: "<")),
            // Wildcards are looked at first, so the second fault is the one reported.
            ("^1.0.0 || xx", .noVersion(in: "xx")),
        ]
    )
    func errors(text: String, error: VersionConstraintError) {
        #expect(throws: error) { try VersionConstraint(text) }
    }
}
