import Dispatch
import HTTPTransport
import Testing
import YAMLDocument

@testable import CarvelCore

@Suite("Lists of objects while they arrive", .timeLimit(.minutes(4)))
struct ListArrivalTests {
    private let http = HeldHTTPClient()
    private var client: ClusterClient {
        ClusterClient(ClusterConnection(name: "prod", server: "https://prod:6443"), http: http)
    }

    private func query(_ exchange: HeldHTTPClient.Exchange) -> Substring? {
        exchange.request.url.split(separator: "?").last
    }

    /// Goes through a list in a task of its own, and tells each name, and in the end the version.
    private func read(_ list: ObjectList) -> (names: AsyncStream<String>.Iterator, version: Task<String?, any Error>) {
        let (names, told) = AsyncStream.makeStream(of: String.self)
        let version = Task {
            defer { told.finish() }
            var iterator = list.makeAsyncIterator()
            while let object = try await iterator.next() { told.yield(object.name) }
            return iterator.resourceVersion
        }
        return (names.makeAsyncIterator(), version)
    }

    @Test("An object is handed out before the rest of its page is there")
    func streaming() async throws {
        var (names, version) = read(client.objects(.app, namespace: nil))
        let page = try #require(await http.request())
        page.send(#"{"items":[{"metadata":{"name":"a"}},{"meta"#)
        #expect(await names.next() == "a")
        page.send(#"data":{"name":"b"}}],"metadata":{"resourceVersion":"3"}}"#)
        #expect(await names.next() == "b")
        page.end()
        #expect(try await version.value == "3")
    }

    @Test("The next page is asked for as soon as a page has said that there is one")
    func lookingAhead() async throws {
        var (names, version) = read(client.objects(.secret, namespace: nil))
        let page = try #require(await http.request())
        page.send(#"{"metadata":{"resourceVersion":"3","continue":"t"},"items":[{"metadata":{"name":"a"}},"#)
        #expect(await names.next() == "a")

        // The first page is still arriving.
        let following = try #require(await http.request())
        #expect(query(following) == "limit=500&continue=t")
        following.send(#"{"metadata":{"resourceVersion":"3"},"items":[{"metadata":{"name":"c"}}]}"#)
        following.end()
        page.send(#"{"metadata":{"name":"b"}}]}"#)
        page.end()
        #expect(await names.next() == "b")
        #expect(await names.next() == "c")
        #expect(try await version.value == "3")
    }

    @Test("Seen at one time, the next page is asked for while nothing is made yet of what a page has brought")
    func mappingAhead() async throws {
        let list = client.objects(.app, namespace: nil)
        let isAskedFor = DispatchSemaphore(value: 0)
        let names = Task {
            try await ListSnapshot(of: list).reduced(into: [String]()) { names, object in
                if object.name == "a" { #expect(isAskedFor.wait(timeout: .now() + 60) == .success) }
                names.append(object.name)
            }
        }
        let page = try #require(await http.request())
        page.send(#"{"items":[{"metadata":{"name":"a"}},{"metadata":{"name":"b"}}],"meta"#)
        page.send(#"data":{"continue":"t"}}"#)
        page.end()
        let following = try #require(await http.request())
        isAskedFor.signal()
        #expect(query(following) == "limit=500&continue=t")
        following.send(#"{"items":[{"metadata":{"name":"c"}}],"metadata":{}}"#)
        following.end()
        #expect(try await names.value.result == ["a", "b", "c"])
    }

    @Test("Letting go of a list in the midst ends what is under way, the page asked for ahead too")
    func lettingGo() async throws {
        let task = Task {
            for try await object in client.objects(.secret, namespace: nil) { return object.name }
            return ""
        }
        let page = try #require(await http.request())
        page.send(#"{"metadata":{"continue":"t"},"items":[{"metadata":{"name":"a"}},"#)
        #expect(try await task.value == "a")
        let following = try #require(await http.request())
        await page.untilLetGo()
        await following.untilLetGo()
    }
}
