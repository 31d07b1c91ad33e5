import Testing
import YAMLDocument

@testable import CarvelCore

@Suite("Comparing with a spec of the repository's")
struct WantedSpecTests {
    private static let wanted: JSONValue = [
        "refName": "tap", "syncPeriod": "10m", "paused": false, "values": [["secretRef": ["name": "v"]]],
    ]

    private func listed(_ spec: String) throws -> ListedObject {
        var reader = JSONListReader()
        reader.feed(Array(#"{"items":[{"metadata":{"name":"a"},"spec":\#(spec)}]}"#.utf8))
        return ListedObject(json: try #require(try reader.nextView()))
    }

    @Test(
        "Means the same in whatever form a server writes it, and nothing else does",
        arguments: [
            (#"{"refName":"tap","syncPeriod":"10m0s","values":[{"secretRef":{"name":"v"}}]}"#, true),
            (
                #"{"values":[{"secretRef":{"name":"v"}}],"syncPeriod":"10m","refName":"tap","paused":false,"x":{}}"#,
                true
            ),
            (#"{"refName":"tap","syncPeriod":"10m1s","values":[{"secretRef":{"name":"v"}}]}"#, false),
            (#"{"refName":"tap","syncPeriod":"10m","values":[{"secretRef":{"name":"w"}}]}"#, false),
            (#"{"refName":"tap","syncPeriod":"10m","values":[]}"#, false),
            (#"{"refName":"tap","syncPeriod":"10m","values":[{"secretRef":{"name":"v"}}],"paused":true}"#, false),
            (#"{"refName":"tap","syncPeriod":"10m","values":[{"secretRef":{"name":"v"}}],"x":"y"}"#, false),
            (#"{"refName":1,"syncPeriod":"10m","values":[{"secretRef":{"name":"v"}}]}"#, false),
            ("null", false), ("[]", false), (#""tap""#, false),
        ]
    )
    func forms(spec: String, isSame: Bool) throws {
        let wanted = WantedSpec(of: KubernetesObject(["spec": Self.wanted]))
        let object = try listed(spec)
        #expect(wanted.isSame(in: object) == isSame)
        // The second time its text may be known.
        #expect(wanted.isSame(in: object) == isSame)
        #expect(wanted.isSame(in: KubernetesObject(["spec": try JSONReader.value(spec)])) == isSame)
    }

    @Test("A text that is known hides no other one, neither the same in another form nor another spec")
    func known() throws {
        let wanted = WantedSpec(of: KubernetesObject(["spec": ["a": "b"]]))
        #expect(wanted.isSame(in: try listed(#"{"a":"b"}"#)))
        #expect(wanted.isSame(in: try listed(#"{ "a":"b","c":null}"#)))
        #expect(!wanted.isSame(in: try listed(#"{"a":"c"}"#)))
        #expect(!wanted.isSame(in: try listed(#"{"a":"b","c":"d"}"#)))
        #expect(wanted.isSame(in: try listed(#"{"a":"b"}"#)))
    }

    @Test("What is written between quotes is not the same as what is not, though it may be known")
    func quotes() throws {
        let wanted = WantedSpec(of: KubernetesObject(["spec": "1"]))
        #expect(wanted.isSame(in: try listed(#""1""#)))
        #expect(!wanted.isSame(in: try listed("1")))
        #expect(wanted.isSame(in: try listed(#""1""#)))
    }

    @Test("Names that Unicode takes for the same are told apart by none, and hide nothing")
    func canonicalNames() throws {
        let wanted = WantedSpec(of: KubernetesObject(["spec": ["\u{E9}": 1, "a": "\u{E9}"]]))
        #expect(wanted.isSame(in: try listed("{\"\u{E9}\":1,\"a\":\"\u{E9}\"}")))
        #expect(wanted.isSame(in: try listed("{\"e\u{301}\":1,\"a\":\"e\u{301}\"}")))
        #expect(!wanted.isSame(in: try listed("{\"\u{E9}\":1,\"e\u{301}\":2,\"a\":\"\u{E9}\"}")))
    }

    @Test("An object without a spec has none but an empty one")
    func absent() {
        let object = KubernetesObject(["metadata": [:]])
        #expect(!WantedSpec(of: KubernetesObject(["spec": ["a": 1]])).isSame(in: object))
        #expect(WantedSpec(of: KubernetesObject(["kind": "Package"])).isSame(in: object))
    }

    @Test("Looked into or read, any two values compare in the same way")
    func agreement() throws {
        for seed in 0..<60 {
            let texts = (0..<4).map { GeneratedJSON.object(seed: UInt64(seed * 2 + $0)) }
            for wanted in texts {
                for actual in texts {
                    let wanted = try JSONReader.value(wanted)
                    let view = try #require(try listed(actual).spec)
                    #expect(
                        SpecComparison.isSame(view, wanted) == SpecComparison.isSame(view.value, wanted),
                        "\(actual)"
                    )
                }
            }
        }
    }
}
