/// The sections ENVIRONMENT and FILES of a page. A command's help does not name them; its options tell what it touches.
struct Surroundings {
    private let usesGit: Bool
    private let usesKubernetes: Bool
    private let runsSandbox: Bool
    /// Whether the command works with a GitOps repository.
    let readsDelivery: Bool

    init(_ command: Command) {
        usesGit = command.takes("git-username")
        usesKubernetes = command.takes("kubeconfig")
        runsSandbox = command.takes("run-clusters")
        readsDelivery = ["repository", "local", "base"].contains(where: command.takes)
    }

    func write(to page: inout RoffPage) {
        page.section("ENVIRONMENT")
        for entry in environment {
            page.item(.bold(entry.name), entry.meaning.map { .prose($0) })
        }
        guard !files.isEmpty else { return }
        page.section("FILES")
        for entry in files {
            page.item(.italic(entry.name), entry.meaning.map { .prose($0) })
        }
    }

    private var environment: [Entry] {
        var entries: [Entry] = []
        if usesKubernetes {
            entries.append(
                Entry("KUBECONFIG", "The kubeconfig files, separated by colons, where --kubeconfig names none.")
            )
        }
        if usesGit {
            entries += [
                Entry("CARVEL_GIT_USERNAME", "The user name for the git repository, where --git-username gives none."),
                Entry(
                    "CARVEL_GIT_PASSWORD",
                    "The password for the git repository, where --git-password-file names no file."
                ),
                Entry(
                    "CARVEL_GIT_TOKEN",
                    "The bearer token for the git repository, where --git-token-file names no file.",
                    "With a token, user name and password are not used."
                ),
            ]
        }
        if usesGit || usesKubernetes {
            entries += [
                Entry("HTTPS_PROXY", "The proxy on the way to https servers."),
                Entry("HTTP_PROXY", "The proxy on the way to http servers."),
                Entry("NO_PROXY", "The servers that are reached without a proxy, separated by commas."),
            ]
        }
        entries.append(Entry("NO_COLOR", "If not empty, nothing is printed in colour."))
        if runsSandbox {
            entries += [
                Entry("TMPDIR", "The folder for the sandbox's files; by default /tmp."),
                Entry("KUBECONFIG", "Set for what runs in the sandbox: the contexts of its clusters."),
                Entry("CARVEL_SANDBOX_REPOSITORY", "Set for what runs in the sandbox: the git repository's URL."),
                Entry(
                    "CARVEL_GIT_USERNAME, CARVEL_GIT_PASSWORD",
                    "Set for what runs in the sandbox: the credentials for the git repository."
                ),
                Entry("GIT_ASKPASS", "Set for what runs in the sandbox: a program that tells git these credentials."),
            ]
        }
        if usesGit {
            entries.append(
                Entry("TMPDIR", "The folder for the temporary clone of the git repository; by default /tmp.")
            )
        }
        return entries
    }

    private var files: [Entry] {
        var entries: [Entry] = []
        if readsDelivery {
            entries.append(
                Entry(
                    "delivery.yaml",
                    "At the root of the GitOps repository: the repository, the build cluster and the run clusters.",
                    "It is found from any folder below it, and holds no secret."
                )
            )
        }
        if runsSandbox {
            entries.append(
                Entry(
                    "/tmp/carvel-sandbox-*",
                    "The kubeconfig and the git repository, which are gone when the sandbox ends."
                )
            )
        }
        if usesKubernetes {
            entries.append(
                Entry("~/.kube/config", "The kubeconfig where neither --kubeconfig nor KUBECONFIG names one.")
            )
        }
        return entries
    }
}

/// A variable or a file, with what it means, a line a sentence.
private struct Entry {
    let name: String
    let meaning: [String]

    init(_ name: String, _ meaning: String...) {
        self.name = name
        self.meaning = meaning
    }
}
