public import CarvelCore
import FoundationEssentials
import Glibc
import HTTPTransport

extension Host {
    /// The machine that this process runs on. Warnings of servers are told on stderr.
    ///
    /// - Parameter verbosity: from 6 on each request to a server is told on stderr, with more of it up to 9.
    public static func process(verbosity: Int = 0) -> Host {
        let client = CurlClient()
        let console = Console.standard
        let warnings = ServerWarnings { console.tell(.warning, $0) }
        let log = RequestLog(client: client, level: verbosity) { console.talk($0) }
        return Host(
            variables: ProcessInfo.processInfo.environment,
            currentDirectory: FileManager.default.currentDirectoryPath,
            files: .local,
            http: verbosity >= RequestLog.lowestLevel ? log : client,
            warn: { (warning: ServerWarning) in warnings.tell(warning) },
            notice: { (sentence: String) in warnings.tell(sentence) },
            programs: .local(
                terminal: isatty(STDIN_FILENO) == 1 ? STDIN_FILENO : nil,
                messages: STDERR_FILENO
            )
        )
    }
}
