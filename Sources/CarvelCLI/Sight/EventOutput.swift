public import CarvelCore
public import FoundationEssentials
import YAMLDocument

/// Prints events, and goes on with those that come where that is asked for.
public struct EventOutput: Sendable {
    let events: DeliveryEvents
    let output: OutputFormat
    let now: @Sendable () -> Date

    /// - Parameter now: what ages are counted to.
    public init(_ events: DeliveryEvents, output: OutputFormat, now: @escaping @Sendable () -> Date) {
        self.events = events
        self.output = output
        self.now = now
    }

    /// Prints what there is. A cluster that can't be asked is told on stderr, and hides no other.
    ///
    /// - Throws: `ExitStatus.undetermined` where a cluster could not be asked; `CancellationError`.
    public func once() async throws {
        let reading = await events.read()
        try Task.checkCancellation()
        switch output {
        case .table, .wide:
            var table = self.table
            for event in reading.events { table.add(cells(of: event)) }
            table.end()
        case .name:
            for event in reading.events { Console.standard.write(Self.name(of: event)) }
        case .json, .yaml:
            let list: JSONValue = [
                "apiVersion": .string(Delivery.apiVersion), "kind": "DeliveryEventList",
                "items": .array(reading.events.map(\.json)),
            ]
            Console.standard.write(output == .json ? JSONWriter.prettyString(list) : YAMLWriter.string(list))
        }
        reading.failures.tell()
        if !reading.failures.isEmpty { throw ExitStatus.undetermined }
        if reading.events.isEmpty { Console.standard.tell(.warning, "no events found") }
    }

    /// Prints what there is and then what comes, until the task is cancelled. JSON and YAML come as one object an event.
    ///
    /// - Throws: `CancellationError`; nothing else ends it.
    public func follow() async throws {
        let reading = await events.read()
        try Task.checkCancellation()
        var table = self.table
        for event in reading.events { write(event, to: &table) }
        table.end()
        reading.failures.tell()
        for await news in events.news(after: reading) {
            switch news {
            case .event(let event):
                write(event, to: &table)
                table.end()
            case .outOfTouch(let failure): Console.standard.tell(.warning, failure.message)
            case .backInTouch(let cluster): Console.standard.tell(.success, "cluster \"\(cluster)\" is seen again")
            }
        }
        try Task.checkCancellation()
    }

    private func write(_ event: DeliveryEvent, to table: inout StreamedTable) {
        switch output {
        case .table, .wide: table.add(cells(of: event))
        case .name: Console.standard.write(Self.name(of: event))
        case .json: Console.standard.write(JSONWriter.prettyString(Self.object(event)))
        case .yaml: Console.standard.write("---\n" + YAMLWriter.string(Self.object(event)))
        }
    }

    /// An event as an object of its own.
    private static func object(_ event: DeliveryEvent) -> JSONValue {
        ["apiVersion": .string(Delivery.apiVersion), "kind": "DeliveryEvent", "event": event.json]
    }

    private static func name(of event: DeliveryEvent) -> String { "event/\(event.name)" }

    private var table: StreamedTable {
        let header =
            output == .wide
            ? [
                "LAST SEEN", "CLUSTER", "NAMESPACE", "TYPE", "REASON", "OBJECT", "SOURCE", "FIRST SEEN", "COUNT",
                "MESSAGE",
            ] : ["LAST SEEN", "CLUSTER", "TYPE", "REASON", "OBJECT", "MESSAGE"]
        return StreamedTable(header, width: Console.standard.columns) { Console.standard.write($0) }
    }

    private func cells(of event: DeliveryEvent) -> [String?] {
        let lastSeen = age(of: event.lastSeen)
        guard output == .wide else {
            return [lastSeen, event.cluster, event.type.rawValue, event.reason, event.object, event.message]
        }
        return [
            lastSeen, event.cluster, event.namespace, event.type.rawValue, event.reason, event.object, event.source,
            age(of: event.firstSeen), "\(event.count)", event.message,
        ]
    }

    private func age(of time: Date?) -> String {
        guard let time else { return "<unknown>" }
        return HumanDuration.text(seconds: Int(now().timeIntervalSince(time).rounded(.down)))
    }
}
