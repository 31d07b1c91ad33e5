import CarvelCore
import Testing
import YAMLDocument

@testable import Sandbox

@Suite("Kustomizations wait for health as they are told to")
struct HealthCheckFlowTests {
    private static let files = [
        "app/packages/1.0.0.yaml": Manifests.package("1.0.0") as String?,
        "app/staging/packageinstall.yaml": Manifests.install(),
        "app/staging/params.yaml": Manifests.values("workload_nam: app\n"),
    ]
    private static let expressions = """
          healthCheckExprs:
          - apiVersion: packaging.carvel.dev/v1alpha1
            kind: PackageInstall
            failed: status.conditions.exists(c, c.type == 'ReconcileFailed' && c.status == 'True')
            current: status.conditions.exists(c, c.type == 'ReconcileSucceeded' && c.status == 'True')
        """

    @Test(
        "An install that failed fails the Kustomization where expressions tell, and passes without; mended, both are well"
    )
    func expressions() async throws {
        try await Landscape.with { landscape in
            try await landscape.prepareRunCluster()
            try await landscape.push(Self.files)
            try await landscape.prepareBuildCluster()
            try await landscape.build.wait(for: .kustomization, "installs", \.isReady)
            try await landscape.staging.wait(for: .packageInstall, "app") { $0.condition("ReconcileFailed") != nil }
            try await landscape.applyKustomization(
                "installs",
                path: "./app/staging",
                "  dependsOn: [{name: packages}]\n\(Self.expressions)"
            )
            let failed = try await landscape.build.wait(for: .kustomization, "installs", \.isFailed)
            let ready = try #require(failed.condition("Ready"))
            #expect(ready.reason == "HealthCheckFailed")
            #expect(ready.message.contains("[PackageInstall/shop/app status: 'Failed']"))

            let revision = try await landscape.push(["app/staging/params.yaml": Manifests.values()])
            try await landscape.build.wait(for: .kustomization, "installs") {
                $0.isReady && $0.status?["lastAppliedRevision"]?.string?.hasSuffix(revision) == true
            }
        }
    }

    @Test("An expression that is none fails it before anything is applied")
    func invalid() async throws {
        try await Landscape.with { landscape in
            try await landscape.prepareRunCluster()
            try await landscape.push(Self.files)
            try await landscape.prepareBuildCluster()
            try await landscape.applyKustomization(
                "packages",
                path: "./app/packages",
                "  healthCheckExprs: [{apiVersion: a/v1, kind: B, current: 'size(status)'}]"
            )
            try await landscape.build.wait(for: .kustomization, "packages") {
                $0.condition("Ready")?.reason == "InvalidCELExpression"
            }
        }
    }
}
