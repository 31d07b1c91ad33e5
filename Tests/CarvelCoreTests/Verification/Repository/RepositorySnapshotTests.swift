import FoundationEssentials
import GitRepository
import Testing

@testable import CarvelCore

@Suite("The files of a repository to check")
struct RepositorySnapshotTests {
    private static func host(in folder: String) -> Host {
        Host(variables: [:], currentDirectory: folder, files: .local, http: ScriptedHTTPClient())
    }

    /// The clone, with the sample repository in it, committed and pushed.
    private static func with(_ body: (GitWorkspace, _ clone: String) async throws -> Void) async throws {
        try await GitWorkspace.with { workspace in
            for (path, text) in try SampleDelivery.files() {
                let file = URL(filePath: "\(workspace.path)/other/\(path)")
                try FileManager.default.createDirectory(
                    at: file.deletingLastPathComponent(),
                    withIntermediateDirectories: true
                )
                try Data(text.utf8).write(to: file)
            }
            try await workspace.shell("cd other && git add . && git commit --quiet -m first")
            try await body(workspace, "\(workspace.path)/other")
        }
    }

    @Test("Are those that lie in the checkout, without those that git ignores, from any folder below, on no branch too")
    func working() async throws {
        try await Self.with { workspace, clone in
            try await workspace.shell(
                """
                cd other && git checkout --quiet --detach && rm app.default.tap/prod/params.yaml
                printf 'ignored/\\n' >.gitignore
                mkdir -p ignored new && echo 'a: 1' | tee ignored/x.yaml new/y.yaml >delivery-notes.txt
                echo '# changed' >>delivery.yaml
                """
            )
            for folder in [nil, "..", "\(clone)/", "./../../other"] {
                let host = Self.host(in: "\(clone)/app.default.tap")
                let snapshot = try await RepositorySnapshot.workingFiles(in: folder, host: host)
                #expect(snapshot.paths.contains("new/y.yaml") && snapshot.paths.contains("delivery-notes.txt"))
                #expect(!snapshot.paths.contains("ignored/x.yaml"))
                #expect(!snapshot.paths.contains("app.default.tap/prod/params.yaml"))
                #expect(snapshot.contents["delivery-notes.txt"] == nil)
                let text = String(decoding: snapshot.contents[Delivery.fileName] ?? [], as: UTF8.self)
                #expect(text.hasSuffix("# changed\n"))
                #expect(snapshot.commit == nil && snapshot.subfolder == nil)
            }
            let below = try await RepositorySnapshot.workingFiles(
                in: "app.default.tap/staging",
                host: Self.host(in: clone)
            )
            #expect(below.paths == ["packageinstall.yaml", "params.yaml"])
            #expect(below.subfolder == "app.default.tap/staging")
        }
    }

    @Test("Are those of a commit, whatever lies in the folder; and a commit that is not there is told")
    func commit() async throws {
        try await Self.with { workspace, clone in
            try await workspace.shell("cd other && rm delivery.yaml && git tag -m x v1")
            let head = try await workspace.git("rev-parse", "HEAD", in: "other")
            let host = Self.host(in: clone)
            for revision in ["HEAD", "main", "v1", String(head.prefix(8))] {
                let snapshot = try await RepositorySnapshot.commit(revision, in: nil, host: host)
                #expect(snapshot.commit.map { head.hasPrefix($0) } == true)
                #expect(snapshot.contents[Delivery.fileName] != nil)
            }
            await #expect(throws: GitError.commitNotFound(id: "origin/nothing")) {
                try await RepositorySnapshot.commit("origin/nothing", in: nil, host: host)
            }
        }
    }

    @Test("A folder without git is taken as it is, and one that is not there is told")
    func withoutGit() async throws {
        let files = try SampleDelivery.files()
        let folder = "/nowhere/at/all"
        var host = Host.inMemory(files: Dictionary(uniqueKeysWithValues: files.map { ("\(folder)/\($0)", $1) }))
        host.currentDirectory = "\(folder)/app.default.tap"
        let snapshot = try await RepositorySnapshot.workingFiles(in: nil, host: host)
        #expect(snapshot.paths == files.keys.sorted())
        await #expect(throws: DeliveryError.self) { try await RepositorySnapshot.workingFiles(in: "no", host: host) }
    }

    @Test("A file that may not be read is a finding")
    func unreadable() async throws {
        let folder = "/nowhere/at/all"
        let contents = try SampleDelivery.files().map { ("\(folder)/\($0)", Array($1.utf8)) }
        var host = Host.inMemory(currentDirectory: folder)
        host.files = .inMemory(
            Dictionary(uniqueKeysWithValues: contents),
            forbidden: ["\(folder)/\(CheckedSample.params)"]
        )
        let snapshot = try await RepositorySnapshot.workingFiles(in: nil, host: host)
        let findings = await RepositoryCheck(snapshot).report().findings
        #expect(findings.contains { $0.rule == "yaml" && $0.place.file == CheckedSample.params })
    }
}
