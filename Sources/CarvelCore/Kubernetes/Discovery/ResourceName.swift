/// What a user may mean by the name of a type: `plural`, `plural.group` or `plural.version.group`, where the plural may
/// also be a singular, a short name or a kind.
struct ResourceName: Sendable, Hashable {
    /// The plural, singular, short name or kind, in small letters.
    var name: String
    /// `nil` for whichever is preferred.
    var version: String?
    /// `nil` for whichever is preferred; empty for the core group.
    var group: String?

    /// The ways to read a text, the likelier one first: what follows the first dot may begin with a version or not.
    ///
    /// Source: Kubernetes, `ParseResourceArg` in `k8s.io/apimachinery/pkg/runtime/schema`.
    static func readings(of text: String) -> [ResourceName] {
        let text = text.lowercased()
        let parts = text.split(separator: ".", maxSplits: 2, omittingEmptySubsequences: false).map(String.init)
        guard parts.count > 1 else { return [ResourceName(name: text)] }
        let byGroup = ResourceName(name: parts[0], group: parts[1...].joined(separator: "."))
        guard parts.count == 3 else { return [byGroup] }
        return [ResourceName(name: parts[0], version: parts[1], group: parts[2]), byGroup]
    }
}
