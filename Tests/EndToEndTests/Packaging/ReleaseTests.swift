import CarvelCore
import FoundationEssentials
import Testing
import YAMLDocument

@Suite(
    "What a release consists of",
    .enabled("install dpkg-dev and binutils, as scripts/setup --tests does") {
        ["dpkg-shlibdeps", "strip"].allSatisfy { FileManager.default.fileExists(atPath: "/usr/bin/\($0)") }
    }
)
struct ReleaseTests {
    static let epoch = ["SOURCE_DATE_EPOCH": "1700000000"]

    @Test("The same programs make the same bytes, whoever packs them and when")
    func reproducible() async throws {
        try await Workbench.withoutClusters { bench in
            let built = try await bench.standIns()
            try await bench.script("dist", built, "1.2.3", "\(bench.folder.path)/one", with: Self.epoch)
            // Other times and other rights of the files that are packed.
            try await bench.command(["touch", "-d", "2001-01-01", "\(built)/kubectl-carvel-deliver"]).expect(status: 0)
            try await bench.command(["chmod", "-R", "g-rwx,o-rwx", built]).expect(status: 0)
            try await bench.script("dist", built, "1.2.3", "\(bench.folder.path)/two", with: Self.epoch)
            let sums = try bench.folder.read("one/SHA256SUMS")
            #expect(sums == (try bench.folder.read("two/SHA256SUMS")))
            #expect(sums.split(separator: "\n").count == 8)
            try await bench.command(["sha256sum", "--check", "--strict", "SHA256SUMS"], in: "one").expect(status: 0)
        }
    }

    @Test("The archive holds what install installs, owned by root, at the release's time")
    func archive() async throws {
        try await Workbench.withoutClusters { bench in
            try await bench.script(
                "dist",
                try await bench.standIns(),
                "1.2.3",
                "\(bench.folder.path)/dist",
                with: Self.epoch
            )
            let name = try #require(
                try bench.folder.contents("dist").first { $0.hasPrefix("kubectl-carvel-1.2.3-linux-") }
            )
            let list = ["tar", "--list", "--verbose", "--utc", "--full-time", "--numeric-owner", "--file", name]
            let listed = try await bench.command(list, in: "dist").expect(status: 0)
            let lines = listed.output.split(separator: "\n")
            #expect(lines.count > 40)
            #expect(lines.allSatisfy { $0.contains(" 0/0 ") && $0.contains(" 2023-11-14 22:13:20 ") })
            listed.expect(says: "/bin/kubectl_complete-carvel_deliver -> kubectl-carvel-deliver", "/LICENSE")
        }
    }

    @Test("The Debian package depends on the libraries of its programs, and is what its sums say")
    func debian() async throws {
        try await Workbench.withoutClusters { bench in
            let built = try await bench.standIns()
            // A program that needs one of the libraries that ours need.
            try await bench.command(["cp", "/usr/bin/curl", "\(built)/kubectl-carvel-verify"]).expect(status: 0)
            try await bench.script("dist", built, "1.2.3-rc.1", "\(bench.folder.path)/dist", with: Self.epoch)
            let name = try #require(try bench.folder.contents("dist").first { $0.hasSuffix(".deb") })
            #expect(name.hasPrefix("kubectl-carvel_1.2.3~rc.1_"))
            let control = try await bench.command(["dpkg-deb", "--field", name], in: "dist").expect(status: 0)
            control.expect(says: "Version: 1.2.3~rc.1", "libc6 (", "libcurl4")
            try await bench.command(["dpkg-deb", "--raw-extract", name, "deb"], in: "dist").expect(status: 0)
            let sums = ["md5sum", "--check", "--strict", "DEBIAN/md5sums"]
            try await bench.command(sums, in: "dist/deb").expect(status: 0)
            let found = try bench.folder.contents("dist/deb/usr")
            #expect(found.contains("share/zsh/vendor-completions/_kubectl-carvel-verify"))
            #expect(found.contains("share/man/man1/kubectl-carvel-verify.1.gz"))
            #expect(found.contains("bin/kubectl_complete-carvel_verify"))
        }
    }

    @Test("The Debian package installs, and leaves nothing when it is purged")
    func purge() async throws {
        try await Workbench.withoutClusters { bench in
            let dist = "\(bench.folder.path)/dist"
            try await bench.script("dist", try await bench.standIns(), "1.2.3", dist, with: Self.epoch)
            let name = try #require(try bench.folder.contents("dist").first { $0.hasSuffix(".deb") })
            // What dpkg itself keeps goes elsewhere.
            let state = try bench.folder.subfolder("dpkg")
            for list in ["status", "available"] { try bench.folder.write("", to: "dpkg/\(list)") }
            for folder in ["info", "updates"] { _ = try bench.folder.subfolder("dpkg/\(folder)") }
            let root = try bench.folder.subfolder("root")
            let dpkg = ["dpkg", "--instdir=\(root)", "--admindir=\(state)", "--force-depends", "--log=/dev/null"]
            try await bench.command(dpkg + ["--force-not-root", "--install", "\(dist)/\(name)"]).expect(status: 0)
            let installed = try await bench.everything(below: "root")
            #expect(installed.contains("usr/bin/kubectl_complete-carvel_deliver"))
            #expect(installed.contains("usr/share/bash-completion/completions/kubectl-carvel_deliver"))
            let broken = try await bench.command(["find", root, "-xtype", "l"])
            #expect(broken.output.isEmpty)
            try await bench.command(dpkg + ["--force-not-root", "--purge", "kubectl-carvel"]).expect(status: 0)
            #expect(try await bench.everything(below: "root").isEmpty)
        }
    }

    @Test("The entries for krew and flux have the form that these want, and name the archives")
    func manifests() async throws {
        try await Workbench.withoutClusters { bench in
            let dist = "\(bench.folder.path)/dist"
            try await bench.script("dist", try await bench.standIns(), "1.2.3", dist, with: Self.epoch)
            let url = "https://example.com/owner/project/releases/download/v1.2.3"
            try await bench.script("release-manifests", "1.2.3", dist, url)
            let sums = try bench.folder.read("dist/SHA256SUMS")
            func expectArchive(_ address: JSONValue?, _ sum: String?) throws {
                let name = try #require(address?.string?.split(separator: "/").last)
                #expect(address == .string("\(url)/\(name)"))
                #expect(sums.contains("\(try #require(sum))  \(name)\n"))
            }
            for name in ["carvel-deliver", "carvel-verify", "carvel-kubeconfig-secret"] {
                let krew = try #require(try YAMLReader.documents(bench.folder.read("dist/krew/\(name).yaml")).first)
                ManifestForm.krew.expect(krew, "krew/\(name).yaml")
                #expect(krew["apiVersion"] == "krew.googlecontainertools.github.com/v1alpha2")
                #expect(krew["kind"] == "Plugin" && krew[path: "metadata", "name"] == .string(name))
                #expect(krew[path: "spec", "version"] == "v1.2.3")
                let summary = try #require(krew[path: "spec", "shortDescription"]?.string)
                #expect(summary.count <= 50 && !summary.hasSuffix("."))
                let platform = try #require(krew[path: "spec", "platforms"]?.array?.first)
                #expect(platform[path: "selector", "matchLabels", "os"] == "linux")
                #expect(platform["bin"] == .string("kubectl-\(name)"))
                try expectArchive(platform["uri"], platform["sha256"]?.string)

                let flux = try #require(try YAMLReader.documents(bench.folder.read("dist/flux/\(name).yaml")).first)
                ManifestForm.flux.expect(flux, "flux/\(name).yaml")
                #expect(flux["apiVersion"] == "cli.fluxcd.io/v1beta1" && flux["kind"] == "Plugin")
                #expect(flux["name"] == .string(name) && flux["bin"] == .string("flux-\(name)"))
                #expect(flux["homepage"] == "https://example.com/owner/project")
                let version = try #require(flux["versions"]?.array?.first)
                #expect(version["version"] == "1.2.3")
                let download = try #require(version["platforms"]?.array?.first)
                #expect(download["os"] == "linux")
                let checksum = try #require(download["checksum"]?.string)
                #expect(checksum.hasPrefix("sha256:"))
                try expectArchive(download["url"], String(checksum.dropFirst("sha256:".count)))
                // flux takes the first regular file of that name.
                let archive = String(try #require(download["url"]?.string?.split(separator: "/").last))
                let listed = try await bench.command(["tar", "--list", "--verbose", "--file", archive], in: "dist")
                #expect(
                    listed.output.split(separator: "\n").contains {
                        $0.hasPrefix("-rwx") && $0.hasSuffix("/flux-\(name)")
                    }
                )
            }
        }
    }

    @Test("An archive made by git knows its commit")
    func commit() async throws {
        try await Workbench.withoutClusters { bench in
            let script = Product.path("scripts/build-commit")
            try await bench.command(["cp", script, Product.path(".gitattributes"), "."]).expect(status: 0)
            // A repository of its own: that of the project may be an archive itself.
            try await bench.command(["mkdir", "scripts"]).expect(status: 0)
            try await bench.command(["mv", "build-commit", "scripts/"]).expect(status: 0)
            try await bench.command(["git", "init", "--quiet"]).expect(status: 0)
            let identity = ["-c", "user.name=a", "-c", "user.email=a@example.com"]
            try await bench.command(["git", "add", "--all"]).expect(status: 0)
            try await bench.command(["git"] + identity + ["commit", "--quiet", "-m", "x"]).expect(status: 0)
            let head = try await bench.command(["git", "log", "-1", "--format=%H %ct"]).expect(status: 0).output
            func told(in place: String) async throws -> String {
                let commit = try await bench.command(["bash", "scripts/build-commit"], in: place).expect(status: 0)
                let time = try await bench.command(["bash", "scripts/build-commit", "--time"], in: place).expect(
                    status: 0
                )
                return commit.output.replacing("\n", with: " ") + time.output
            }
            #expect(try await told(in: Workbench.checkout) == head)
            let archive = ["git", "archive", "--prefix=source/", "--output=../source.tar", "HEAD"]
            try await bench.command(archive).expect(status: 0)
            try await bench.command(["tar", "--extract", "--file", "source.tar"], in: ".").expect(status: 0)
            #expect(try await told(in: "source") == head)
        }
    }
}
