import Testing

@testable import CarvelCLI
@testable import CarvelCore

@Suite("The progress of a verification")
struct ProgressBarTests {
    @Test("A bar shows how much is verified and what is waited for, in one line of a terminal")
    func text() {
        #expect(
            ProgressBar.text(3, of: 4, "verified", "staging: App/app")
                == "[===============     ] 3/4 verified  staging: App/app"
        )
        #expect(ProgressBar.text(0, of: 0, "verified", nil) == "[                    ] 0/0 verified")
        let long = ProgressBar.text(1, of: 1, "verified", String(repeating: "x", count: 100))
        #expect(long.count == 78)
        #expect(long.hasSuffix("…"))
    }

    @Test(
        "A verdict is an exit status",
        arguments: [(.verified, 0), (.progressing, 1), (.failed, 1), (.unknown, 2)] as [(Verdict, Int32)]
    )
    func status(verdict: Verdict, status: Int32) {
        #expect(ExitStatus(verdict).rawValue == status)
    }
}
