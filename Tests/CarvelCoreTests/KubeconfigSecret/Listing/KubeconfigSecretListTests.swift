import FoundationEssentials
import Testing
import YAMLDocument

@testable import CarvelCore

@Suite("The list of kubeconfigs")
struct KubeconfigSecretListTests {
    @Test("As a versioned object: what is known, and nothing else")
    func json() throws {
        let kustomization = KubernetesObject([
            "kind": "Kustomization", "metadata": ["name": "app", "namespace": "shop"],
            "spec": ["kubeConfig": ["secretRef": ["name": "staging-kubeconfig"]]],
        ])
        let user = try #require(KubeconfigUser(flux: kustomization))
        var inspection = KubeconfigInspection(user.reference, users: [user], runCluster: "staging")
        inspection.key = "value.yaml"
        inspection.server = "https://staging"
        inspection.identity = "flux"
        inspection.ends = [CredentialEnd(kind: .token, end: Date(timeIntervalSince1970: 1_767_225_600))]
        let action = ResourceAction("patch", .package, namespace: "shop")
        inspection.rights = [.init(action: action, user: "flux", isAllowed: false)]
        inspection.found(.ending, .endsSoon, "the token ends", advice: "rotate it")
        let list = KubeconfigSecretList(items: [inspection], kind: "KubeconfigSecretCheck")
        #expect(
            YAMLWriter.string(list.json) == """
                apiVersion: carvel-delivery/v1alpha1
                kind: KubeconfigSecretCheck
                status:
                  health: Ending
                items:
                - kind: Secret
                  namespace: shop
                  name: staging-kubeconfig
                  key: value.yaml
                  runCluster: staging
                  server: https://staging
                  identity: flux
                  health: Ending
                  firstEnd: "2026-01-01T00:00:00Z"
                  ends:
                  - kind: token
                    time: "2026-01-01T00:00:00Z"
                  users:
                  - kind: Kustomization
                    namespace: shop
                    name: app
                  rights:
                  - user: flux
                    verb: patch
                    resource: packages.data.packaging.carvel.dev
                    namespace: shop
                    allowed: false
                  findings:
                  - severity: Ending
                    reason: EndsSoon
                    message: the token ends
                    advice: rotate it

                """
        )
    }
}
