import OrderedCollections
import Testing
import YAMLDocument

@testable import CarvelCore

@Suite("The state of a Flux object")
struct FluxStatusTests {
    /// One object's status, and what it comes to.
    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        var generation = 2
        var observed: Int? = 2
        var conditions: [JSONValue] = [FluxSample.condition("Ready", "True", "ReconciliationSucceeded")]
        var metadata: JSONObject = [:]
        var spec: JSONValue = [:]
        let state: FluxState

        var testDescription: String { name }

        var object: KubernetesObject {
            var metadata: JSONObject = ["name": "x", "generation": .int(Int64(generation))]
            metadata.merge(self.metadata) { _, new in new }
            return KubernetesObject([
                "metadata": .object(metadata), "spec": spec,
                "status": [
                    "observedGeneration": observed.map { .int(Int64($0)) } ?? .null, "conditions": .array(conditions),
                ],
            ])
        }
    }

    private static func ready(_ status: String, _ reason: String, _ message: String = "") -> JSONValue {
        FluxSample.condition("Ready", status, reason, message)
    }

    private static let reconciling = FluxSample.condition("Reconciling", "True", "Progressing", "building")

    static let cases = [
        Case(name: "current", state: .current),
        Case(
            name: "generation behind, still ready of the one before",
            observed: 1,
            state: .inProgress("ReconciliationSucceeded")
        ),
        Case(name: "generation never observed", observed: nil, state: .inProgress("ReconciliationSucceeded")),
        Case(
            name: "observed as -1, as the API's default has it",
            observed: -1,
            conditions: [],
            state: .inProgress("its controller has not seen it yet")
        ),
        Case(name: "no condition at all", conditions: [], state: .inProgress("its controller has not judged it yet")),
        Case(
            name: "ready, and reconciling anew",
            conditions: [ready("True", "Succeeded"), reconciling],
            state: .inProgress("Progressing: building")
        ),
        Case(
            name: "ready unknown",
            conditions: [ready("Unknown", "Progressing", "reconciling")],
            state: .inProgress("Progressing: reconciling")
        ),
        Case(
            name: "failing and trying again, its generation not observed",
            observed: 1,
            conditions: [
                ready("False", "HealthCheckFailed", "timeout"),
                FluxSample.condition("Reconciling", "True", "ProgressingWithRetry", "timeout"),
            ],
            state: .failed("HealthCheckFailed: timeout")
        ),
        Case(
            name: "build failed",
            conditions: [ready("False", "BuildFailed", "no such file")],
            state: .failed("BuildFailed: no such file")
        ),
        Case(
            name: "stalled, whatever Ready says",
            conditions: [
                ready("True", "Succeeded"), FluxSample.condition("Stalled", "True", "InvalidURL", "scheme"),
            ],
            state: .failed("InvalidURL: scheme")
        ),
        Case(
            name: "no longer stalled",
            conditions: [ready("True", "Succeeded"), FluxSample.condition("Stalled", "False", "Succeeded")],
            state: .current
        ),
        Case(
            name: "waiting for what it depends on",
            conditions: [ready("False", "DependencyNotReady", "shop/packages is not ready")],
            state: .inProgress("DependencyNotReady: shop/packages is not ready")
        ),
        Case(
            name: "waiting for its source",
            conditions: [ready("False", "ArtifactFailed", "not found")],
            state: .inProgress("ArtifactFailed: not found")
        ),
        Case(
            name: "waiting for its source's artifact",
            conditions: [ready("False", "ArtifactFailed", "Source artifact not found, retrying in 30s")],
            state: .inProgress("ArtifactFailed: Source artifact not found, retrying in 30s")
        ),
        Case(
            name: "a path that is not in the artifact",
            conditions: [ready("False", "ArtifactFailed", "kustomization path not found: stat /tmp/x: no such file")],
            state: .failed("ArtifactFailed: kustomization path not found: stat /tmp/x: no such file")
        ),
        Case(
            name: "an artifact that is not what it should be",
            conditions: [ready("False", "ArtifactFailed", "failed to verify archive: digest mismatch")],
            state: .failed("ArtifactFailed: failed to verify archive: digest mismatch")
        ),
        Case(
            name: "waiting for a dependency",
            conditions: [ready("False", "DependencyNotReady", "dependency 'shop/x' is not ready")],
            state: .inProgress("DependencyNotReady: dependency 'shop/x' is not ready")
        ),
        Case(
            name: "waiting for a dependency that there is none of",
            conditions: [ready("False", "DependencyNotReady", "dependency 'shop/x' not found")],
            state: .failed("DependencyNotReady: dependency 'shop/x' not found")
        ),
        Case(name: "suspended", spec: ["suspend": true], state: .suspended),
        Case(name: "not suspended", spec: ["suspend": false], state: .current),
        Case(
            name: "being deleted",
            metadata: ["deletionTimestamp": "2026-11-21T05:14:30Z"],
            spec: ["suspend": true],
            state: .terminating
        ),
    ]

    @Test("Is read as kstatus reads it, and a failure that is tried again is a failure", arguments: cases)
    func state(_ given: Case) {
        #expect(FluxStatus(object: given.object).state == given.state)
    }

    @Test(
        "Tells the commit of both forms of a revision",
        arguments: [
            ("main@sha1:\(SampleDelivery.commit)", SampleDelivery.commit),
            ("main/\(SampleDelivery.commit)", SampleDelivery.commit),
            ("feature/x/\(SampleDelivery.commit)", SampleDelivery.commit),
            ("main@sha1:0123456", nil),
            ("main@sha256:\(SampleDelivery.commit)\(SampleDelivery.commit)", nil),
            ("main@sha1:\(SampleDelivery.commit.uppercased())", nil),
            (SampleDelivery.commit, nil),
            ("", nil),
        ]
    )
    func revision(text: String, commit: String?) {
        #expect(FluxRevision(text)?.commit == commit)
    }
}
