public import CarvelCore
import FoundationEssentials
import HTTPTransport

extension Host {
    /// The machine that this process runs on.
    ///
    /// - Parameter logsRequests: whether each request to a server is told on stderr.
    public static func process(logsRequests: Bool = false) -> Host {
        let client = CurlClient()
        return Host(
            variables: ProcessInfo.processInfo.environment,
            currentDirectory: FileManager.default.currentDirectoryPath,
            files: .local,
            http: logsRequests ? RequestLog(client: client, console: .standard) : client
        )
    }
}
