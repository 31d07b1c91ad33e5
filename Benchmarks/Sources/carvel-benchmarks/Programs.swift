import Foundation

/// The programs that are compared, and the one that measures them.
struct Programs {
    let binPath: String

    var verify: String { "\(binPath)/kubectl-carvel-verify" }
    var deliver: String { "\(binPath)/kubectl-carvel-deliver" }
    var sandbox: String { "\(binPath)/carvel-sandbox" }

    /// This program.
    var own: String { Bundle.main.executablePath ?? CommandLine.arguments[0] }
    /// Built beside this program.
    var measure: String { (own as NSString).deletingLastPathComponent + "/measure" }
}
