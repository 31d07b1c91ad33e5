/// What a client asks of a watch.
struct WatchRequest: Sendable {
    /// `nil` begins with all objects that there are.
    var resourceVersion: UInt64?
    var wantsBookmarks: Bool
    var wantsInitialEvents: Bool
    /// After this many seconds the server ends the watch.
    var timeoutSeconds: Int

    /// - Throws: 400 for parameters that cannot be read.
    init(_ query: RequestQuery) throws(StatusError) {
        wantsBookmarks = query.isTrue("allowWatchBookmarks")
        wantsInitialEvents = query.isTrue("sendInitialEvents")
        // As the real server: somewhere between half an hour and an hour, lest all clients come back at once.
        timeoutSeconds = Int.random(in: 1800...3600)
        if let text = query["timeoutSeconds"], !text.isEmpty {
            guard let seconds = Int(text) else {
                throw .badRequest("strconv.ParseInt: parsing \"\(text)\": invalid syntax")
            }
            if seconds > 0 { timeoutSeconds = seconds }
        }
        guard let text = query["resourceVersion"], !text.isEmpty, text != "0" else { return }
        resourceVersion = try Self.resourceVersion(text)
    }

    /// - Throws: 422 for what is no version.
    static func resourceVersion(_ text: String) throws(StatusError) -> UInt64 {
        guard let version = UInt64(text) else {
            throw .invalid(
                group: "meta.k8s.io",
                kind: "ListOptions",
                name: "",
                causes: [
                    StatusError.Cause(
                        reason: "FieldValueInvalid",
                        message: "Invalid value: \"\(text)\": strconv.ParseUint: parsing \"\(text)\": invalid syntax",
                        field: "resourceVersion"
                    )
                ]
            )
        }
        return version
    }
}
