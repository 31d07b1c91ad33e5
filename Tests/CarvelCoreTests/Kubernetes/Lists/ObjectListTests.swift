import HTTPTransport
import OrderedCollections
import Testing
import YAMLDocument

@testable import CarvelCore

@Suite("Lists of objects")
struct ObjectListTests {
    private let http = ScriptedHTTPClient()
    private let installs = "https://prod:6443/apis/packaging.carvel.dev/v1alpha1/namespaces/shop/packageinstalls"

    private var client: ClusterClient {
        ClusterClient(ClusterConnection(name: "prod", server: "https://prod:6443"), http: http)
    }

    private func install(_ name: String) -> JSONValue {
        [
            "apiVersion": "packaging.carvel.dev/v1alpha1", "kind": "PackageInstall",
            "metadata": ["name": .string(name), "managedFields": [["manager": "x"]]], "spec": ["paused": true],
        ]
    }

    /// A page as the server sends one of custom resources: what comes next is said last.
    private func page(_ names: String..., version: String = "7", next: String = "") -> ScriptedHTTPClient.Answer {
        .json([
            "apiVersion": "packaging.carvel.dev/v1alpha1", "items": .array(names.map(install)),
            "kind": "PackageInstallList", "metadata": ["continue": .string(next), "resourceVersion": .string(version)],
        ])
    }

    /// The names of all objects, and where a watch could go on.
    private func read(_ list: ObjectList) async throws -> (names: [String], version: String?) {
        var iterator = list.makeAsyncIterator()
        var names: [String] = []
        while let object = try await iterator.next() {
            #expect(iterator.resourceVersion == nil)
            names.append(object.name)
        }
        #expect(try await iterator.next() == nil)
        return (names, iterator.resourceVersion)
    }

    // MARK: Pages

    @Test("Come page by page, and tell in the end of which version they are")
    func pages() async throws {
        http.expect("GET \(installs)?limit=500", page("a", "b", next: "t1"))
        http.expect("GET \(installs)?limit=500&continue=t1", page("c", next: "t/2"))
        http.expect("GET \(installs)?limit=500&continue=t%2F2", page())
        let (names, version) = try await read(client.objects(.packageInstall, namespace: "shop"))
        #expect(names == ["a", "b", "c"])
        #expect(version == "7")
        http.expectNothingLeft()
    }

    @Test("Begin anew with each iteration")
    func twice() async throws {
        let list = client.objects(.packageInstall, namespace: "shop")
        for names in [["a"], ["a", "b"]] {
            http.expect("GET \(installs)?limit=500", names.count == 1 ? page("a") : page("a", "b"))
            var found: [String] = []
            for try await object in list { found.append(object.name) }
            #expect(found == names)
        }
        http.expectNothingLeft()
    }

    @Test("Are read in whole from a server that knows no pages, in whatever pieces it comes")
    func unlimited() async throws {
        let recorded = try ContractExchange.named("packages of all namespaces, metadata only", in: "carvel")
        let chunks = recorded.body.map { [$0] }
        http.expect(
            "GET https://prod:6443/apis/data.packaging.carvel.dev/v1alpha1/packages?limit=500",
            ScriptedHTTPClient.Answer(chunks: chunks)
        )
        let (names, version) = try await read(client.objects(.package, namespace: nil))
        #expect(names.count == 6)
        #expect(version == "417")
    }

    @Test("Are selected by the server, and read in part")
    func selection() async throws {
        http.expect("GET \(installs)?limit=500&labelSelector=a%3Db&fieldSelector=metadata.name%3Da", page("a"))
        let list = client.objects(
            .packageInstall,
            namespace: "shop",
            labelSelector: "a=b",
            fieldSelector: "metadata.name=a",
            reading: .only("metadata.name")
        )
        var objects: [JSONValue] = []
        for try await object in list { objects.append(object.json) }
        #expect(
            objects == [
                [
                    "apiVersion": "packaging.carvel.dev/v1alpha1", "kind": "PackageInstall",
                    "metadata": ["name": "a"],
                ]
            ]
        )
        http.expect("GET \(installs)?limit=500", page("a"))
        let whole = try await client.list(.packageInstall, namespace: "shop", reading: .all(except: "spec"))
        var expected = install("a")
        expected["spec"] = nil
        #expect(whole.map(\.json) == [expected])
    }

    @Test("Have the head first that built-in lists leave out")
    func head() async throws {
        let answer: JSONValue = ["metadata": [:], "items": [["metadata": ["name": "a"], "data": [:]]]]
        http.expect("GET https://prod:6443/api/v1/secrets?limit=500", .json(answer))
        let objects = try await client.list(.secret, namespace: nil)
        #expect(objects.first?.json.object.map { Array($0.keys) } == ["apiVersion", "kind", "metadata", "data"])
        #expect(objects.first?.apiVersion == "v1")
        #expect(objects.first?.kind == "Secret")
    }

    // MARK: Expiry

    private func expired(next: String?) -> ScriptedHTTPClient.Answer {
        var metadata: JSONValue = [:]
        if let next { metadata["continue"] = .string(next) }
        return .json(
            [
                "kind": "Status", "apiVersion": "v1", "metadata": metadata, "status": "Failure",
                "message": "The provided continue parameter is too old", "reason": "Expired", "code": 410,
            ],
            status: 410
        )
    }

    @Test("Begin anew where they are to be of one version")
    func anew() async throws {
        http.expect("GET \(installs)?limit=500", page("a", next: "t1"))
        http.expect("GET \(installs)?limit=500&continue=t1", expired(next: "t2"))
        http.expect("GET \(installs)?limit=500", page("b", next: "t3"))
        http.expect("GET \(installs)?limit=500&continue=t3", page("c"))
        let list = client.objects(.packageInstall, namespace: "shop", reading: .only("metadata.name"))
        let names = try await list.reduced(into: []) { $0.append($1.name) }
        #expect(names == ["b", "c"])
        http.expectNothingLeft()
    }

    @Test(
        "Seen at one time, they say whether their pages were of one version",
        arguments: [(["7", "7", "7"], true), (["7", "7", "8"], false), (["7", "6", "7"], false)]
    )
    func versions(versions: [String], isOfOne: Bool) async throws {
        http.expect("GET \(installs)?limit=500", page("a", version: versions[0], next: "t1"))
        http.expect("GET \(installs)?limit=500&continue=t1", page("b", version: versions[1], next: "t2"))
        http.expect("GET \(installs)?limit=500&continue=t2", page("c", version: versions[2]))
        let list = client.objects(.packageInstall, namespace: "shop", reading: .only("metadata.name"))
        let reduced = try await ListSnapshot(of: list).reduced(into: [String]()) { $0.append($1.name) }
        #expect(reduced.result == ["a", "b", "c"])
        #expect(reduced.isOfOneVersion == isOfOne)
    }

    @Test("Seen at one time, they say that they expired: only another snapshot can tell then")
    func expiredSnapshot() async throws {
        http.expect("GET \(installs)?limit=500", page("a", next: "t1"))
        http.expect("GET \(installs)?limit=500&continue=t1", expired(next: "t2"))
        let list = client.objects(.packageInstall, namespace: "shop", reading: .only("metadata.name"))
        let snapshot = try await ListSnapshot(of: list)
        do {
            _ = try await snapshot.reduced(into: 0) { count, _ in count += 1 }
            Issue.record("It goes on.")
        } catch {
            #expect(error.expiredListToken == "t2")
        }
        http.expectNothingLeft()
    }

    @Test("Are refused where they are none, whole or seen at one time", arguments: [false, true])
    func noList(isSnapshot: Bool) async throws {
        for text in [#"{"items":[{"metadata":{"name":"a"}},"#, #"{"items":[1]}"#, "oops"] {
            http.expect("GET \(installs)?limit=500", ScriptedHTTPClient.Answer(chunks: [Array(text.utf8)]))
            let list = client.objects(.packageInstall, namespace: "shop")
            await #expect(throws: ClusterError.self) {
                if isSnapshot { _ = try await ListSnapshot(of: list).reduced(into: 0) { count, _ in count += 1 } }
                _ = try await list.reduced(into: 0) { count, _ in count += 1 }
            }
        }
        http.expectNothingLeft()
    }

    @Test("Go on after they expired, and then claim no version")
    func expiry() async throws {
        http.expect("GET \(installs)?limit=500", page("a", next: "t1"))
        http.expect("GET \(installs)?limit=500&continue=t1", expired(next: "t2"))
        http.expect("GET \(installs)?limit=500&continue=t2", page("b", version: "9", next: "t3"))
        http.expect("GET \(installs)?limit=500&continue=t3", page("c", version: "9"))
        let (names, version) = try await read(client.objects(.packageInstall, namespace: "shop"))
        #expect(names == ["a", "b", "c"])
        #expect(version == nil)
        http.expectNothingLeft()
    }

    @Test("Fail where the server gives no token to go on with, and where it takes its own one for expired")
    func unresumable() async throws {
        http.expect("GET \(installs)?limit=500", page("a", next: "t1"))
        http.expect("GET \(installs)?limit=500&continue=t1", expired(next: nil))
        let error = await #expect(throws: ClusterError.self) {
            _ = try await read(client.objects(.packageInstall, namespace: "shop"))
        }
        #expect(error?.status?.reason == .expired)
        #expect(error?.status?.continueToken == nil)

        http.expect("GET \(installs)?limit=500", page("a", next: "t1"))
        http.expect("GET \(installs)?limit=500&continue=t1", expired(next: "t2"))
        http.expect("GET \(installs)?limit=500&continue=t2", expired(next: "t3"))
        await #expect(throws: ClusterError.self) {
            _ = try await read(client.objects(.packageInstall, namespace: "shop"))
        }
        http.expectNothingLeft()
    }

    @Test("When collected, begin anew once, so that they are of one version")
    func collectedExpiry() async throws {
        http.expect("GET \(installs)?limit=500", page("a", "b", next: "t1"))
        http.expect("GET \(installs)?limit=500&continue=t1", expired(next: "t2"))
        http.expect("GET \(installs)?limit=500", page("b", version: "9", next: "u1"))
        http.expect("GET \(installs)?limit=500&continue=u1", page("c", version: "9"))
        #expect(try await client.list(.packageInstall, namespace: "shop").map(\.name) == ["b", "c"])

        for _ in 0..<2 {
            http.expect("GET \(installs)?limit=500", page("a", next: "t1"))
            http.expect("GET \(installs)?limit=500&continue=t1", expired(next: "t2"))
        }
        let error = await #expect(throws: ClusterError.self) {
            try await client.list(.packageInstall, namespace: "shop")
        }
        #expect(error?.status?.continueToken == "t2")
        http.expectNothingLeft()
    }

    @Test("When collected, begin anew once where the connection broke in the midst")
    func collectedBreak() async throws {
        let cut = HTTPTransportError(reason: .connectionLost, message: "reset")
        let half = ScriptedHTTPClient.Answer(chunks: [Array(#"{"items":[{"metadata":"#.utf8)], failure: cut)
        http.expect("GET \(installs)?limit=500", page("a", next: "t1"))
        http.expect("GET \(installs)?limit=500&continue=t1", half)
        http.expect("GET \(installs)?limit=500", page("a", "b"))
        #expect(try await client.list(.packageInstall, namespace: "shop").map(\.name) == ["a", "b"])

        http.expect("GET \(installs)?limit=500", half)
        http.expect("GET \(installs)?limit=500", half)
        let error = await #expect(throws: ClusterError.self) {
            try await client.list(.packageInstall, namespace: "shop")
        }
        #expect(error?.cause == .transport(cut))
        http.expectNothingLeft()
    }

    // MARK: Failures

    @Test(
        "Fail where the answer is no list",
        arguments: [
            (#"{"kind":"Secret"}"#, "the server's answer is no list (byte 17: the list has no items)"),
            (#"{"items":[{"a":1}"#, "(byte 17: found the end of the text, expected ',' or ']' after an element)"),
            ("<html>", "(byte 0: found '<', expected '{' and a list)"),
            (#"{"items":[1]}"#, "the server's list has an item that is no object"),
        ]
    )
    func malformed(text: String, message: String) async throws {
        http.expect("GET \(installs)?limit=500", ScriptedHTTPClient.Answer(chunks: [Array(text.utf8)]))
        let error = await #expect(throws: ClusterError.self) {
            try await client.list(.packageInstall, namespace: "shop")
        }
        #expect(error?.description.contains(message) == true)
        #expect(error?.request == "list packageinstalls.packaging.carvel.dev")
    }

    @Test("Hand out what came before the connection broke, then fail, and then are at their end")
    func broken() async throws {
        let failure = HTTPTransportError(reason: .other, message: "reset")
        let text = #"{"items":[{"metadata":{"name":"a"}},{"metadata":"#
        http.expect("GET \(installs)?limit=500", .init(chunks: [Array(text.utf8)], failure: failure))
        var iterator = client.objects(.packageInstall, namespace: "shop").makeAsyncIterator()
        #expect(try await iterator.next()?.name == "a")
        do {
            _ = try await iterator.next()
            Issue.record("no error")
        } catch {
            #expect(error.cause == .transport(failure))
        }
        #expect(try await iterator.next() == nil)
        #expect(iterator.resourceVersion == nil)
    }
}
