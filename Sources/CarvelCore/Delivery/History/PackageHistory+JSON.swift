import FoundationEssentials
import GitRepository
import OrderedCollections
public import YAMLDocument

extension PackageHistory {
    /// The history as a versioned object, kind `PackageHistory`.
    public var json: JSONValue {
        [
            "apiVersion": .string(Delivery.apiVersion),
            "kind": "PackageHistory",
            "metadata": ["name": .string(package)],
            "status": ["entries": .array(entries.map(\.json))],
        ]
    }
}

extension PackageHistory.Entry {
    /// When it came to the branch, as RFC 3339 has it, in UTC.
    public var time: String {
        Date(timeIntervalSince1970: Double(commit.time)).ISO8601Format()
    }

    /// The first line of the commit's message.
    public var subject: String {
        String(commit.message.prefix { !$0.isNewline })
    }

    var json: JSONValue {
        var members: JSONObject = ["cluster": .string(cluster), "event": .string(event.rawValue)]
        if let version { members["version"] = .string(version) }
        if let constraints { members["constraints"] = .string(constraints) }
        members["time"] = .string(time)
        members["commit"] = .string(commit.id)
        members["author"] = ["name": .string(commit.author.name), "email": .string(commit.author.email)]
        members["subject"] = .string(subject)
        return .object(members)
    }
}
