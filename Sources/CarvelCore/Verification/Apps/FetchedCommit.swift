import YAMLDocument

/// The commit that an App, or a PackageRepository, says that it fetched: kapp-controller keeps what vendir prints, its
/// lock file.
///
/// Source: vendir, `pkg/vendir/config`.
enum FetchedCommit {
    /// The commit, 40 hexadecimal digits; `nil` where it fetched nothing from git, from several repositories, or failed.
    static func of(_ object: KubernetesObject) -> String? {
        guard let fetch = object.status?["fetch"], fetch["exitCode"]?.int == 0, fetch["error"] == nil,
            let output = fetch["stdout"]?.string, let start = output.firstRange(of: "apiVersion: vendir.k14s.io/"),
            let lock = try? YAMLReader.document(String(output[start.lowerBound...]), file: "lock")
        else { return nil }
        let commits = (lock["directories"]?.array ?? []).flatMap { $0["contents"]?.array ?? [] }.compactMap {
            $0[path: "git", "sha"]?.string
        }
        return commits.count == 1 ? commits.first : nil
    }
}
