import Testing
import YAMLDocument

@testable import Sandbox

@Suite("Objects that do not fit their schema or the server's rules")
struct SchemaValidationTests {
    private static let kustomization: JSONValue = [
        "interval": "5m", "prune": true, "path": "./x", "sourceRef": ["kind": "GitRepository", "name": "x"],
    ]

    private func create(_ changes: JSONValue) throws -> StatusError {
        let fixture = try StoreFixture()
        let object = MergePatch.apply(changes, to: ["metadata": ["name": "k"], "spec": Self.kustomization])
        return try fixture.refusal { try fixture.create("kustomizations", object) }
    }

    @Test(
        "Each broken rule is one cause",
        arguments: [
            (
                ["spec": ["sourceRef": ["kind": "Helm"]]], "FieldValueNotSupported", "spec.sourceRef.kind",
                "Unsupported value: \"Helm\": supported values: "
                    + "\"OCIRepository\", \"GitRepository\", \"Bucket\", \"ExternalArtifact\""
            ),
            (
                ["spec": ["prune": "yes"]], "FieldValueTypeInvalid", "spec.prune",
                "Invalid value: \"string\": spec.prune in body must be of type boolean: \"string\""
            ),
            (
                ["spec": ["sourceRef": ["name": .null]]], "FieldValueRequired", "spec.sourceRef.name", "Required value"
            ),
            (
                ["spec": ["timeout": "soon"]], "FieldValueInvalid", "spec.timeout",
                "Invalid value: \"soon\": spec.timeout in body should match '^([0-9]+(\\.[0-9]+)?(ms|s|m|h))+$'"
            ),
            (
                ["spec": ["targetNamespace": ""]], "FieldValueInvalid", "spec.targetNamespace",
                "Invalid value: \"\": spec.targetNamespace in body should be at least 1 chars long"
            ),
        ] as [(JSONValue, String, String, String)]
    )
    func causes(changes: JSONValue, reason: String, field: String, message: String) throws {
        let refusal = try create(changes)
        #expect(refusal.code == 422)
        #expect(refusal.reason == "Invalid")
        #expect(refusal.causes.first == StatusError.Cause(reason: reason, message: message, field: field))
        #expect(
            refusal.message.hasPrefix("Kustomization.kustomize.toolkit.fluxcd.io \"k\" is invalid: ")
        )
    }

    @Test("Numbers, lists and maps have their bounds")
    func bounds() {
        let limits = { (json: JSONValue) in StructuralSchema.root(openAPI: ["properties": ["v": json]]) }
        func messages(_ schema: JSONValue, _ value: JSONValue) -> [String] {
            SchemaValidator.causes(of: ["v": value], schema: limits(schema)).map(\.message)
        }
        let number: JSONValue = ["type": "integer", "minimum": 1, "maximum": 5]
        #expect(messages(number, 0) == ["Invalid value: 0: v in body should be greater than or equal to 1"])
        #expect(messages(number, 6) == ["Invalid value: 6: v in body should be less than or equal to 5"])
        #expect(messages(number, 5).isEmpty)
        let list: JSONValue = ["type": "array", "minItems": 1, "maxItems": 2, "items": ["type": "string"]]
        #expect(messages(list, []) == ["Invalid value: []: v in body should have at least 1 items"])
        #expect(messages(list, ["a", "b", "c"]) == ["Too many: 3: must have at most 2 items"])
        #expect(messages(["type": "string", "maxLength": 2], "abc") == ["Too long: may not be more than 2 bytes"])
        #expect(messages(["x-kubernetes-int-or-string": true], 5).isEmpty)
        #expect(messages(["x-kubernetes-int-or-string": true], "5%").isEmpty)
        #expect(messages(["x-kubernetes-int-or-string": true], true).count == 1)
        #expect(messages(["type": "string", "nullable": true], .null).isEmpty)
        #expect(messages(["type": "string"], .null).count == 1)
        let time: JSONValue = ["type": "string", "format": "date-time"]
        #expect(messages(time, "2026-01-01T00:00:00Z").isEmpty)
        #expect(messages(time, "today") == ["Invalid value: \"today\": v in body must be of type date-time: \"today\""])
    }

    @Test(
        "A kubeconfig comes from just one place, by the definition's own rules",
        arguments: [
            ([:], true), (["secretRef": ["name": "a"], "configMapRef": ["name": "a"]], true),
            (["secretRef": ["name": "a"]], false), (["configMapRef": ["name": "a"]], false),
        ] as [(JSONValue, Bool)]
    )
    func rules(kubeConfig: JSONValue, isRefused: Bool) throws {
        let fixture = try StoreFixture()
        var spec = Self.kustomization
        spec["kubeConfig"] = kubeConfig
        guard isRefused else {
            try fixture.create("kustomizations", ["metadata": ["name": "k"], "spec": spec])
            return
        }
        let refusal = try fixture.refusal {
            try fixture.create("kustomizations", ["metadata": ["name": "k"], "spec": spec])
        }
        let message = "exactly one of spec.kubeConfig.configMapRef or spec.kubeConfig.secretRef must be specified"
        #expect(
            refusal.causes == [
                StatusError.Cause(
                    reason: "FieldValueInvalid",
                    message: "Invalid value: \"object\": \(message)",
                    field: "spec.kubeConfig"
                )
            ]
        )
    }

    @Test(
        "Rules about members and their values are understood, others are left alone",
        arguments: [
            ("has(self.a) && !has(self.b)", ["a": 1], true),
            ("has(self.a) && !has(self.b)", ["a": 1, "b": 1], false),
            ("!has(self.a) || (self.a.b == 'x' || self.a.b == 'y')", ["a": ["b": "y"]], true),
            ("!has(self.a) || (self.a.b == 'x' || self.a.b == 'y')", ["a": ["b": "z"]], false),
            ("self.on != true", ["on": true], false), ("self.on", ["on": true], true),
            ("self.a.size() > 1", [:], nil), ("has(self.a", [:], nil), ("oldSelf == self", [:], nil),
        ] as [(String, JSONValue, Bool?)]
    )
    func simpleRules(rule: String, value: JSONValue, isAccepted: Bool?) {
        #expect(ValidationRule(rule: rule, message: nil)?.accepts(value) == isAccepted)
    }

    @Test("Unknown fields are dropped with a warning, or refused where asked for")
    func unknownFields() throws {
        let fixture = try StoreFixture()
        let object: JSONValue = [
            "metadata": ["name": "k"], "spec": MergePatch.apply(["nope": 1], to: Self.kustomization),
        ]
        let refusal = try fixture.refusal {
            try fixture.create(
                "kustomizations",
                object,
                options: WriteOptions(fieldManager: "tester", fieldValidation: .strict)
            )
        }
        #expect(refusal.code == 400)
        #expect(refusal.message.hasSuffix("strict decoding error: unknown field \"spec.nope\""))
        let result = try fixture.create("kustomizations", object)
        #expect(result.warnings == ["unknown field \"spec.nope\""])
        #expect(result.object[path: "spec", "nope"] == nil)
    }

    @Test("Defaults are set, also inside of what is given")
    func defaults() {
        let schema = StructuralSchema(
            openAPI: [
                "type": "object",
                "properties": [
                    "a": ["type": "string", "default": "x"],
                    "list": ["type": "array", "items": ["type": "object", "properties": ["b": ["default": 1]]]],
                    "inner": ["type": "object", "default": [:], "properties": ["c": ["default": true]]],
                ],
            ]
        )
        #expect(
            schema.defaulting(["list": [[:], ["b": 2]], "a": .null])
                == ["a": "x", "list": [["b": 1], ["b": 2]], "inner": ["c": true]]
        )
    }

    @Test(
        "Built-in types have rules of their own",
        arguments: [
            ("configmaps", ["data": ["a/b": "1"]], "data[a/b]"),
            ("configmaps", ["metadata": ["labels": ["-": "x"]]], "metadata.labels"),
            ("configmaps", ["metadata": ["annotations": ["a b": "x"]]], "metadata.annotations"),
            ("configmaps", ["metadata": ["name": ""]], "metadata.name"),
            ("services", ["metadata": ["name": "1a"]], "metadata.name"),
            ("roles", ["rules": [["apiGroups": [""], "resources": ["pods"]]]], "rules[0].verbs"),
            ("rolebindings", ["roleRef": ["kind": "Pod", "name": "x"]], "roleRef.kind"),
        ] as [(String, JSONValue, String)]
    )
    func builtInRules(plural: String, content: JSONValue, field: String) throws {
        let fixture = try StoreFixture()
        let refusal = try fixture.refusal {
            try fixture.create(plural, MergePatch.apply(content, to: ["metadata": ["name": "x"]]))
        }
        #expect(refusal.code == 422)
        #expect(refusal.causes.map(\.field) == [field])
    }

    @Test("What must not change does not")
    func immutable() throws {
        let fixture = try StoreFixture()
        try fixture.create("secrets", ["metadata": ["name": "s"], "immutable": true, "data": ["a": "eA=="]])
        let data = try fixture.refusal { try fixture.merge("secrets", "s", ["data": ["a": "eQ=="]]) }
        #expect(data.causes.map(\.field) == ["data"])
        let type = try fixture.refusal { try fixture.merge("secrets", "s", ["type": "x/y"]) }
        #expect(type.causes.map(\.message) == ["Invalid value: \"x/y\": field is immutable"])
        let role: JSONValue = ["apiGroup": "rbac.authorization.k8s.io", "kind": "Role", "name": "a"]
        try fixture.create("rolebindings", ["metadata": ["name": "b"], "roleRef": role])
        let binding = try fixture.refusal { try fixture.merge("rolebindings", "b", ["roleRef": ["name": "c"]]) }
        #expect(binding.causes.map(\.field) == ["roleRef"])
    }

    @Test("Values of another type than a built-in field's are not even read")
    func mistyped() throws {
        let fixture = try StoreFixture()
        let refusal = try fixture.refusal { try fixture.create("configmaps", ["data": ["a": 1]]) }
        #expect(
            refusal.message == "ConfigMap in version \"v1\" cannot be handled as a ConfigMap: "
                + "json: cannot unmarshal number into Go struct field ConfigMap.data of type string"
        )
        let secret = try fixture.refusal { try fixture.create("secrets", ["data": ["a": "not base64"]]) }
        #expect(secret.code == 400)
        #expect(!secret.message.contains("not base64"))
    }
}
