import Subprocess
import Testing

@Suite("A command that is stopped ends in good order")
struct InterruptTests {
    @Test("While it waits: exit status 130, and nothing left behind", arguments: [Signal.interrupt, .terminate])
    func waiting(_ signal: Signal) async throws {
        try await Workbench.with { bench in
            try await bench.add()
            // Nothing was applied, so there is nothing that could become verified.
            let status = try await bench.interrupt(
                "kubectl-carvel-verify",
                ["--wait"],
                once: "◎ staging: PackageInstall/app",
                with: signal
            )
            #expect(status == 130)
            #expect(try bench.folder.contents("temporary").isEmpty)
        }
    }

    @Test("While it watches, which has no other end")
    func watching() async throws {
        try await Workbench.with { bench in
            try await bench.complete()
            let status = try await bench.interrupt(
                "kubectl-carvel-verify",
                ["--watch"],
                once: "✔ delivery shop is verified",
                with: .interrupt
            )
            #expect(status == 130)
        }
    }
}
