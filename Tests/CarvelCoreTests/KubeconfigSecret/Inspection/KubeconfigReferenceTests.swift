import FoundationEssentials
import HTTPTransport
import Testing
import YAMLDocument

@testable import CarvelCore

@Suite("Who uses which kubeconfig")
struct KubeconfigReferenceTests {
    private func object(_ kind: String, _ spec: JSONValue) -> KubernetesObject {
        KubernetesObject(["kind": .string(kind), "metadata": ["name": "k", "namespace": "shop"], "spec": spec])
    }

    @Test("Of Flux, with a key and without, and by workload identity")
    func flux() {
        func reference(_ config: JSONValue) -> KubeconfigReference? {
            KubeconfigReference(flux: object("Kustomization", ["kubeConfig": config]))
        }
        #expect(reference(["secretRef": ["name": "s"]]) == .init(namespace: "shop", name: "s"))
        #expect(reference(["secretRef": ["name": "s", "key": ""]]) == .init(namespace: "shop", name: "s"))
        #expect(reference(["secretRef": ["name": "s", "key": "k"]]) == .init(namespace: "shop", name: "s", key: "k"))
        #expect(reference(["configMapRef": ["name": "s"]]) == .init(.configMap, namespace: "shop", name: "s"))
        #expect(KubeconfigReference(flux: object("Kustomization", [:])) == nil)
    }

    @Test("Of kapp-controller, which looks for the one key value")
    func app() {
        let spec: JSONValue = ["cluster": ["kubeconfigSecretRef": ["name": "s"], "namespace": "n"]]
        let user = KubeconfigUser(app: object("App", spec))
        #expect(user?.reference == .init(namespace: "shop", name: "s", key: "value"))
        #expect(user?.targetNamespace == "n")
        #expect(KubeconfigUser(app: object("App", ["serviceAccountName": "a"])) == nil)
    }

    @Test("What a Kustomization needs on the run cluster is known of those of a delivery")
    func access() throws {
        let spec: JSONValue = [
            "kubeConfig": ["secretRef": ["name": "s"]], "serviceAccountName": "a", "targetNamespace": "t",
        ]
        var kustomization = object("Kustomization", spec)
        let foreign = try #require(KubeconfigUser(flux: kustomization))
        #expect(FluxAccess(foreign).actions == [])
        #expect(FluxAccess(foreign).impersonatedUser == "system:serviceaccount:shop:a")
        kustomization.json["metadata"]?["labels"] = ["app.kubernetes.io/managed-by": "carvel-deliver"]
        let ours = try #require(KubeconfigUser(flux: kustomization))
        #expect(FluxAccess(ours).actions.count == 15)
    }

    // MARK: Ends

    private static let now = Date(timeIntervalSince1970: 1_700_000_000)

    private func judged(_ seconds: Double, warnBefore: Double = 3600) -> KubeconfigInspection {
        let end = Int64(Self.now.timeIntervalSince1970 + seconds)
        var connection = ClusterConnection(name: "c", server: "https://c")
        connection.credentials = .token(WebTokenTests.token(["exp": .int(end)]))
        var inspection = KubeconfigInspection(
            KubeconfigReference(namespace: "shop", name: "s-kubeconfig"),
            users: [],
            runCluster: "s"
        )
        inspection.judgeEnds(of: connection, at: Self.now, warnBefore: warnBefore)
        return inspection
    }

    @Test("An end is told before it comes, and fails when it has")
    func ends() {
        #expect(judged(3601).health == .healthy)
        #expect(judged(3599).health == .ending)
        #expect(judged(0).health == .failed)
        #expect(
            judged(60).findings.map(\.description) == [
                "Secret/shop/s-kubeconfig: the token ends 2023-11-14T22:14:20Z; kubectl carvel-kubeconfig-secret rotate s"
            ]
        )
    }

    @Test("An authority that has ended fails only where none is left")
    func authorities() {
        func health(_ pem: String) -> KubeconfigInspection.Health {
            var connection = ClusterConnection(name: "c", server: "https://c")
            connection.tls.certificateAuthority = Array(pem.utf8)
            var inspection = judged(9999)
            inspection.findings = []
            inspection.judgeEnds(of: connection, at: Self.now, warnBefore: 3600)
            return inspection.health
        }
        #expect(health(SampleCertificate.old) == .failed)
        #expect(health(SampleCertificate.old + SampleCertificate.long) == .healthy)
    }

    @Test("The worst of many counts: what fails, what soon will, what could not be told")
    func worst() {
        var unknown = judged(9999)
        unknown.found(.unknown, .unreachable, "x")
        #expect([KubeconfigInspection]().health == .healthy)
        #expect([judged(9999), unknown].health == .unknown)
        #expect([unknown, judged(60)].health == .ending)
        #expect([unknown, judged(60), judged(-1)].health == .failed)
    }
}
