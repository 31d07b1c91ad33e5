import CarvelCore
import OrderedCollections
import YAMLDocument

/// The `healthCheckExprs` of a Kustomization: how objects of some kinds are, which kstatus does not know.
struct HealthExpressions: Sendable {
    private struct Expressions: Sendable {
        var inProgress: HealthExpression?
        var failed: HealthExpression?
        var current: HealthExpression
    }

    private struct Kind: Hashable, Sendable {
        var group: Substring
        var kind: String

        init(apiVersion: String, kind: String) {
            let parts = apiVersion.split(separator: "/")
            group = parts.count > 1 ? parts[0] : ""
            self.kind = kind
        }
    }

    private var kinds: [Kind: Expressions] = [:]

    /// - Throws: `FluxFailure` for an expression that is none, or that the sandbox does not understand.
    init(_ kustomization: KubernetesObject) throws(FluxFailure) {
        for entry in kustomization.spec?["healthCheckExprs"]?.array ?? [] {
            guard let current = try Self.expression("current", entry) else {
                throw Self.failure("expression Current not specified")
            }
            kinds[Kind(apiVersion: entry["apiVersion"]?.string ?? "", kind: entry["kind"]?.string ?? "")] =
                Expressions(
                    inProgress: try Self.expression("inProgress", entry),
                    failed: try Self.expression("failed", entry),
                    current: current
                )
        }
    }

    private static func expression(_ name: String, _ entry: JSONValue) throws(FluxFailure) -> HealthExpression? {
        guard let text = entry[name]?.string, !text.isEmpty else { return nil }
        do {
            return try HealthExpressionParser.parse(text)
        } catch {
            throw failure(error.description)
        }
    }

    private static func failure(_ message: String) -> FluxFailure {
        FluxFailure(reason: "InvalidCELExpression", message: message)
    }

    /// What they make of an object; `nil` for a kind that they are not about.
    func verdict(on object: KubernetesObject) -> HealthCheck.Verdict? {
        guard let expressions = kinds[Kind(apiVersion: object.apiVersion, kind: object.kind)] else { return nil }
        if let observed = object.status?["observedGeneration"]?.int, observed != object.generation {
            return .inProgress
        }
        let members = (object.json.object ?? [:]).reduce(into: [:]) { $0[$1.key] = $1.value }
        do {
            if try expressions.inProgress?.holds(for: members) == true { return .inProgress }
            if try expressions.failed?.holds(for: members) == true { return .failed }
            return try expressions.current.holds(for: members) ? .current : .inProgress
        } catch {
            // Such as for an object that has no status yet.
            return .unknown
        }
    }
}
