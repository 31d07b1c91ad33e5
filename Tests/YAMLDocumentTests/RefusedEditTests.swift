import Testing

@testable import YAMLDocument

@Suite("Edits that are not safe are refused")
struct RefusedEditTests {
    struct Refusal: Sendable, CustomTestStringConvertible {
        let text: String
        let edit: EditCase.Edit
        let reason: YAMLEditError.Reason
        var document = 0
        var testDescription: String { "\(edit) in \(text.debugDescription)" }
    }

    static let refusals: [Refusal] = [
        .init(text: "a: 1\n", edit: .set(["a"], 2), reason: .noSuchDocument(count: 1), document: 1),
        .init(text: "a: 1\n", edit: .set(["b"], 2), reason: .notFound),
        .init(text: "a: [1]\n", edit: .set(["a", 1], 2), reason: .notFound),
        .init(text: "a: 1\n", edit: .set(["a", "b"], 2), reason: .notFound),
        .init(text: "a: {b: 1}\n", edit: .set(["a"], 2), reason: .notScalar),
        .init(text: "a: 1\n", edit: .set(["a"], [1]), reason: .notScalar),
        .init(text: "a: &x 1\nb: *x\n", edit: .set(["a"], 2), reason: .anchored("x")),
        .init(text: "a: &x 1\nb: *x\n", edit: .set(["b"], 2), reason: .alias("x")),
        .init(text: "a: &x {c: 1}\nb: *x\n", edit: .set(["a", "c"], 2), reason: .anchored("x")),
        .init(text: "a: &x {c: 1}\nb: *x\n", edit: .set(["b", "c"], 2), reason: .alias("x")),
        .init(text: "a: &x {c: 1}\nb:\n  <<: *x\n", edit: .set(["b", "c"], 2), reason: .notFound),
        .init(text: "a: &x\n  c: 1\nb: *x\n", edit: .insert(["a"], key: "d", 1), reason: .anchored("x")),
        .init(text: "a: &x 1\n", edit: .set(["a"], 2), reason: .layout),
        .init(text: "a: !!str 1\n", edit: .set(["a"], 2), reason: .tagged("tag:yaml.org,2002:str")),
        .init(text: "a: 1\n", edit: .insert([], key: "a", 2), reason: .alreadyThere),
        .init(text: "a: {b: 1}\n", edit: .insert(["a"], key: "c", 2), reason: .inBrackets),
        .init(text: "{}\n", edit: .insert([], key: "c", 2), reason: .layout),
        .init(text: "[{}]\n", edit: .insert([0], key: "c", 2), reason: .inBrackets),
        .init(text: "a: x\n", edit: .insert(["a"], key: "b", 2), reason: .notMapping),
        .init(text: "a:\n- b\n", edit: .insert(["a"], key: "b", 2), reason: .notMapping),
        .init(text: "a:\n- b: 1\n", edit: .insert(["a", 1], key: "b", 2), reason: .notFound),
        .init(text: "a: [1]\n", edit: .append(["a"], 2), reason: .inBrackets),
        .init(text: "a: {}\n", edit: .append(["a"], 2), reason: .notList),
        .init(text: "a: []\n", edit: .insert(["a"], key: "b", 2), reason: .notMapping),
        .init(text: "a: x\n", edit: .append(["a"], 2), reason: .notList),
        .init(text: "a: 1\n", edit: .append(["b"], 2), reason: .notFound),
        .init(text: "a: {b: 1, c: 2}\n", edit: .remove(["a", "b"]), reason: .inBrackets),
        .init(text: "a: 1\n", edit: .remove(["a"]), reason: .layout),
        .init(text: "a: 1\n", edit: .remove(["b"]), reason: .notFound),
        .init(text: "a: 1\n", edit: .remove([]), reason: .layout),
        .init(text: "a: 1\na: 2\n", edit: .remove(["a"]), reason: .layout),
        .init(text: "- a: 1\n  # c\n  b: 2\n", edit: .remove([0, "a"]), reason: .layout),
        .init(text: "a: &x 1\nb: *x\n", edit: .remove(["a"]), reason: .anchored("x")),
        .init(text: "a:\n  b: &x 1\nc: *x\n", edit: .remove(["a"]), reason: .layout),
        .init(text: "a: {b}\n", edit: .set(["a", "b"], 1), reason: .layout),
    ]

    @Test("The reason is told and the text is left alone", arguments: refusals) func refuse(_ refusal: Refusal) throws {
        var text = try YAMLText(refusal.text, file: "f.yaml")
        let documents = text.documents
        let edit = EditCase("", refusal.text, refusal.edit, "", document: refusal.document)
        let error = #expect(throws: YAMLEditError.self) { try edit.apply(to: &text) }
        #expect(error?.reason == refusal.reason)
        #expect(error?.file == "f.yaml")
        #expect(text.text == refusal.text)
        #expect(text.documents == documents)
    }

    @Test("The message says what, where and why") func message() throws {
        var text = try YAMLText("a:\n  b: &x 1\nc: *x\n", file: "params.yaml")
        let error = #expect(throws: YAMLEditError.self) { try text.set(2, at: ["c"]) }
        #expect(error?.description == "params.yaml:3:4: cannot edit c: it is an alias (*x); edit it by hand")
        var unnamed = try YAMLText("a: {b: [1]}\n")
        let other = #expect(throws: YAMLEditError.self) { try unnamed.set(2, at: ["a", "b"]) }
        #expect(
            other?.description
                == "line 1, column 8: cannot edit a.b: a single value is expected, not a list or mapping"
        )
    }

    @Test("The place of a value can be asked for") func mark() throws {
        let text = try YAMLText("a: 1\n---\né: {b: [x, yy]}\n")
        #expect(text.mark(document: 1, at: ["é", "b", 1]) == YAMLMark(line: 3, column: 12, offset: 21))
        #expect(text.mark(document: 1, at: ["é", "c"]) == nil)
        #expect(text.mark(document: 2, at: []) == nil)
        #expect(throws: YAMLError.self) { try YAMLText("a: [\n") }
    }
}
