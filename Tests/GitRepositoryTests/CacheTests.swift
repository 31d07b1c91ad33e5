import Synchronization
import Testing

@testable import GitRepository

@Suite("What is kept of a remote from one command to the next", .timeLimit(.minutes(4)))
struct CacheTests {
    /// A server with a repository of one commit, and a place to keep it in.
    private final class Place: Sendable {
        let workspace: Workspace
        let server: GitServer
        let said = Mutex<[String]>([])

        init(_ workspace: Workspace, _ server: GitServer) {
            self.workspace = workspace
            self.server = server
        }

        var cache: GitCache {
            GitCache(in: "\(workspace.path)/cache") { text in self.said.withLock { $0.append(text) } }
        }
        /// Where all is kept.
        static let kept = "cache/kubectl-carvel/git"

        /// Clones as a command does: what was downloaded, and the head's message.
        func clone(_ remote: GitRemote? = nil) async throws -> (download: GitDownload, message: String) {
            let clones = try workspace.cloneFolder()
            let result = try await (try remote ?? server.remote())
                .withTemporaryClone(branch: "main", in: clones, cache: cache) { clone in
                    for file in try await clone.files() { _ = try await clone.read(file.path) }
                    let history = try await clone.history(limit: .max)
                    return (clone.download, history.first?.message ?? "", try await clone.revisions(of: "shop").count)
                }
            #expect(try await workspace.leftovers() == "")
            return (result.0, result.1)
        }

        /// Somebody else's commit.
        func push(_ name: String, force: Bool = false) async throws {
            try await workspace.shell(
                """
                test -d other || git clone --quiet remote.git other
                cd other && \(force ? "git checkout --quiet --orphan new-\(name)" : "git pull --quiet origin main")
                echo 'new \(name)' > shop/\(name) && git add . && git -c user.name=a -c user.email=a@b commit --quiet -m \(name)
                git push --quiet \(force ? "--force" : "") origin HEAD:main
                """
            )
        }
    }

    private static func with(_ body: (Place) async throws -> Void) async throws {
        try await Workspace.with { workspace in
            try await workspace.filledRepository()
            try await GitServer.with(workspace) { try await body(Place(workspace, $0)) }
        }
    }

    @Test("Only what is new is downloaded, and nothing where nothing is new")
    func second() async throws {
        try await Self.with { place in
            let first = try await place.clone()
            #expect(first.download.objects == 8 && first.message == "seed\n")
            #expect(try await place.clone().download.objects == 0)
            try await place.push("one")
            let third = try await place.clone()
            // A commit, the tree of the root, that of the folder, and the file.
            #expect(third.download.objects == 4 && third.message == "one\n")
            #expect(try await place.clone().download.objects == 0)
            #expect(place.said.withLock { $0 } == [])
        }
    }

    @Test("A commit of ours is pushed from what is borrowed")
    func pushing() async throws {
        try await Self.with { place in
            for name in ["one", "two"] {
                let clones = try place.workspace.cloneFolder()
                try await place.server.remote().withTemporaryClone(branch: "main", in: clones, cache: place.cache) {
                    clone in
                    _ = try await clone.commit([.write("shop/\(name)", name)], message: name, author: .tester)
                    try await clone.push()
                }
            }
            try await place.workspace.git("fsck", "--strict", in: "remote.git")
            #expect(try await place.workspace.git("log", "--format=%s", "main", in: "remote.git") == "two\none\nseed")
        }
    }

    @Test("A branch that was put elsewhere by force is followed, also where the server has thrown the old one away")
    func forced() async throws {
        try await Self.with { place in
            _ = try await place.clone()
            try await place.push("other", force: true)
            try await place.workspace.shell(
                "cd remote.git && git reflog expire --expire=now --all && git gc --quiet --prune=now"
            )
            let moved = try await place.clone()
            #expect(moved.message == "other\n")
            #expect(try await place.clone().download.objects == 0)
        }
    }

    @Test("It is for this user alone, and holds neither the URL nor the password")
    func secrets() async throws {
        try await Self.with { place in
            _ = try await place.clone()
            let kept = "cd \(Place.kept)"
            let modes = try await place.workspace.shell("stat -c %a cache cache/* \(Place.kept) \(Place.kept)/*")
            #expect(modes == "700\n700\n700\n700")
            let found = try await place.workspace.shell("\(kept); grep -rlE 's3cret|127.0.0.1|YWRhOn' . || true")
            #expect(found == "")
            try await place.workspace.shell("\(kept); git -C */repository.git fsck --strict")
        }
    }

    @Test("Whoever the server refuses gets nothing of it; who asks by another name begins anew")
    func others() async throws {
        try await Self.with { place in
            _ = try await place.clone()
            let wrong = try place.server.remote(credentials: .password(username: "ada", password: "wrong"))
            await #expect(throws: GitError.authenticationFailed(url: wrong.url)) { try await place.clone(wrong) }
            let token = try place.server.remote(credentials: .token("t0ken"))
            #expect(try await place.clone(token).download.objects == 8)
            #expect(try await place.clone(place.server.remote("open")).download.objects == 8)
        }
    }

    @Test(
        "What is damaged is made anew, and the command succeeds",
        arguments: [
            // Of the objects, of their index, all of either, the head, everything.
            "for f in objects/pack/*.pack; do chmod 600 $f; head -c 100 /dev/zero | dd of=$f bs=1 seek=60 conv=notrunc; done",
            "for f in objects/pack/*.idx; do chmod 600 $f; : > $f; done", "rm -f objects/pack/*.pack",
            "rm -f objects/pack/*", "for f in refs/carvel/*; do echo nonsense > $f; done",
            "for f in refs/carvel/*; do echo 1234567890123456789012345678901234567890 > $f; done",
            "rm HEAD", "rm -rf objects refs; : > objects",
        ]
    )
    func damage(_ script: String) async throws {
        try await Self.with { place in
            _ = try await place.clone()
            try await place.workspace.shell("cd \(Place.kept)/*/repository.git && { \(script); } 2>/dev/null")
            try await place.push("one")
            #expect(try await place.clone().message == "one\n")
            #expect(try await place.clone().message == "one\n")
            #expect(try await place.clone().download.objects == 0)
            try await place.workspace.shell("git -C \(Place.kept)/*/repository.git fsck --strict")
        }
    }

    @Test("Objects that lack history make no short history: it is made anew")
    func lackingHistory() async throws {
        try await Self.with { place in
            _ = try await place.clone()
            try await place.workspace.shell("cp -r \(Place.kept)/*/repository.git/objects/pack first")
            try await place.push("one")
            _ = try await place.clone()
            // The later pack stays, all that it builds upon goes.
            try await place.workspace.shell(
                "for f in first/*; do rm -f \(Place.kept)/*/repository.git/objects/pack/$(basename $f); done"
            )
            let clones = try place.workspace.cloneFolder()
            let count = try await place.server.remote()
                .withTemporaryClone(branch: "main", in: clones, cache: place.cache) { clone in
                    try await clone.revisions(of: "shop").count
                }
            #expect(count == 2)
        }
    }

    @Test("What a killed command leaves is in nobody's way")
    func killed() async throws {
        try await Self.with { place in
            _ = try await place.clone()
            try await place.workspace.shell(
                """
                cd \(Place.kept)/*/ && mkdir carvel-git-abcdef && cd repository.git && : > objects/pack/pack-1234.pack
                for f in refs/carvel/*; do : > $f.lock; done
                """
            )
            try await place.push("one")
            #expect(try await place.clone().download.objects == 4)
            #expect(try await place.clone().message == "one\n")
            #expect(try await place.clone().download.objects == 0)
            #expect(place.said.withLock { $0 } == [])
        }
    }

    @Test("Where nothing can be kept, it works all the same, and one sentence says why")
    func refused() async throws {
        try await Self.with { place in
            try await place.workspace.shell("mkdir -p cache/kubectl-carvel && chmod 755 cache/kubectl-carvel")
            #expect(try await place.clone().download.objects == 8)
            #expect(try await place.clone().download.objects == 8)
            let said = place.said.withLock { $0 }
            #expect(said.count == 2 && Set(said).count == 1)
            #expect(said.first?.contains("cache/kubectl-carvel: others may look into it") == true)
            try await place.workspace.shell("rm -r cache && : > cache")
            #expect(try await place.clone().download.objects == 8)
            #expect(place.said.withLock { $0 }.last?.contains("/cache/kubectl-carvel") == true)
        }
    }

    @Test("Nothing is kept where the home is missing, nor of a repository on this machine")
    func nowhere() async throws {
        try await Self.with { place in
            let remote = try place.server.remote()
            for folder in ["\(place.workspace.path)/missing/.cache", "relative"] {
                let cache = GitCache(in: folder) { text in Issue.record("\(text)") }
                let kept = try await cache.repository(of: remote)
                #expect(kept == nil)
            }
            let local = try await place.cache.repository(of: GitRemote(url: "\(place.workspace.path)/remote.git"))
            #expect(local == nil)
            #expect(try await place.workspace.shell("ls -A") == "remote.git")
        }
    }

    @Test("Many at once each get all, and what is kept is whole")
    func manyAtOnce() async throws {
        try await Self.with { place in
            for round in 1...3 {
                try await place.push("round\(round)")
                let heads = try await withThrowingTaskGroup(of: String.self) { group in
                    for number in 1...8 {
                        group.addTask {
                            let folder = "clones\(round)-\(number)"
                            try await place.workspace.shell("mkdir \(folder)")
                            return try await place.server.remote().withTemporaryClone(
                                branch: "main",
                                in: "\(place.workspace.path)/\(folder)",
                                cache: place.cache
                            ) { try await $0.history(limit: .max).first?.message ?? "" }
                        }
                    }
                    return try await group.reduce(into: Set<String>()) { $0.insert($1) }
                }
                #expect(heads == ["round\(round)\n"])
            }
            _ = try await place.clone()
            try await place.workspace.shell("git -C \(Place.kept)/*/repository.git fsck --strict")
        }
    }

    @Test("It is not thrown away under a command that borrows from it")
    func inUse() async throws {
        try await Self.with { place in
            _ = try await place.clone()
            let clones = try place.workspace.cloneFolder()
            try await place.server.remote().withTemporaryClone(branch: "main", in: clones, cache: place.cache) {
                clone in
                let other = try #require(try await place.cache.repository(of: place.server.remote()))
                #expect(!other.discard())
                #expect(try await clone.files().count == 4)
            }
            let last = try #require(try await place.cache.repository(of: place.server.remote()))
            #expect(last.discard())
        }
    }

    @Test("What has not been used for a month goes when another is kept")
    func sweep() async throws {
        try await Self.with { place in
            _ = try await place.clone()
            try await place.workspace.shell("touch -d '40 days ago' \(Place.kept)/*/lock")
            _ = try await place.clone(place.server.remote("open"))
            #expect(try await place.workspace.shell("ls \(Place.kept) | wc -l") == "1")
            #expect(try await place.clone().download.objects == 8)
            #expect(try await place.workspace.shell("ls \(Place.kept) | wc -l") == "2")
        }
    }
}
