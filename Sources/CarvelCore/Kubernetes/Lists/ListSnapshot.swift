import HTTPTransport
import YAMLDocument

/// A list of which the first page is being answered. From then on it is settled what all of its pages hold: what they
/// tell was so before anything that is asked for later.
///
/// Source: Kubernetes API concepts, "Retrieving large results sets in chunks".
struct ListSnapshot: Sendable {
    private let list: ObjectList
    private let firstPage: ExpectedAnswer<[UInt8]>

    /// Begins a list; its first page is taken in whether somebody reads it or not.
    ///
    /// - Throws: a request that failed.
    init(of list: ObjectList) async throws(ClusterError) {
        self.list = list
        let answer = try await list.page(continuing: nil)
        firstPage = ExpectedAnswer { () async throws(ClusterError) in try await list.bytes(of: answer) }
    }

    /// What was made of the objects of a list.
    struct Mapped<Value: Sendable>: Sendable {
        var values: [Value] = []
        /// Whether all pages were of one version of the collection. What stands between a server and us may have its own
        /// idea of pages; then the later ones tell what was so later.
        var isOfOneVersion = true
    }

    /// What is made of each of very many objects, in no order; to be asked for once. Pages are worked on side by side
    /// while the next one arrives, for which some pages are in memory at a time. Custom resources' pages say at their ends
    /// that there are more.
    ///
    /// - Parameter transform: `nil` for nothing.
    /// - Throws: as the iterator of `ObjectList`, and where the list expires or the connection breaks in its midst: only
    ///   another snapshot can tell then.
    func mapped<Value: Sendable>(
        _ transform: @escaping @Sendable (ListedObject) -> Value?
    ) async throws(ClusterError) -> Mapped<Value> {
        try await result(transform).get()
    }

    /// So many pages are worked on at a time.
    private static let width = 3

    private func result<Value: Sendable>(
        _ transform: @escaping @Sendable (ListedObject) -> Value?
    ) async -> Result<Mapped<Value>, ClusterError> {
        await withTaskGroup(of: Result<[Value], ClusterError>.self) { group in
            var mapped = Mapped<Value>()
            var versions: [String?] = []
            var underWay = 0
            do throws(ClusterError) {
                var next: ExpectedAnswer? = firstPage
                while let page = next {
                    let bytes = try await page.value(isolation: nil)
                    let end = try list.end(of: bytes)
                    next = end.token.map(list.expectedBytes)
                    versions.append(end.version)
                    if underWay == Self.width, let result = await group.next() {
                        mapped.values += try result.get()
                        underWay -= 1
                    }
                    group.addTask {
                        await catching { () async throws(ClusterError) in try list.mapped(bytes, transform) }
                    }
                    underWay += 1
                }
                while let result = await group.next() { mapped.values += try result.get() }
                mapped.isOfOneVersion = versions.dropFirst().allSatisfy { $0 != nil && $0 == versions.first }
                return .success(mapped)
            } catch {
                group.cancelAll()
                return .failure(error)
            }
        }
    }
}

extension ObjectList {
    fileprivate func expectedBytes(continuing token: String) -> ExpectedAnswer<[UInt8]> {
        ExpectedAnswer { () async throws(ClusterError) in try await bytes(of: page(continuing: token)) }
    }

    /// All bytes of a page.
    fileprivate func bytes(of page: HTTPResponse) async throws(ClusterError) -> [UInt8] {
        do {
            return try await page.body.collect()
        } catch {
            throw client.error(call(continuing: nil), .transport(error))
        }
    }

    /// What a page says of itself: the version that it shows, and the token of the page that comes after it; `nil` for the
    /// latter after the last.
    fileprivate func end(of page: [UInt8]) throws(ClusterError) -> (version: String?, token: String?) {
        let metadata: JSONValue?
        if let end = Self.metadata(atEndOf: page) {
            metadata = end
        } else {
            do {
                metadata = try JSONReader.value(page, reading: .only("metadata"))["metadata"]
            } catch {
                throw malformed(error)
            }
        }
        let token = metadata?["continue"]?.string ?? ""
        return (metadata?["resourceVersion"]?.string, token.isEmpty ? nil : token)
    }

    /// The metadata of a page that has it after its items, without going through these; `nil` where it is not found there.
    private static func metadata(atEndOf page: [UInt8]) -> JSONValue? {
        // What follows the last bracket is the rest of the list, if it can be read as that: in a string it could not.
        guard let bracket = page.lastIndex(of: UInt8(ascii: "]")) else { return nil }
        let rest = page[(bracket + 1)...].drop { $0 == UInt8(ascii: ",") }
        return try? JSONReader.value(Array("{".utf8) + rest)["metadata"]
    }

    fileprivate func mapped<Value>(
        _ page: [UInt8],
        _ transform: (ListedObject) -> Value?
    ) throws(ClusterError) -> [Value] {
        var reader = JSONListReader(reading: selection)
        reader.feed(page)
        reader.finish()
        var values: [Value] = []
        while let object = try nextListed(&reader) {
            if let value = transform(object) { values.append(value) }
        }
        return values
    }
}
