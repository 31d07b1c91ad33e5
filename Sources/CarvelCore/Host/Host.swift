public import FoundationEssentials
public import HTTPTransport

/// Everything that a command takes from the machine it runs on. The core reads nothing behind its back, so a test can
/// give it a machine of its own.
public struct Host: Sendable {
    /// The environment variables.
    public var variables: [String: String]
    /// The folder that relative paths start from.
    public var currentDirectory: String
    /// The files, by absolute paths.
    public var files: FileSystem
    /// The way to servers.
    public var http: any HTTPClient
    /// What waiting is measured by.
    public var clock: any Clock<Duration>
    /// Who listens to the warnings of servers.
    public var warn: @Sendable (ServerWarning) -> Void
    /// Who listens to what is worth saying of the machine itself, a sentence each, and changes nothing of the result.
    public var notice: @Sendable (String) -> Void
    /// The programs that can be run.
    public var programs: Programs
    /// The time of day, by which credentials expire.
    public var now: @Sendable () -> Date
    /// How long processors have worked for this process, by which it knows whether it is busy.
    public var processorTime: @Sendable () -> Duration = { Processors.time() }
    /// How many processors it has.
    public var processors: Int = Processors.count

    /// A machine in its parts.
    public init(
        variables: [String: String],
        currentDirectory: String,
        files: FileSystem,
        http: any HTTPClient,
        clock: any Clock<Duration> = ContinuousClock(),
        warn: @escaping @Sendable (ServerWarning) -> Void = { _ in },
        notice: @escaping @Sendable (String) -> Void = { _ in },
        programs: Programs = .none,
        now: @escaping @Sendable () -> Date = { Date.now }
    ) {
        self.variables = variables
        self.currentDirectory = currentDirectory
        self.files = files
        self.http = http
        self.clock = clock
        self.warn = warn
        self.notice = notice
        self.programs = programs
        self.now = now
    }

    /// A machine with nothing but a network: no files, and no programs.
    public init(http: any HTTPClient) {
        self.init(variables: [:], currentDirectory: "/", files: .none, http: http)
    }

    /// The user's home folder, where `~/.kube` is.
    public var homeDirectory: String? {
        variables["HOME"].flatMap { $0.isEmpty ? nil : $0 }
    }

    /// The folder for files that a command removes again.
    public var temporaryDirectory: String {
        variables["TMPDIR"].flatMap { $0.isEmpty ? nil : $0 } ?? "/tmp"
    }

    /// The folder for what may be lost at any time, by the rules of XDG; `nil` where the user has no home.
    public var cacheDirectory: String? {
        if let folder = variables["XDG_CACHE_HOME"], folder.hasPrefix("/") { return folder }
        return homeDirectory.map { "\($0)/.cache" }
    }

    /// A path as it is meant from `folder`, by default the current folder: absolute ones stay.
    public func absolutePath(_ path: String, from folder: String? = nil) -> String {
        path.hasPrefix("/") ? path : (folder ?? currentDirectory) + "/" + path
    }
}
