import HTTPTransport
import OrderedCollections
import YAMLDocument

/// One page of a list while it arrives.
struct ListPage {
    private let list: ObjectList
    private var chunks: HTTPBody.Iterator
    private var reader: JSONListReader
    private var hasEnded = false

    init(of list: ObjectList, _ response: HTTPResponse) {
        self.list = list
        chunks = response.body.makeAsyncIterator()
        reader = JSONListReader(reading: list.selection)
    }

    /// The list's `metadata`, once it is there: built-in lists have it before the items, custom resources after them.
    var metadata: JSONValue? { reader.envelope["metadata"] }

    /// The next item; `nil` once the whole page is read.
    mutating func next(isolation actor: isolated (any Actor)?) async throws(ClusterError) -> JSONValue? {
        while true {
            do {
                if let item = try reader.next() { return item }
            } catch {
                throw list.malformed(error)
            }
            if hasEnded { return nil }
            let chunk: [UInt8]?
            do {
                chunk = try await chunks.next(isolation: actor)
            } catch {
                throw list.client.error(list.call(continuing: nil), .transport(error))
            }
            if let chunk {
                reader.feed(chunk)
            } else {
                reader.finish()
                hasEnded = true
            }
        }
    }
}
