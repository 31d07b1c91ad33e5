import Testing

@testable import YAMLDocument

@Suite("Adding and removing members in a hand-written text")
struct InsertRemoveTests {
    @Test("A new member goes after its siblings", arguments: inserts) func insert(_ edit: EditCase) throws {
        try edit.check()
    }

    @Test("A member goes with its lines, and nothing else", arguments: removals) func remove(_ edit: EditCase) throws {
        try edit.check()
    }

    static let inserts = [
        EditCase(
            "the root",
            Handwritten.packageInstall,
            .insert([], key: "status", ["ok": true]),
            Handwritten.packageInstall.replacing("db-values}\n", with: "db-values}\nstatus:\n  ok: true\n")
        ),
        EditCase(
            "deep, with the indentation found there",
            Handwritten.packageInstall,
            .insert(["spec", "packageRef"], key: "x", "z"),
            Handwritten.packageInstall.replacing("prereleases: {}\n", with: "prereleases: {}\n        x: z\n")
        ),
        EditCase(
            "into brackets that are empty",
            Handwritten.packageInstall,
            .insert(["spec", "packageRef", "versionSelection", "prereleases"], key: "identifiers", ["rc"]),
            Handwritten.packageInstall.replacing(
                "prereleases: {}\n",
                with: "prereleases:\n              identifiers:\n              - rc\n"
            )
        ),
        EditCase(
            "missing mappings on the way",
            "kind: A\nmetadata:\n  name: x # c\n\n# d\nspec: {}\n",
            .insert(["metadata", "annotations"], key: "packaging.carvel.dev/downgradable", ""),
            "kind: A\nmetadata:\n  name: x # c\n  annotations:\n    packaging.carvel.dev/downgradable: \"\"\n\n# d\nspec: {}\n"
        ),
        EditCase("several missing mappings", "a: 1\n", .insert(["b", "c"], key: "d", 1), "a: 1\nb:\n  c:\n    d: 1\n"),
        EditCase(
            "CRLF",
            "a: 1\r\nb:\r\n  c: 2\r\n",
            .insert(["b"], key: "d", "x\ny\n"),
            "a: 1\r\nb:\r\n  c: 2\r\n  d: |\r\n    x\r\n    y\r\n"
        ),
        EditCase("no final newline", "a:\n  b: 1", .insert(["a"], key: "c", 2), "a:\n  b: 1\n  c: 2"),
        EditCase("after a block", "a: |\n  x\n\n\n# c\n", .insert([], key: "b", 1), "a: |\n  x\nb: 1\n\n\n# c\n"),
        EditCase(
            "after a block that keeps its end",
            "a: |+\n  x\n\n\n",
            .insert([], key: "b", 1),
            "a: |+\n  x\n\n\nb: 1\n"
        ),
        EditCase("into a list's mapping", "- a: 1\n- a: 2\n", .insert([0], key: "b", 3), "- a: 1\n  b: 3\n- a: 2\n"),
        EditCase(
            "after a list at its key's column",
            "a:\n- 1\n- 2\n",
            .insert([], key: "b", [1]),
            "a:\n- 1\n- 2\nb:\n- 1\n"
        ),
        EditCase("where there is nothing", "a:\nb: 1\n", .insert(["a"], key: "c", 1), "a:\n  c: 1\nb: 1\n"),
        EditCase("where there is null", "a: ~ # c\nb: 1\n", .insert(["a"], key: "c", 1), "a: # c\n  c: 1\nb: 1\n"),
        EditCase("the first document of two", "a: 1\n---\nb: 1\n", .insert([], key: "c", 2), "a: 1\nc: 2\n---\nb: 1\n"),
        EditCase(
            "the last document of two",
            "a: 1\n---\nb: 1\n",
            .insert([], key: "c", 2),
            "a: 1\n---\nb: 1\nc: 2\n",
            document: 1
        ),
        EditCase("a name that must be quoted", "a: 1\n", .insert([], key: "on", "off"), "a: 1\n\"on\": \"off\"\n"),
        EditCase("after a member without a value", "a:\n\n# c\n", .insert([], key: "b", 1), "a:\nb: 1\n\n# c\n"),
        EditCase("after a key without a value", "? a\n\n# c\n", .insert([], key: "b", 1), "? a\nb: 1\n\n# c\n"),
    ]

    @Test("A new element goes after the last one", arguments: appends) func append(_ edit: EditCase) throws {
        try edit.check()
    }

    static let appends = [
        EditCase(
            "a mapping",
            Handwritten.packageInstall,
            .append(["spec", "values"], ["secretRef": ["name": "more"]]),
            Handwritten.packageInstall.replacing(
                "db-values}\n",
                with: "db-values}\n    - secretRef:\n        name: more\n"
            )
        ),
        EditCase(
            "a string",
            "resources: # c\n  - a.yaml # a\n\n# d\n",
            .append(["resources"], "b.yaml"),
            "resources: # c\n  - a.yaml # a\n  - b.yaml\n\n# d\n"
        ),
        EditCase("several lines of text, CRLF", "- a\r\n", .append([], "x\ny\n"), "- a\r\n- |\r\n  x\r\n  y\r\n"),
        EditCase("a list in a list", "- - a", .append([0], ["b"]), "- - a\n  - - b"),
        EditCase(
            "to empty brackets",
            "a:\n  b: [] # c\nd: 1\n",
            .append(["a", "b"], 1),
            "a:\n  b: # c\n  - 1\nd: 1\n"
        ),
        EditCase("where there is nothing", "a:\nd: 1\n", .append(["a"], [:]), "a:\n- {}\nd: 1\n"),
    ]

    static let removals = [
        EditCase(
            "a line with its comment",
            Handwritten.packageInstall,
            .remove(["metadata", "name"]),
            Handwritten.packageInstall.replacing("    name: db   # four spaces, on purpose\n", with: "")
        ),
        EditCase(
            "several lines",
            Handwritten.packageInstall,
            .remove(["spec", "packageRef"]),
            Handwritten.packageInstall.replacing(
                """
                    packageRef:
                        refName: "db.shop.example.com"
                        versionSelection:
                            constraints: 1.2.3 # proven on staging
                            prereleases: {}

                """,
                with: ""
            )
        ),
        EditCase(
            "a block",
            Handwritten.secret,
            .remove(Handwritten.values),
            Handwritten.secret.replacing(
                "  values.yaml: |   # what the package takes\n    ---\n    replicas: 2\n\n    host: db\n",
                with: ""
            )
        ),
        EditCase("the last line without newline", "a: 1\r\nb: 2", .remove(["b"]), "a: 1"),
        EditCase("the only member", "a:\n  # c\n  b: 1\nd: 2\n", .remove(["a", "b"]), "a: {}\n  # c\nd: 2\n"),
        EditCase("the only element", "a: # c\n- b: 1\n  c: 2\nd: 2\n", .remove(["a", 0]), "a: [] # c\nd: 2\n"),
        EditCase("an element", "a:\n- b: 1\n  c: 2\n- d # x\n", .remove(["a", 0]), "a:\n- d # x\n"),
        EditCase("the last element", "- a\n-   b\n# c\n", .remove([1]), "- a\n# c\n"),
        EditCase("behind a dash", "- a: 1\n  b: 2\n", .remove([0, "a"]), "- b: 2\n"),
        EditCase("a member without a value", "a:\nb: 1\n", .remove(["a"]), "b: 1\n"),
    ]
}
