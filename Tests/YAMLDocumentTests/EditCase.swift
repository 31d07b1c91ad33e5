import Testing

@testable import YAMLDocument

/// One edit of a hand-written text, and the text that must come out, byte for byte.
struct EditCase: Sendable, CustomTestStringConvertible {
    enum Edit: Sendable {
        case set([YAMLPathElement], JSONValue)
        case insert([YAMLPathElement], key: String, JSONValue)
        case append([YAMLPathElement], JSONValue)
        case remove([YAMLPathElement])
    }

    let testDescription: String
    let before: String
    let edit: Edit
    let after: String
    var document = 0

    init(_ name: String, _ before: String, _ edit: Edit, _ after: String, document: Int = 0) {
        testDescription = name
        self.before = before
        self.edit = edit
        self.after = after
        self.document = document
    }

    func apply(to text: inout YAMLText) throws(YAMLEditError) {
        switch edit {
        case .set(let path, let value): try text.set(value, document: document, at: path)
        case .insert(let path, let key, let value):
            try text.insert(key: key, value: value, document: document, at: path)
        case .append(let path, let value): try text.append(value, document: document, at: path)
        case .remove(let path): try text.remove(document: document, at: path)
        }
    }

    /// Applies the edit and compares bytes, since Swift takes equivalent Unicode strings for equal.
    func check() throws {
        var text = try YAMLText(before)
        try apply(to: &text)
        #expect(text.text == after)
        #expect(Array(text.text.utf8) == Array(after.utf8))
        #expect(text.documents == (try YAMLReader.documents(after)))
    }
}

/// Files as people write them.
enum Handwritten {
    static let packageInstall = """
        # The shop's database.
        ---
        apiVersion: packaging.carvel.dev/v1alpha1
        kind: PackageInstall
        metadata:
            name: db   # four spaces, on purpose
            # Who to ask.
            annotations: {owner: "team-a", tier: gold}
        spec:
            serviceAccountName: 'shop-sa'
            packageRef:
                refName: "db.shop.example.com"
                versionSelection:
                    constraints: 1.2.3 # proven on staging
                    prereleases: {}

            # The values come from another file.
            values:
            - secretRef: {name: db-values}
        # The end.
        """ + "\n"

    static let secret = """
        apiVersion: v1
        kind: Secret
        stringData:
          values.yaml: |   # what the package takes
            ---
            replicas: 2

            host: db
          # nothing else
          other: x
        ---
        second: true
        """ + "\n"

    static let constraints: [YAMLPathElement] = ["spec", "packageRef", "versionSelection", "constraints"]
    static let values: [YAMLPathElement] = ["stringData", "values.yaml"]
}
