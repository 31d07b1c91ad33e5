import CarvelCore
import OrderedCollections
import Testing
import YAMLDocument

@Suite("Kubernetes objects")
struct KubernetesObjectTests {
    @Test("Begin with their head, labels and annotations sorted, whatever else they hold behind it")
    func head() {
        let object = KubernetesObject(
            .kustomization,
            name: "x",
            namespace: "shop",
            labels: ["b": "2", "a": "1"],
            annotations: ["z": "", "y": ""],
            ["spec": ["prune": true], "status": [:]]
        )
        #expect(
            JSONWriter.prettyString(object.json) == """
                {
                    "apiVersion": "kustomize.toolkit.fluxcd.io/v1",
                    "kind": "Kustomization",
                    "metadata": {
                        "name": "x",
                        "namespace": "shop",
                        "labels": {
                            "a": "1",
                            "b": "2"
                        },
                        "annotations": {
                            "y": "",
                            "z": ""
                        }
                    },
                    "spec": {
                        "prune": true
                    },
                    "status": {}
                }
                """
        )
    }

    @Test("Have no empty labels, annotations or namespace")
    func bare() {
        let object = KubernetesObject(.namespace, name: "shop")
        #expect(object.json == ["apiVersion": "v1", "kind": "Namespace", "metadata": ["name": "shop"]])
        #expect(object.namespace == nil)
        #expect(object.label("a") == nil)
    }

    @Test("Tell what a server wrote into them")
    func recorded() throws {
        let exchange = try ContractExchange.named("delete with a finalizer only marks it", in: "apply")
        let object = KubernetesObject(try JSONReader.value(exchange.body))
        #expect(object.apiVersion == "kustomize.toolkit.fluxcd.io/v1")
        #expect(object.kind == "Kustomization")
        #expect(object.name == "held")
        #expect(object.namespace == "apps")
        #expect(object.generation == 2)
        #expect(object.deletionTimestamp == "2026-11-21T05:13:22Z")
        #expect(object.resourceVersion?.isEmpty == false)
        #expect(object.uid?.count == 36)
    }

    @Test("Answer for labels, annotations, spec and status")
    func members() {
        let object = KubernetesObject([
            "metadata": ["labels": ["a": "1"], "annotations": ["b": "2"]], "spec": ["c": 3], "status": ["d": 4],
        ])
        #expect(object.label("a") == "1")
        #expect(object.annotation("b") == "2")
        #expect(object.spec == ["c": 3])
        #expect(object.status == ["d": 4])
        #expect(KubernetesObject(.null).name == "")
    }

    @Test(
        "Types are named as the server names them",
        arguments: [
            (.secret, "v1", "secrets"), (.app, "kappctrl.k14s.io/v1alpha1", "apps.kappctrl.k14s.io"),
            (
                .gitRepository.version("v1beta2"), "source.toolkit.fluxcd.io/v1beta2",
                "gitrepositories.source.toolkit.fluxcd.io"
            ),
        ] as [(ResourceType, String, String)]
    )
    func types(type: ResourceType, apiVersion: String, groupResource: String) {
        #expect(type.apiVersion == apiVersion)
        #expect(type.groupResource == groupResource)
    }

    @Test(
        "Base64 of Secrets and kubeconfigs",
        arguments: [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("\u{FF}\u{FE}", "w7/Dvg==")]
    )
    func base64(text: String, encoded: String) {
        #expect(Base64.encode(text.utf8) == encoded)
        #expect(Base64.decode(encoded) == Array(text.utf8))
    }

    @Test("Base64 may be broken into lines, and nothing else")
    func brokenBase64() {
        #expect(Base64.decode(" Zm\r\n9v\t") == Array("foo".utf8))
        for text in ["Zg", "Zg=", "Z===", "Zm9v!", "Zm-_", "Z=g="] { #expect(Base64.decode(text) == nil, "\(text)") }
    }
}
