import CarvelCore
import Sandbox
import Testing
import YAMLDocument

@Suite("A build cluster as of Flux 0.41", .serialized, .mainJob(flux: .v0_41))
struct OlderFluxTests {
    @Test("The delivery is verified all the same")
    func verified() async throws {
        let job = try MainJob.current()
        job.applied.expect(status: 0)
        job.verified.expect(status: 0)
        try Golden.expect(try await job.bench.table(job.verified), is: "verify-table.txt")
    }

    @Test("What is on the build cluster is what export prints for v1beta2")
    func export() async throws {
        let bench = try MainJob.current().bench
        let exported = try await bench.deliver("export", "--cluster", "build", "--flux-version", "v1beta2")
        let wanted = try YAMLReader.documents(exported.expect(status: 0).output)
        let found = try await bench.objects(of: exported.output, on: "build")
        #expect(found.count == wanted.count)
        for (found, wanted) in zip(found, wanted) {
            #expect(found.json.holds(wanted), "\(found.title)")
        }
        let flux = found.filter { $0.apiVersion.contains(".fluxcd.io/") }
        #expect(flux.count == 5)
        #expect(flux.allSatisfy { $0.apiVersion.hasSuffix("/v1beta2") })
    }

    @Test("Revisions are in the older form")
    func revisions() async throws {
        let bench = try MainJob.current().bench
        let revision = "main/\(try await bench.remoteHead())"
        let sources = try await bench.objects("gitrepositories", on: "build")
        #expect(sources.map { $0.status?[path: "artifact", "revision"] } == [.string(revision)])
        let kustomizations = try await bench.objects("kustomizations", on: "build")
        #expect(kustomizations.count == 4)
        #expect(kustomizations.allSatisfy { $0.status?["lastAppliedRevision"] == .string(revision) })
    }

    @Test("Once more, there is nothing to change")
    func again() async throws {
        let applied = try await MainJob.current().bench.deliver("apply", "--no-wait")
        applied.expect(status: 0).expect(says: "✔ nothing to change: 22 objects are as they should be")
    }
}
