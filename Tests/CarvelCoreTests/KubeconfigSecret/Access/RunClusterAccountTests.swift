import Testing
import YAMLDocument

@testable import CarvelCore

@Suite("A service account for Flux on a run cluster")
struct RunClusterAccountTests {
    private static let flux = NamespacedName(namespace: "flux", name: "flux")

    private func titles(_ access: FluxAccess) -> [String] {
        RunClusterAccount(Self.flux, access: access).manifests().map(\.title)
    }

    @Test("May act as the Kustomizations' account and nobody else, who may apply what a delivery holds")
    func actsAsOther() throws {
        let access = FluxAccess(actingAs: NamespacedName(namespace: "build", name: "shop-sa"), targetNamespace: "shop")
        let manifests = RunClusterAccount(Self.flux, access: access).manifests()
        #expect(
            manifests.map(\.title) == [
                "Namespace/flux", "Namespace/shop", "Namespace/build", "ServiceAccount/flux/flux",
                "Role/build/flux-impersonate-shop-sa", "RoleBinding/build/flux-flux-flux-impersonate-shop-sa",
                "Role/shop/app-package-and-pkgi-install-role",
                "RoleBinding/shop/build-shop-sa-app-package-and-pkgi-install-role",
            ]
        )
        #expect(
            manifests[4].object.json["rules"] == [
                [
                    "apiGroups": [""], "resources": ["serviceaccounts"], "verbs": ["impersonate"],
                    "resourceNames": ["shop-sa"],
                ]
            ]
        )
        #expect(
            manifests[5].object.json["subjects"] == [["kind": "ServiceAccount", "name": "flux", "namespace": "flux"]]
        )
        // What Flux impersonates bears the namespace of the build cluster.
        #expect(
            manifests[7].object.json["subjects"] == [
                ["kind": "ServiceAccount", "name": "shop-sa", "namespace": "build"]
            ]
        )
        let granted = manifests[6].object.json["rules"]?.array ?? []
        for action in access.actions {
            #expect(
                granted.contains { rule in
                    rule["apiGroups"] == [.string(action.group)] && rule["resources"] == [.string(action.resource)]
                        && rule["verbs"]?.array?.contains(.string(action.verb)) == true
                },
                "\(action)"
            )
        }
    }

    @Test("Has the rights itself where there is nobody to act as")
    func actsItself() {
        #expect(
            titles(FluxAccess(actingAs: nil, targetNamespace: "shop")) == [
                "Namespace/flux", "Namespace/shop", "ServiceAccount/flux/flux",
                "Role/shop/app-package-and-pkgi-install-role",
                "RoleBinding/shop/flux-flux-app-package-and-pkgi-install-role",
            ]
        )
    }
}
