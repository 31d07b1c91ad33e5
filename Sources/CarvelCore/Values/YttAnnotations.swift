import YAMLDocument

/// One of ytt's annotations: a comment such as `#@schema/validation min=1`.
struct YttAnnotation {
    let name: String
    let arguments: String
    /// The line that it is written on, counted from 1.
    let line: Int

    /// The annotation that a comment is; `nil` if it is another comment.
    init?(_ comment: YAMLComment) {
        guard comment.text.hasPrefix("@") else { return nil }
        let text = comment.text.dropFirst()
        let name = text.prefix { $0 != " " && $0 != "\t" && $0 != "\r" }
        self.name = String(name)
        arguments = String(text.dropFirst(name.count))
        line = comment.line
    }

    /// Whether this is a line of code that may change the document, rather than an annotation. Loading a module alone
    /// changes nothing.
    var isComputation: Bool {
        name.isEmpty && !arguments.drop { $0 == " " }.hasPrefix("load(")
    }
}

/// The annotations of a file by what they belong to.
struct YttAnnotations {
    private let byOwner: [Int: [YttAnnotation]]
    private let byInlineOwner: [Int: [YttAnnotation]]

    /// An annotation belongs to what begins on the next of the lines, or to what begins last on its own line.
    ///
    /// - Parameter lines: The numbers of the lines on which a document, a member or an item begins.
    init(_ annotations: [YttAnnotation], lines: Set<Int>) {
        let lines = lines.sorted()
        var byOwner: [Int: [YttAnnotation]] = [:]
        var byInlineOwner: [Int: [YttAnnotation]] = [:]
        for annotation in annotations {
            guard let owner = lines.first(where: { $0 >= annotation.line }) else { continue }
            if owner == annotation.line {
                byInlineOwner[owner, default: []].append(annotation)
            } else {
                byOwner[owner, default: []].append(annotation)
            }
        }
        self.byOwner = byOwner
        self.byInlineOwner = byInlineOwner
    }

    /// What belongs to something that begins on that line.
    ///
    /// - Parameters:
    ///   - isFirst: Whether nothing begins on the line before it.
    ///   - isLast: Whether nothing begins on the line after it.
    func annotations(on line: Int, isFirst: Bool, isLast: Bool) -> [YttAnnotation] {
        (isFirst ? byOwner[line] ?? [] : []) + (isLast ? byInlineOwner[line] ?? [] : [])
    }
}
