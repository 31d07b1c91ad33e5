import HTTPTransport
import Synchronization
import YAMLDocument

/// A list of which the first page is being answered. From then on it is settled what all of its pages hold: what they
/// tell was so before anything that is asked for later.
///
/// Source: Kubernetes API concepts, "Retrieving large results sets in chunks".
struct ListSnapshot: Sendable {
    private let list: ObjectList
    private let firstPage: ExpectedAnswer<PageBytes>

    /// Begins a list; its first page is taken in whether somebody reads it or not.
    ///
    /// - Throws: a request that failed.
    init(of list: ObjectList) async throws(ClusterError) {
        self.list = list
        let answer = try await list.page(continuing: nil)
        firstPage = ExpectedAnswer { () async throws(ClusterError) in try await list.bytes(of: answer) }
    }

    /// What came of the objects of a list.
    struct Reduced<Result: Sendable>: Sendable {
        var result: Result
        /// Whether all pages were of one version of the collection. What stands between a server and us may have its own
        /// idea of pages; then the later ones tell what was so later.
        var isOfOneVersion: Bool
    }

    /// What comes of very many objects, looked into one after the other; to be asked for once. Custom resources' pages
    /// say at their ends that there are more: the next one is asked for before anything is made of a page, so two of them
    /// are in memory at a time.
    ///
    /// - Throws: as the iterator of `ObjectList`, and where the list expires or the connection breaks in its midst: only
    ///   another snapshot can tell then.
    func reduced<Result>(
        into start: Result,
        _ take: (inout Result, ListedObject) -> Void
    ) async throws(ClusterError) -> Reduced<Result> {
        var reduced = Reduced(result: start, isOfOneVersion: true)
        var versions: [String?] = []
        var next: ExpectedAnswer? = firstPage
        // Pages are of nearly the same size, so each goes where the one before the last was.
        var spare: [UInt8] = []
        while let page = next {
            var bytes = try await page.value(isolation: nil).take()
            let end = try list.end(of: bytes)
            next = end.token.map { list.expectedBytes(continuing: $0, in: PageBytes(spare)) }
            spare = []
            versions.append(end.version)
            try list.reduce(bytes, into: &reduced.result, take)
            bytes.removeAll(keepingCapacity: true)
            swap(&spare, &bytes)
        }
        reduced.isOfOneVersion = versions.dropFirst().allSatisfy { $0 != nil && $0 == versions.first }
        return reduced
    }
}

extension ObjectList {
    /// - Parameter buffer: an array that has room for the bytes.
    fileprivate func expectedBytes(continuing token: String, in buffer: PageBytes) -> ExpectedAnswer<PageBytes> {
        ExpectedAnswer { () async throws(ClusterError) in
            try await bytes(of: page(continuing: token), in: buffer.take())
        }
    }

    /// All bytes of a page.
    fileprivate func bytes(
        of page: HTTPResponse,
        in buffer: consuming [UInt8] = []
    ) async throws(ClusterError) -> PageBytes {
        do {
            return PageBytes(try await page.body.collect(appendedTo: buffer))
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

    fileprivate func reduce<Result>(
        _ page: [UInt8],
        into result: inout Result,
        _ take: (inout Result, ListedObject) -> Void
    ) throws(ClusterError) {
        var reader = JSONListReader(reading: selection)
        reader.feed(page)
        reader.finish()
        while let object = try nextListed(&reader) { take(&result, object) }
    }
}

/// The bytes of a page on their way to whoever reads them, and the room for them on its way back: they have one owner at a
/// time, who may write others in their place.
private final class PageBytes: Sendable {
    private let bytes: Mutex<[UInt8]>

    init(_ bytes: [UInt8]) {
        self.bytes = Mutex(bytes)
    }

    /// The bytes, which are gone from here.
    func take() -> [UInt8] {
        bytes.withLock { bytes in
            defer { bytes = [] }
            return bytes
        }
    }
}
