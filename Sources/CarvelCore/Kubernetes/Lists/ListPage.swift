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

    /// The next item; `nil` where it is not there yet, or there is none.
    mutating func next() throws(ClusterError) -> KubernetesObject? {
        let item: JSONValue?
        do {
            item = try reader.next()
        } catch {
            throw list.malformed(error)
        }
        return try item.map { item throws(ClusterError) in try list.object(item) }
    }

    /// The next item, to be looked into; `nil` where it is not there yet, or there is none.
    mutating func nextListed() throws(ClusterError) -> ListedObject? {
        try list.nextListed(&reader)
    }

    /// Takes what arrives next; `false` once all is there.
    mutating func more(isolation actor: isolated (any Actor)?) async throws(ClusterError) -> Bool {
        guard !hasEnded else { return false }
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
        return true
    }
}

extension ObjectList {
    /// The next item of what a reader has, to be looked into.
    func nextListed(_ reader: inout JSONListReader) throws(ClusterError) -> ListedObject? {
        let item: JSONView?
        do {
            item = try reader.nextView()
        } catch {
            throw malformed(error)
        }
        guard let item else { return nil }
        guard item.memberCount != nil else { throw noObject }
        return ListedObject(json: item)
    }

    /// An item of a page as an object.
    func object(_ item: consuming JSONValue) throws(ClusterError) -> KubernetesObject {
        guard case .object(let members) = item else { throw noObject }
        return KubernetesObject(listed: members, type)
    }

    private var noObject: ClusterError {
        client.error(call(continuing: nil), .malformed("the server's list has an item that is no object"))
    }
}
