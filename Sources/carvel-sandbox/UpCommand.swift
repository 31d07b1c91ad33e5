import ArgumentParser
import Dispatch
import Glibc
import Sandbox

struct UpCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "up",
        abstract: "Run a sandbox until Ctrl-C, or until the parent process ends.",
        discussion: """
            Prints the environment variables to set, one export a line, once all is
            ready.

            EXAMPLES:
              carvel-sandbox up
              carvel-sandbox up --flux 0.41 --run-clusters staging,prod,edge

            \(SandboxOptions.faultHelp)
            """
    )

    @OptionGroup var options: SandboxOptions

    func run() async throws {
        let ends = EndOfUse()
        let sandbox = try await options.start()
        for (name, value) in sandbox.variables {
            print("export \(name)='\(value)'")
        }
        fflush(nil)
        await ends.wait()
        try await sandbox.stop()
    }
}

/// Tells when nobody needs the process any more: on Ctrl-C, on SIGTERM, or when the parent has ended.
private struct EndOfUse {
    private let events: AsyncStream<Void>
    private let sources: [any DispatchSourceProtocol]

    init() {
        let (events, event) = AsyncStream.makeStream(of: Void.self)
        self.events = events
        var sources: [any DispatchSourceProtocol] = [SIGINT, SIGTERM, SIGHUP].map { number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler { event.yield() }
            return source
        }
        // Linux tells an orphan of its parent's end only by a call that Swift can't make, so it is looked up.
        let parent = getppid()
        let timer = DispatchSource.makeTimerSource(queue: .global())
        timer.schedule(deadline: .now() + 1, repeating: 1)
        timer.setEventHandler { if getppid() != parent { event.yield() } }
        sources.append(timer)
        sources.forEach { $0.resume() }
        self.sources = sources
    }

    func wait() async {
        for await _ in events { break }
        withExtendedLifetime(sources) {}
    }
}
