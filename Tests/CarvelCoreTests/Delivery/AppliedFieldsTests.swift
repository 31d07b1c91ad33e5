import Testing
import YAMLDocument

@testable import CarvelCore

@Suite("What applying would change, told from the server's record")
struct AppliedFieldsTests {
    private static let wanted: JSONValue = [
        "kind": "Kustomization", "metadata": ["name": "a", "labels": ["l": "1"]],
        "spec": ["path": "./a", "dependsOn": [["name": "b"]], "kubeConfig": ["secretRef": ["name": "k"]]],
    ]
    private static let fields: JSONValue = [
        "f:metadata": ["f:labels": ["f:l": [:]]],
        "f:spec": [
            "f:path": [:], "f:dependsOn": [:], "f:kubeConfig": [".": [:], "f:secretRef": ["f:name": [:]]],
        ],
    ]

    private static func present(
        _ fields: JSONValue? = fields,
        by manager: String = "kubectl-carvel",
        operation: String = "Apply",
        _ change: (inout JSONValue) -> Void = { _ in }
    ) -> KubernetesObject {
        var json = wanted
        json["status"] = ["ready": true]
        json["spec"]?["suspend"] = true
        json["metadata"]?["managedFields"] = fields.map { fields in
            [
                ["manager": .string(manager), "operation": .string(operation), "fieldsV1": fields],
                ["manager": "kustomize-controller", "operation": "Update", "fieldsV1": ["f:status": ["f:x": [:]]]],
            ]
        }
        change(&json)
        return KubernetesObject(json)
    }

    private static func hold(_ present: KubernetesObject) -> Bool {
        AppliedFields.hold(KubernetesObject(wanted), in: present, manager: "kubectl-carvel")
    }

    @Test("Nothing, where all that is wanted is there, whatever others have added")
    func same() {
        #expect(Self.hold(Self.present()))
        #expect(Self.hold(Self.present(by: "somebody")))
    }

    @Test("Something, or nobody knows: another value, a field of ours that is wanted no more, no record")
    func different() {
        #expect(!Self.hold(Self.present { $0["spec"]?["path"] = "./b" }))
        #expect(!Self.hold(Self.present { $0["spec"]?["path"] = nil }))
        #expect(!Self.hold(Self.present { $0["spec"]?["dependsOn"] = [["name": "b"], ["name": "c"]] }))
        #expect(!Self.hold(Self.present(nil)))
        var more = Self.fields
        more["f:spec"]?["f:suspend"] = [:]
        #expect(!Self.hold(Self.present(more)))
        var deeper = Self.fields
        deeper["f:spec"]?["f:kubeConfig"]?["f:secretRef"]?["f:key"] = [:]
        #expect(!Self.hold(Self.present(deeper)))
        // Of an update nothing is taken away.
        #expect(Self.hold(Self.present(more, operation: "Update")))
        #expect(Self.hold(Self.present(more, by: "somebody")))
    }
}
