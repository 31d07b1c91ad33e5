import Testing

@testable import CarvelCore

/// The sample repository with something changed, as `carvel-verify repo` judges it.
struct CheckedSample {
    static let install = "app.default.tap/staging/packageinstall.yaml"
    static let params = "app.default.tap/staging/params.yaml"
    static let package = SampleDelivery.packagePath()

    /// The report on the sample repository, changed.
    static func report(
        base: [String: String]? = nil,
        isStrict: Bool = false,
        _ change: (inout [String: String]) throws -> Void = { _ in }
    ) async throws -> RepositoryReport {
        var files = try SampleDelivery.files()
        try change(&files)
        return await RepositoryCheck(snapshot(files), base: base.map { snapshot($0) }, isStrict: isStrict).report()
    }

    static func snapshot(_ files: [String: String]) -> RepositorySnapshot {
        RepositorySnapshot(
            paths: files.keys.sorted(),
            contents: files.filter { RepositorySnapshot.isRead($0.key) }.mapValues { Array($0.utf8) }
        )
    }

    /// The findings on the sample repository, changed, a line each; without that values are in plain text.
    static func findings(
        base: [String: String]? = nil,
        _ change: (inout [String: String]) throws -> Void
    ) async throws -> [String] {
        try await report(base: base, change).findings.filter { $0.rule != PlainValuesRule.name }.map {
            "\($0.severity.rawValue) \($0.rule) \($0.place): \($0.sentence)"
        }
    }
}

extension [String: String] {
    /// Replaces a part of a file, which must be there.
    mutating func edit(_ path: String, _ old: String, _ new: String) throws {
        let text = try #require(self[path])
        try #require(text.contains(old), "\(old) in \(text)")
        self[path] = text.replacing(old, with: new)
    }
}
