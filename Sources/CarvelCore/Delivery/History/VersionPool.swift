/// Versions of a package, kept in the order of kapp-controller, so that the highest that is wanted is found without
/// looking at all of them.
struct VersionPool {
    private var members: [Member] = []

    private struct Member {
        var version: SemanticVersion
        var text: String
    }

    /// Adds a version; one that kapp-controller would pass over is passed over.
    mutating func insert(_ text: String) {
        guard let version = Self.version(text) else { return }
        members.insert(Member(version: version, text: text), at: index(of: version))
    }

    /// Takes a version out that was added.
    mutating func remove(_ text: String) {
        guard let version = Self.version(text) else { return }
        let start = index(of: version)
        guard let index = members[start...].firstIndex(where: { $0.text == text }) else { return }
        members.remove(at: index)
    }

    /// The version that is selected; `nil` for none.
    func selected(by selection: VersionSelection) -> String? {
        for member in members.reversed() {
            if let selected = try? selection.selectForPackageInstall(from: [member.text]) { return selected }
        }
        return nil
    }

    /// Where the first of the versions is that are not lower.
    private func index(of version: SemanticVersion) -> Int {
        var (low, high) = (0, members.count)
        while low < high {
            let middle = (low + high) / 2
            if members[middle].version < version { low = middle + 1 } else { high = middle }
        }
        return low
    }

    private static func version(_ text: String) -> SemanticVersion? {
        // kapp-controller passes over a `v` before the version.
        try? SemanticVersion(text.hasPrefix("v") ? String(text.dropFirst()) : text)
    }
}
