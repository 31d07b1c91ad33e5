public import ArgumentParser
public import CarvelCore

extension LogEntry.Level: ExpressibleByArgument {}

extension StateKind: ExpressibleByArgument {
    /// By any of its names.
    public init?(argument: String) {
        self.init(name: argument)
    }
}
