import OrderedCollections
import Testing
import YAMLDocument

@testable import CarvelCore

@Suite("When Flux counts as installed")
struct BootstrapJudgementTests {
    private func definition(_ conditions: [JSONValue]) -> KubernetesObject {
        KubernetesObject(
            .customResourceDefinition,
            name: "gitrepositories.source.toolkit.fluxcd.io",
            ["status": ["conditions": .array(conditions)]]
        )
    }

    @Test("A definition once it is established, and never where its names are taken")
    func establishment() {
        #expect(BootstrapInstallation.establishment(of: nil) == .notYet("is not established yet"))
        let established: JSONValue = ["type": "Established", "status": "True"]
        #expect(BootstrapInstallation.establishment(of: definition([established])) == .met)
        let taken: JSONValue = ["type": "NamesAccepted", "status": "False", "message": "gitrepo is taken"]
        #expect(
            BootstrapInstallation.establishment(of: definition([taken]))
                == .failed("its names are taken: gitrepo is taken")
        )
    }

    private func deployment(_ status: JSONValue, version: String = "v2.9.0") -> KubernetesObject {
        var object = KubernetesObject(
            .deployment,
            name: "source-controller",
            labels: [FluxManifest.versionLabel: version],
            ["spec": ["replicas": 1], "status": status]
        )
        object.json["metadata"]?["generation"] = 2
        return object
    }

    @Test("A controller once its latest change runs everywhere, in the release that is wanted")
    func readiness() {
        let ready: JSONValue = [
            "observedGeneration": 2, "replicas": 1, "updatedReplicas": 1, "readyReplicas": 1, "availableReplicas": 1,
        ]
        func judge(_ object: KubernetesObject?) -> ObjectCondition.Judgement {
            BootstrapInstallation.readiness(of: object, "v2.9.0")
        }
        #expect(judge(deployment(ready)) == .met)
        #expect(judge(nil) == .notYet("is not there yet"))
        #expect(judge(deployment(ready, version: "v2.6.0")) == .notYet("is of v2.6.0, expected v2.9.0"))
        var unseen = ready
        unseen["observedGeneration"] = 1
        #expect(judge(deployment(unseen)) == .notYet("its latest change is not rolled out yet"))
        // The replica of before is ready; that says nothing about the change.
        var stuck = ready
        stuck["replicas"] = 2
        #expect(judge(deployment(stuck)) == .notYet("replicas of before are still there"))
        var none = ready
        none["updatedReplicas"] = nil
        #expect(judge(deployment(none)) == .notYet("0 of 1 replicas are of its latest change"))
        stuck["conditions"] = [["type": "Progressing", "reason": "ProgressDeadlineExceeded", "message": "no image"]]
        #expect(
            judge(deployment(stuck)) == .failed("replicas of before are still there, and it has given up: no image")
        )
    }

    @Test("Versions in which objects may still be stored are those that a new definition does not know")
    func storedVersions() throws {
        let present = KubernetesObject(
            .customResourceDefinition,
            name: "gitrepositories.source.toolkit.fluxcd.io",
            [
                "spec": [
                    "group": "source.toolkit.fluxcd.io",
                    "names": ["kind": "GitRepository", "plural": "gitrepositories"],
                    "scope": "Namespaced",
                    "versions": [["name": "v1", "storage": true], ["name": "v1beta2", "storage": false]],
                ],
                "status": ["storedVersions": ["v1beta2", "v1"]],
            ]
        )
        let stored = try #require(StoredDefinition(present))
        #expect(stored.type == .gitRepository)
        let new = try #require(try SampleFlux.manifest().objects.first { $0.name == present.name })
        #expect(stored.stale(for: new) == ["v1beta2"])
        #expect(stored.stale(for: present).isEmpty)
    }
}
