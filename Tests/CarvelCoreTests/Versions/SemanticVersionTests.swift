import CarvelCore
import Testing

@Suite("Semantic versions")
struct SemanticVersionTests {
    @Test(
        "Are written as they were read",
        arguments: [
            "0.0.0", "1.2.3", "2.1.0-rc.1", "1.0.0-0", "20230518150903.0.0+build.6db88c7", "1.0.0-a-b.3+007.x",
            "18446744073709551615.0.0",
        ]
    )
    func roundTrip(text: String) throws {
        #expect(try SemanticVersion(text).description == text)
    }

    @Test("Have their parts")
    func parts() throws {
        let version = try SemanticVersion("1.2.3-rc.4+build.6db88c7")
        #expect(version.major == 1)
        #expect(version.minor == 2)
        #expect(version.patch == 3)
        #expect(version.prerelease.map(\.text) == ["rc", "4"])
        #expect(version.prerelease.map(\.number) == [nil, 4])
        #expect(version.build.map(\.text) == ["build", "6db88c7"])
        #expect(version.isPrerelease)
        #expect(try !SemanticVersion("1.2.3+rc").isPrerelease)
    }

    @Test("Are ordered as the controller orders them, build metadata included")
    func order() throws {
        let ascending = [
            "0.9.9", "1.0.0-0", "1.0.0-2", "1.0.0-10", "1.0.0-alpha", "1.0.0-alpha.1", "1.0.0-alpha.beta", "1.0.0-rc1",
            "1.0.0", "1.0.0+9", "1.0.0+10", "1.0.0+10.0", "1.0.0+a", "1.0.1-rc.1", "1.0.1", "1.1.0", "2.0.0", "10.0.0",
        ]
        let versions = try ascending.map { try SemanticVersion($0) }
        for (lower, higher) in zip(versions, versions.dropFirst()) {
            #expect(lower < higher)
            #expect(!(higher < lower))
            #expect(lower != higher)
        }
        #expect(versions.shuffled().sorted().map(\.description) == ascending)
    }

    @Test("Are equal, with equal hashes, where only zeroes before a number of the metadata differ")
    func equality() throws {
        let plain = try SemanticVersion("1.0.0+7")
        let padded = try SemanticVersion("1.0.0+007")
        #expect(plain == padded)
        #expect(Set([plain, padded]).count == 1)
        #expect(padded.description == "1.0.0+007")
        #expect(try SemanticVersion("1.0.0") != SemanticVersion("1.0.0+7"))
    }

    @Test(
        "Say why a text is none",
        arguments: [
            ("", SemanticVersionError.empty, "Version string empty"),
            ("1.2", .notThreeParts, "No Major.Minor.Patch elements found"),
            ("v1.2.3", .invalidCharacters(.major, "v1"), #"Invalid character(s) found in major number "v1""#),
            ("1. 2.3", .invalidCharacters(.minor, " 2"), #"Invalid character(s) found in minor number " 2""#),
            ("1.2.3.4", .invalidCharacters(.patch, "3.4"), #"Invalid character(s) found in patch number "3.4""#),
            ("01.2.3", .leadingZeroes(.major, "01"), #"Major number must not contain leading zeroes "01""#),
            (
                "1.2.3-01", .leadingZeroes(.prerelease, "01"),
                #"Numeric PreRelease version must not contain leading zeroes "01""#
            ),
            ("1.2.3-", .emptyIdentifier(.prerelease), "PreRelease is empty"),
            ("1.2.3+a..b", .emptyIdentifier(.build), "BuildMeta is empty"),
            (
                "1.2.3-a_b", .invalidCharacters(.prerelease, "a_b"),
                #"Invalid character(s) found in PreRelease "a_b""#
            ),
            ("1..3", .missingNumber, #"strconv.ParseUint: parsing "": invalid syntax"#),
            (
                "20000000000000000000.1.1", .numberTooLarge("20000000000000000000"),
                #"strconv.ParseUint: parsing "20000000000000000000": value out of range"#
            ),
            (
                "1.2.\"\n\u{1}", .invalidCharacters(.patch, "\"\n\u{1}"),
                #"Invalid character(s) found in patch number "\"\n\x01""#
            ),
        ]
    )
    func errors(text: String, error: SemanticVersionError, message: String) {
        #expect(throws: error) { try SemanticVersion(text) }
        #expect(error.description == message)
    }
}
