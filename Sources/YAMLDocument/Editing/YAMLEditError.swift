/// Why a YAML text was not edited; it is as it was.
public struct YAMLEditError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What stands in the way.
    public enum Reason: Sendable, Hashable {
        /// The text has only so many documents.
        case noSuchDocument(count: Int)
        /// There is nothing at the path.
        case notFound
        /// There is something at the path already.
        case alreadyThere
        /// A single value was expected there, or given.
        case notScalar
        /// A mapping was expected there.
        case notMapping
        /// A list was expected there.
        case notList
        /// It is written in brackets, where members cannot be added or taken out.
        case inBrackets
        /// It is an alias, so its value belongs to another place.
        case alias(String)
        /// An alias elsewhere stands for it, so that would change, too.
        case anchored(String)
        /// It has a tag of its own, which the new value may not fit.
        case tagged(String)
        /// The way it is laid out leaves no safe place for the edit: the result would not read as intended.
        case layout
    }

    /// The name of the file, if the text came from one.
    public let file: String?
    /// Where the path, or the last part of it that exists, is in the text.
    public let mark: YAMLMark?
    /// The path that was to be edited.
    public let path: [YAMLPathElement]
    /// What stands in the way.
    public let reason: Reason

    /// One sentence such as `params.yaml:3:7: cannot edit spec.name: it is an alias (*x); edit it by hand`.
    public var description: String {
        var place = file.map { "\($0):" } ?? ""
        if let mark {
            place += file == nil ? "line \(mark.line), column \(mark.column):" : "\(mark.line):\(mark.column):"
        }
        return (place.isEmpty ? "" : place + " ") + "cannot edit \(path.dotted): \(reason.sentence)"
    }
}

extension YAMLEditError.Reason {
    fileprivate var sentence: String {
        switch self {
        case .noSuchDocument(let count): "there are only \(count) documents"
        case .notFound: "it is not there"
        case .alreadyThere: "it is there already"
        case .notScalar: "a single value is expected, not a list or mapping"
        case .notMapping: "a mapping is expected there"
        case .notList: "a list is expected there"
        case .inBrackets: "it is written in brackets; write it on lines of its own"
        case .alias(let name): "it is an alias (*\(name)); edit it by hand"
        case .anchored(let name): "an alias (*\(name)) stands for it elsewhere; edit it by hand"
        case .tagged(let tag): "it has the tag \(tag); edit it by hand"
        case .layout: "its layout leaves no safe place for the change; edit it by hand"
        }
    }
}
