import YAMLDocument

/// A file of the repository, read as far as it can be.
struct CheckedFile: Sendable {
    let path: String
    /// Empty where it is no text.
    let text: String
    /// The documents that could be read.
    let documents: [CheckedDocument]
    /// What is wrong with it as YAML, up to one thing a document.
    let problems: [YAMLError]

    init(path: String, bytes: [UInt8]) {
        self.path = path
        guard let text = String(validating: bytes, as: UTF8.self) else {
            self.text = ""
            documents = []
            problems = [YAMLError(file: path, line: 1, column: 1, message: "is no UTF-8 text")]
            return
        }
        self.text = text
        var problems: [YAMLError] = []
        var documents: [CheckedDocument] = []
        do throws(YAMLError) {
            for node in try YAMLReader.nodes(text, file: path) {
                if let json = Self.value(of: node, path, &problems) {
                    documents.append(CheckedDocument(file: path, node: node, object: KubernetesObject(json)))
                }
            }
        } catch {
            problems.append(error)
        }
        self.documents = documents
        self.problems = problems
    }

    /// The value of a document. One with a key that is set twice is read all the same, as kubectl would, so that what
    /// else is wrong with it comes to light.
    private static func value(of node: YAMLNode, _ path: String, _ problems: inout [YAMLError]) -> JSONValue? {
        do throws(YAMLError) {
            return try node.resolved(file: path, strict: true)
        } catch {
            problems.append(error)
            return try? node.resolved(file: path)
        }
    }

    /// The objects of the file, those in lists too.
    var objects: [CheckedDocument] { documents.flatMap(\.objects) }
}

/// A document of a file, or an object in a list.
struct CheckedDocument: Sendable {
    let file: String
    let node: YAMLNode
    let object: KubernetesObject

    var json: JSONValue { object.json }

    /// Whether it is an object of a type, in whatever version.
    func isA(_ type: ResourceType) -> Bool {
        object.kind == type.kind && object.apiGroup == type.group
    }

    /// Itself, or, of a list, what is in it.
    var objects: [CheckedDocument] {
        guard object.kind.hasSuffix("List"), let items = json["items"]?.array,
            let node = node.node(at: ["items"]), case .sequence(let nodes) = node.content, nodes.count == items.count
        else { return [self] }
        return zip(nodes, items).map { CheckedDocument(file: file, node: $0, object: KubernetesObject($1)) }
    }

    /// Such as `PackageInstall "app"`.
    var title: String { "\(object.kind) \"\(object.name)\"" }

    /// Where a member is; where it is absent, the nearest of those around it.
    func place(_ path: YAMLPathElement...) -> FindingPlace { place(path) }

    /// The same for a path that is made up.
    func place(_ path: [YAMLPathElement]) -> FindingPlace {
        let mark = node.mark(of: path[...])
        return FindingPlace(file, line: mark.line, column: mark.column)
    }
}

// MARK: Looking in

extension YAMLNode {
    /// The node at the end of a path, or `nil` where there is none. Of a key that is set twice, the last counts.
    func node(at path: some Collection<YAMLPathElement>) -> YAMLNode? {
        guard let first = path.first else { return self }
        return child(first)?.value.node(at: path.dropFirst())
    }

    /// Where a scalar is, or the key of a collection; where there is nothing, where the nearest thing around it is.
    fileprivate func mark(of path: ArraySlice<YAMLPathElement>) -> YAMLMark {
        guard let first = path.first, let child = child(first) else { return start }
        let rest = path.dropFirst()
        guard !rest.isEmpty, child.value.child(rest[rest.startIndex]) != nil else {
            if rest.isEmpty, case .scalar(let text) = child.value.content, !text.isEmpty { return child.value.start }
            return (child.key ?? child.value).start
        }
        return child.value.mark(of: rest)
    }

    private func child(_ element: YAMLPathElement) -> (key: YAMLNode?, value: YAMLNode)? {
        switch (element, content) {
        case (.key(let name), .mapping(let members)):
            return members.last { if case .scalar(let text) = $0.key.content { text == name } else { false } }
        case (.index(let index), .sequence(let elements)):
            return elements.indices.contains(index) ? (nil, elements[index]) : nil
        default:
            return nil
        }
    }
}
