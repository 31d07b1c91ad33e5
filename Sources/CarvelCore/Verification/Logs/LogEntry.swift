public import FoundationEssentials
import OrderedCollections
public import YAMLDocument

/// One line of a controller's log.
public struct LogEntry: Sendable, Hashable {
    /// The cluster, as the user knows it.
    public var cluster: String
    /// The controller, by the label of its Pod, such as `source-controller`.
    public var controller: String
    /// When it was written, as the node has noted it down.
    public var time: Date
    /// How grave it is.
    public var level: Level
    /// The kind of the object that it is about, such as `Kustomization`; `nil` where it is about none.
    public var kind: String?
    /// The namespace of the object.
    public var namespace: String?
    /// The name of the object.
    public var name: String?
    /// What it says, with the error where there is one; secrets masked.
    public var message: String
    /// The time with all its digits, by which lines are told apart.
    var stamp: String

    /// How grave a line is.
    public enum Level: String, Sendable, Hashable, CaseIterable {
        case debug, info, error
    }
}

extension LogEntry {
    /// Reads a line with its time in front: JSON as the controllers write it, or the text of klog.
    ///
    /// Source: Flux, "Logs"; kapp-controller, `cmd/controller/run.go`; klog's header.
    init?(_ line: String, of controller: String, on cluster: String) {
        guard let space = line.firstIndex(of: " "), let time = ObjectTime.date(String(line[..<space])) else {
            return nil
        }
        let text = line[line.index(after: space)...]
        self.init(
            cluster: cluster,
            controller: controller,
            time: time,
            level: .info,
            message: String(text),
            stamp: Self.padded(line[..<space])
        )
        if text.first == "{", let json = try? JSONReader.value(String(text)) {
            read(json)
        } else if let first = text.first, let end = text.firstRange(of: "] "), let level = Self.klogLevels[first] {
            self.level = level
            message = String(text[end.upperBound...])
        }
        message = SecretText.masked(message)
    }

    private static let klogLevels: [Character: Level] = ["I": .info, "W": .info, "E": .error, "F": .error]

    private mutating func read(_ json: JSONValue) {
        switch json["level"]?.string {
        case "debug", "trace": level = .debug
        case "error", "fatal", "panic", "dpanic": level = .error
        default: level = .info
        }
        let error = json["error"]?.string
        message = [json["msg"]?.string, error].compactMap(\.self).filter { !$0.isEmpty }.joined(separator: ": ")
        if let kind = json["controllerKind"]?.string {
            self.kind = kind
            name = json["name"]?.string
            namespace = json["namespace"]?.string
        } else if let logger = json["logger"]?.string, let kind = Self.kind(ofLogger: logger) {
            let request = json["request"]
            let parts = request?.string?.split(separator: "/").map(String.init) ?? []
            guard let name = request?["name"]?.string ?? parts.last else { return }
            self.kind = kind
            self.name = name
            namespace = request?["namespace"]?.string ?? (parts.count == 2 ? parts[0] : nil)
        }
    }

    /// kapp-controller names no kinds, but each of its controllers has a logger; older ones had other names.
    private static func kind(ofLogger logger: String) -> String? {
        switch logger.split(separator: ".").last {
        case "app", "ar": ResourceType.app.kind
        case "pkgi", "pir": ResourceType.packageInstall.kind
        case "pkgr", "pkgrr": ResourceType.packageRepository.kind
        default: nil
        }
    }

    /// A time with nine digits of the second, so that times compare as text.
    private static func padded(_ stamp: Substring) -> String {
        let seconds = stamp.prefix(19)
        let digits = stamp.dropFirst(20).prefix { $0.isNumber }
        return "\(seconds).\(digits)" + String(repeating: "0", count: max(0, 9 - digits.count))
    }

    /// Oldest first.
    static func isEarlier(_ one: LogEntry, _ other: LogEntry) -> Bool {
        (one.stamp, one.cluster, one.controller) < (other.stamp, other.cluster, other.controller)
    }

    /// The object, as `flux logs` has it: `Kustomization/app.shop`; `nil` where it is about none.
    public var object: String? {
        guard let kind, let name else { return nil }
        return "\(kind)/\(name)" + (namespace.map { ".\($0)" } ?? "")
    }

    /// The entry as an object; what is not known is left out.
    public var json: JSONValue {
        var members: JSONObject = [
            "cluster": .string(cluster), "controller": .string(controller), "time": .string("\(stamp)Z"),
            "level": .string(level.rawValue),
        ]
        members["kind"] = kind.map(JSONValue.string)
        members["namespace"] = namespace.map(JSONValue.string)
        members["name"] = name.map(JSONValue.string)
        members["message"] = .string(message)
        return .object(members)
    }

    /// The time to the millisecond.
    public var shortTime: String { "\(stamp.prefix(23))Z" }
}
