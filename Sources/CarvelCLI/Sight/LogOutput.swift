public import CarvelCore
import YAMLDocument

/// Prints lines of logs, and goes on with those that come where that is asked for.
public struct LogOutput: Sendable {
    let logs: DeliveryLogs
    let output: OutputFormat
    /// How many of the lines that there are; `nil` for all.
    let tail: Int?

    /// - Parameter tail: print so many of the lines that there are, the latest; `nil` for all.
    public init(_ logs: DeliveryLogs, output: OutputFormat, tail: Int?) {
        self.logs = logs
        self.output = output
        self.tail = tail
    }

    /// Prints what there is. A cluster that can't be asked is told on stderr, and hides no other.
    ///
    /// - Throws: `ExitStatus.undetermined` where a cluster could not be asked; `CancellationError`.
    public func once() async throws {
        let reading = await logs.read()
        try Task.checkCancellation()
        let entries = latest(reading)
        switch output {
        case .json, .yaml:
            let list: JSONValue = [
                "apiVersion": .string(Delivery.apiVersion), "kind": "LogEntryList",
                "items": .array(entries.map(\.json)),
            ]
            Console.standard.write(output == .json ? JSONWriter.prettyString(list) : YAMLWriter.string(list))
        case .table, .wide, .name: for entry in entries { write(entry) }
        }
        reading.failures.tell()
        if !reading.failures.isEmpty { throw ExitStatus.undetermined }
        if entries.isEmpty { Console.standard.tell(.warning, "no lines found") }
    }

    /// Prints what there is and then what comes, until the task is cancelled. JSON comes as one object a line.
    ///
    /// - Throws: `CancellationError`; nothing else ends it.
    public func follow() async throws {
        let reading = await logs.read()
        try Task.checkCancellation()
        for entry in latest(reading) { write(entry) }
        reading.failures.tell()
        for await news in logs.news(after: reading) {
            switch news {
            case .entry(let entry): write(entry)
            case .outOfTouch(let failure): Console.standard.tell(.warning, failure.message)
            case .backInTouch(let cluster): Console.standard.tell(.success, "cluster \"\(cluster)\" is seen again")
            }
        }
        try Task.checkCancellation()
    }

    private func latest(_ reading: LogReading) -> ArraySlice<LogEntry> {
        tail.map { reading.entries.suffix($0) } ?? reading.entries[...]
    }

    private func write(_ entry: LogEntry) {
        switch output {
        case .table, .wide: Console.standard.write(Self.line(entry, isWide: output == .wide))
        case .name: if let object = entry.object { Console.standard.write(object) }
        case .json: Console.standard.write(String(decoding: JSONWriter.bytes(entry.json), as: UTF8.self))
        case .yaml: Console.standard.write("---\n" + YAMLWriter.string(entry.json))
        }
    }

    /// As `flux logs` has it, with the cluster in front: `prod 2026-… info App/app.shop - message`.
    static func line(_ entry: LogEntry, isWide: Bool) -> String {
        let words = [
            entry.cluster, isWide ? entry.controller : nil, entry.shortTime, entry.level.rawValue, entry.object, "-",
            CellText(entry.message).text,
        ]
        return words.compactMap(\.self).joined(separator: " ")
    }
}
