import OrderedCollections
import YAMLDocument

/// A kubeconfig as `clientcmd` merges it from one file or several: the first to name an entry wins.
///
/// Source: Kubernetes, `k8s.io/client-go/tools/clientcmd`.
public struct Kubeconfig: Sendable {
    /// The context to use where none is asked for.
    public private(set) var currentContext: String?
    /// The files that were read, in order.
    public private(set) var files: [String] = []
    private(set) var clusters: OrderedDictionary<String, Entry> = [:]
    private(set) var users: OrderedDictionary<String, Entry> = [:]
    private(set) var contexts: OrderedDictionary<String, Entry> = [:]

    /// A named part of a kubeconfig, and the file that it stands in.
    struct Entry: Sendable {
        /// `cluster`, `user` or `context`.
        var kind: String
        var name: String
        var members: JSONValue
        var file: String

        /// Where it is, for messages.
        var place: String { "\(file): \(kind) \"\(name)\"" }

        /// The folder that its relative paths start from.
        var folder: String {
            file.lastIndex(of: "/").map { String(file[..<$0]) } ?? "."
        }

        /// Its members, to be read by their types.
        var fields: KubeconfigFields { KubeconfigFields(place: place, members: members) }

        /// A text member, where it is there and not empty.
        func text(_ member: String) throws(KubeconfigError) -> String? { try fields.text(member) }
    }

    /// An empty kubeconfig.
    public init() {}

    /// The names of its contexts.
    public var contextNames: [String] { Array(contexts.keys) }

    /// The names of its clusters.
    public var clusterNames: [String] { Array(clusters.keys) }

    /// The name of the cluster that a context is of; `nil` where there is no such context, or it names none.
    public func clusterName(ofContext name: String) -> String? {
        contexts[name]?.members["cluster"]?.string
    }

    /// The names of its users.
    public var userNames: [String] { Array(users.keys) }

    /// Adds what a file says and no earlier one has said.
    ///
    /// - Parameter file: where the text is from; relative paths in it start from there.
    /// - Throws: `KubeconfigError` where the text is no kubeconfig.
    public mutating func merge(_ text: String, file: String) throws(KubeconfigError) {
        let documents: [JSONValue]
        do {
            documents = try YAMLReader.documents(text, file: file)
        } catch {
            throw KubeconfigError("\(error)")
        }
        files.append(file)
        guard let config = documents.first else { return }
        guard config.object != nil else {
            throw KubeconfigError("\(file): not a kubeconfig; expected apiVersion: v1, kind: Config")
        }
        if let kind = config["kind"]?.string, kind != "Config" {
            throw KubeconfigError("\(file): kind is \"\(kind)\", expected \"Config\"")
        }
        if let name = config["current-context"], !name.isNull {
            guard let name = name.string else {
                throw KubeconfigError("\(file): current-context is no text; put it in quotes")
            }
            if currentContext == nil, !name.isEmpty { currentContext = name }
        }
        try Self.add(config, list: "clusters", kind: "cluster", file: file, to: &clusters)
        try Self.add(config, list: "users", kind: "user", file: file, to: &users)
        try Self.add(config, list: "contexts", kind: "context", file: file, to: &contexts)
    }

    private static func add(
        _ config: JSONValue,
        list: String,
        kind: String,
        file: String,
        to entries: inout OrderedDictionary<String, Entry>
    ) throws(KubeconfigError) {
        guard let value = config[list], !value.isNull else { return }
        guard let items = value.array else { throw KubeconfigError("\(file): \(list) is no list") }
        var namesHere: Set<String> = []
        for (index, item) in items.enumerated() {
            guard let name = item["name"]?.string, !name.isEmpty else {
                throw KubeconfigError("\(file): \(list)[\(index)] has no name")
            }
            // kubectl refuses two of one name in one file as well.
            guard namesHere.insert(name).inserted else {
                throw KubeconfigError("\(file): two entries of \(list) are named \"\(name)\"; remove or rename one")
            }
            if entries[name] == nil {
                entries[name] = Entry(kind: kind, name: name, members: item[kind] ?? [:], file: file)
            }
        }
    }
}

/// What is wrong with a kubeconfig: the file, the entry and the field in one sentence, with what to do.
public struct KubeconfigError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The whole sentence.
    public var description: String

    /// An error that says this.
    public init(_ description: String) {
        self.description = description
    }
}
