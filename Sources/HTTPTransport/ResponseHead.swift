/// The status line and headers of an answer.
struct ResponseHead: Sendable {
    var status: Int
    var version: String
    var headers: HTTPHeaders
}

/// An encoding of a body that can't be undone.
struct UnknownEncoding: Error {
    var name: String
}

extension ResponseHead {
    var isSuccess: Bool { (200..<300).contains(status) }

    /// Makes it the head of the unpacked answer, where that is packed by gzip: the packed form's headers would mislead.
    ///
    /// - Returns: whether it is packed.
    mutating func unpack() throws(UnknownEncoding) -> Bool {
        let encodings = headers.fields.filter { $0.name.lowercased() == "content-encoding" }
            .flatMap { $0.value.split(separator: ",").map { $0.trimmed.lowercased() } }
            .filter { !$0.isEmpty && $0 != "identity" }
        if encodings.isEmpty { return false }
        guard ["gzip", "x-gzip"].contains(encodings[0]), encodings.count == 1 else {
            throw UnknownEncoding(name: String(encodings.joined(separator: ", ").prefix(60)))
        }
        headers["Content-Encoding"] = nil
        headers["Content-Length"] = nil
        return true
    }
}
