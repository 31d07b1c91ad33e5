import Testing

/// The recorded exchanges whose answers are compared in part only, each with the reason.
enum RecordingExceptions {
    static let reasons: [String: [String: String]] = [
        "auth": [:],
        "apply": [:],
        "list-watch": [:],
        "discovery": [
            "get /version": "The commit is that of another program.",
            "get /apis": fewerTypes,
            "get /api/v1": fewerTypes,
            "get /openapi/v3": fewerTypes,
            "aggregated core": fewerTypes,
            "aggregated groups": fewerTypes,
        ],
        "discovery-flux-0.41": ["get /apis": fewerTypes],
        "carvel": [:],
    ]

    private static let fewerTypes =
        "The sandbox serves fewer types than a whole cluster; all that it serves is compared."

    /// Checks that each exchange of a recording was compared, in order, and in part only where there is a reason.
    ///
    /// - Parameters:
    ///   - compared: The names of all that were compared.
    ///   - inPart: The names of those that were compared in part.
    static func expectAll(
        of recording: String,
        compared: [String],
        inPart: [String] = [],
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let exchanges = try RecordedExchange.all(in: recording).map(\.name)
        let exceptions = try #require(reasons[recording], "\(recording) has no entry")
        let whole = compared.filter { !inPart.contains($0) }
        #expect(whole.count + exceptions.count == exchanges.count, sourceLocation: sourceLocation)
        #expect(compared == exchanges, sourceLocation: sourceLocation)
        #expect(Set(inPart) == Set(exceptions.keys), sourceLocation: sourceLocation)
    }
}
