import Algorithms
import YAMLDocument

/// The state of a PackageInstall or an App: one condition, with status "True".
///
/// Source: kapp-controller, `pkg/apis/kappctrl/v1alpha1`.
struct CarvelStatus: Sendable, Hashable {
    let verdict: Verdict
    /// Why it is not verified.
    let reason: String?

    /// That of an object with which all is well.
    static let succeeded = CarvelStatus(verdict: .verified, reason: nil)

    private init(verdict: Verdict, reason: String?) {
        self.verdict = verdict
        self.reason = reason
    }

    init(_ object: some ObjectReading) {
        let status = object.status
        guard let observed = status?["observedGeneration"]?.int, observed == object.generation else {
            verdict = .progressing
            reason = "kapp-controller has not seen its latest change yet"
            return
        }
        let conditions = status?["conditions"]?.array?.filter { $0["status"]?.isString("True") == true }
        guard let conditions, conditions.count == 1, let condition = conditions.first else {
            verdict = .progressing
            reason = status?["friendlyDescription"]?.string ?? "kapp-controller has not judged it yet"
            return
        }
        switch condition["type"]?.string {
        case "ReconcileSucceeded":
            verdict = .verified
            reason = nil
        case "ReconcileFailed", "DeleteFailed":
            verdict = .failed
            // The condition only points at this message where there is one.
            let message = status?["usefulErrorMessage"]?.string ?? condition["message"]?.string
            reason = message.map(Self.trimmed) ?? "reconciling failed"
        default:
            verdict = .progressing
            reason = status?["friendlyDescription"]?.string ?? "reconciling"
        }
    }

    /// `paused` or `canceled` where the object's owner has stopped it: it then keeps its old condition.
    static func stopped(_ object: some ObjectReading) -> String? {
        guard let spec = object.spec else { return nil }
        if spec["paused"]?.bool == true { return "paused" }
        return spec["canceled"]?.bool == true ? "canceled" : nil
    }

    private static func trimmed(_ text: String) -> String {
        String(text.trimmingSuffix(while: \.isWhitespace))
    }
}
