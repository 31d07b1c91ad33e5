import Testing
import YAMLDocument

@testable import CarvelCore

@Suite("The verdict on what runs on the build cluster")
struct SourceJudgeTests {
    private static let old = "ffffffffffffffffffffffffffffffffffffffff"
    private let judge = SourceJudge(cluster: "build", namespace: "shop", commit: SampleDelivery.commit)

    private static func failing(_ attempted: String) -> KubernetesObject {
        kustomization()
            .setting([FluxSample.condition("Ready", "False", "HealthCheckFailed", "late")], at: "status", "conditions")
            .setting(.string(FluxSample.revision(old)), at: "status", "lastAppliedRevision")
            .setting(.string(FluxSample.revision(attempted)), at: "status", "lastAttemptedRevision")
    }

    private static func source(_ revision: String = FluxSample.revision()) -> KubernetesObject {
        FluxSample.ready(KubernetesObject(.gitRepository, name: "x", namespace: "shop"), revision: revision)
    }

    private static func kustomization(_ revision: String = FluxSample.revision()) -> KubernetesObject {
        FluxSample.ready(KubernetesObject(.kustomization, name: "x", namespace: "shop"), revision: revision)
    }

    @Test(
        "Is yes for the very commit, in both forms of a revision",
        arguments: [FluxSample.revision(), "main/\(SampleDelivery.commit)"]
    )
    func verified(revision: String) {
        let links = [
            judge.gitRepository(Self.source(revision)),
            judge.kustomization(Self.kustomization(revision)),
        ]
        for link in links {
            #expect(link.verdict == .verified)
            #expect(link.reason == nil)
            #expect(link.found == "0123456789ab")
            #expect(link.expected == "0123456789ab")
        }
        #expect(links.map(\.kind) == ["GitRepository", "Kustomization"])
        #expect(links.allSatisfy { $0.cluster == "build" && $0.namespace == "shop" && $0.name == "x" })
    }

    @Test(
        "Is no for any other revision",
        arguments: [FluxSample.revision(old), "main@sha1:0123456", "main", "", "main@sha1:"]
    )
    func otherRevision(revision: String) {
        let source = judge.gitRepository(Self.source(revision))
        #expect(source.verdict == .progressing)
        #expect(source.reason == "has not fetched 0123456789ab yet")
        let kustomization = judge.kustomization(Self.kustomization(revision))
        #expect(kustomization.verdict == .progressing)
        #expect(kustomization.reason == "has not applied 0123456789ab yet")
    }

    @Test("Is no without an artifact, and for a revision that was only tried")
    func noRevision() {
        let source = Self.source().setting(nil, at: "status", "artifact")
        #expect(judge.gitRepository(source).verdict == .progressing)
        let tried = Self.kustomization().setting(nil, at: "status", "lastAppliedRevision")
        #expect(judge.kustomization(tried).verdict == .progressing)
    }

    @Test("Says how to get what is absent")
    func absent() {
        for link in [
            judge.gitRepository(nil),
            judge.kustomization(nil),
        ] {
            #expect(link.verdict == .failed)
            #expect(link.reason == "is not on the cluster")
            #expect(link.advice == "kubectl carvel-deliver apply")
        }
    }

    @Test("Is a failure where the commit itself was tried, with the controller's message")
    func failed() {
        let link = judge.kustomization(Self.failing(SampleDelivery.commit))
        #expect(link.verdict == .failed)
        #expect(link.reason == "HealthCheckFailed: late")
        #expect(link.found == "ffffffffffff")
    }

    @Test("Is not yet a failure where another commit was tried")
    func failedBefore() {
        let link = judge.kustomization(Self.failing(Self.old))
        #expect(link.verdict == .progressing)
        #expect(link.reason == "has not tried 0123456789ab yet; before: HealthCheckFailed: late")
    }

    @Test(
        "Is a failure where nothing will happen any more, whatever was tried before",
        arguments: [FluxSample.revision(), FluxSample.revision(old)]
    )
    func stopped(revision: String) {
        let suspended = Self.kustomization(revision).setting(true, at: "spec", "suspend")
        let link = judge.kustomization(suspended)
        #expect(link.verdict == .failed)
        #expect(link.reason == "is suspended, so it follows no commit")
        #expect(link.advice == "kubectl carvel-deliver resume")

        let deleted = Self.kustomization(revision).setting("2026-11-21T05:14:30Z", at: "metadata", "deletionTimestamp")
        #expect(judge.kustomization(deleted).verdict == .failed)
        #expect(
            judge.kustomization(deleted).reason == "is being deleted"
        )
    }
}

extension SourceJudge {
    fileprivate func gitRepository(_ object: KubernetesObject?) -> VerificationLink {
        gitRepository("x", aim: [], object, kind: .gitRepository)
    }

    fileprivate func kustomization(_ object: KubernetesObject?) -> VerificationLink {
        let aim = FluxAims.Kustomization(
            sourceRef: .null,
            path: .null,
            kubeConfig: .null,
            targetNamespace: .null,
            serviceAccountName: .null
        )
        return kustomization("x", aim: aim, object, kind: .kustomization)
    }
}
