import CarvelCore
import HTTPTransport
import Synchronization
import Testing
import YAMLDocument

@testable import Sandbox

@Suite("Parts that all stand-ins share")
struct SharedPartsTests {
    @Test(
        "Durations are read as Go writes them",
        arguments: [
            ("10m", .seconds(600)), ("1m30s", .seconds(90)), ("250ms", .milliseconds(250)), ("1h0m0s", .seconds(3600)),
            ("1.5s", .milliseconds(1500)), ("", nil), ("10", nil), ("m", nil), ("5 m", nil),
        ] as [(String, Duration?)]
    )
    func durations(_ text: String, _ expected: Duration?) {
        #expect(GoDuration.parse(text) == expected)
    }

    @Test("Durations are written as Go writes them")
    func durationTexts() {
        #expect([30, 90, 3661].map { GoDuration.text(.seconds($0)) } == ["30s", "1m30s", "1h1m1s"])
    }

    @Test("A difference, applied as a merge patch, says just what has changed")
    func difference() {
        let old: JSONValue = ["same": 1, "gone": 2, "deep": ["a": 1, "b": 2], "list": [1, 2]]
        let new: JSONValue = ["same": 1, "deep": ["a": 1, "b": 3], "list": [1], "new": "x"]
        #expect(
            ObjectDifference.mergePatch(from: old, to: new)
                == ["gone": .null, "deep": ["b": 3], "list": [1], "new": "x"]
        )
        #expect(ObjectDifference.mergePatch(from: old, to: old) == nil)
    }

    @Test("An object that is asked for while it is handled is handled once more, and never twice at a time")
    func queue() async {
        let queue = WorkQueue<String>()
        let handled = Mutex<(running: Int, highest: Int, count: Int)>((0, 0, 0))
        let (done, finish) = AsyncStream.makeStream(of: Void.self)
        let working = Task {
            await queue.run { key in
                let count = handled.withLock { handled in
                    handled.running += 1
                    handled.highest = max(handled.highest, handled.running)
                    handled.count += 1
                    return handled.count
                }
                if count == 1 {
                    // Both of these come while the first handling is under way: one more is enough.
                    queue.add(key)
                    queue.add(key)
                }
                await Task.yield()
                handled.withLock { $0.running -= 1 }
                if count == 3 { finish.finish() }
                // The second handling wants to see the object again by itself.
                return count == 2 ? .milliseconds(1) : nil
            }
        }
        queue.add("a")
        for await _ in done {}
        working.cancel()
        await working.value
        let result = handled.withLock { $0 }
        #expect(result.count == 3)
        #expect(result.highest == 1)
    }

    @Test("Of a kubeconfig, Flux and kapp-controller each keep their part")
    func kubeconfigFilter() throws {
        let text = """
            apiVersion: v1
            kind: Config
            current-context: b
            contexts:
            - {name: a, context: {cluster: a, user: a}}
            - {name: b, context: {cluster: b, user: b}}
            clusters:
            - {name: a, cluster: {server: "https://a"}}
            - {name: b, cluster: {server: "https://b", insecure-skip-tls-verify: true}}
            users:
            - {name: a, user: {token: wrong}}
            - {name: b, user: {token: right, as: somebody, client-certificate: /etc/cert, exec: {command: x}}}
            """
        let name = ObjectKey(namespace: "ns", name: "config")
        let secret = try secret(["value.yaml": text])
        let flux = try RemoteCluster.connection(secret, named: name, key: nil, for: .flux)
        #expect(flux.server == "https://b")
        #expect(flux.credentials == .token("right"))
        #expect(flux.impersonation == nil)
        #expect(flux.tls.verifiesServer)

        let kapp = try RemoteCluster.connection(secret, named: name, key: "value.yaml", for: .kappController)
        #expect(kapp.impersonation?.user == "somebody")
        #expect(!kapp.tls.verifiesServer)
    }

    @Test("A leftover key value shadows value.yaml, and a Secret without either is refused")
    func kubeconfigKeys() throws {
        func config(_ server: String) -> String {
            """
            {current-context: c, contexts: [{name: c, context: {cluster: c, user: c}}],
            clusters: [{name: c, cluster: {server: "\(server)"}}], users: [{name: c, user: {token: t}}]}
            """
        }
        let name = ObjectKey(namespace: "ns", name: "config")
        let both = try secret(["value": config("https://old"), "value.yaml": config("https://new")])
        #expect(try RemoteCluster.connection(both, named: name, key: nil, for: .flux).server == "https://old")
        let neither = try secret(["config": config("https://new")])
        let refusal = #expect(throws: RemoteCluster.Refusal.self) {
            try RemoteCluster.connection(neither, named: name, key: nil, for: .flux)
        }
        #expect(refusal?.message.contains("does not contain a 'value' nor 'value.yaml' key") == true)
    }

    @Test("kapp breaks a chain of causes into lines")
    func kappErrors() {
        let failure = RequestFailure(reason: "Forbidden", message: "pods is forbidden: User \"x\" cannot create")
        #expect(
            KappError("Applying create pod/a (v1) namespace: ns: Creating resource pod/a: API server says", failure)
                .text
                    == """
                    kapp: Error: Applying create pod/a (v1) namespace: ns:
                      Creating resource pod/a:
                        API server says: pods is forbidden:
                          User "x" cannot create (reason: Forbidden)
                    """
        )
    }

    private func secret(_ entries: [String: String]) throws -> SecretData {
        let data = entries.mapValues { JSONValue.string(Base64.encode($0.utf8)) }
        var json: JSONValue = ["kind": "Secret"]
        for (key, value) in data {
            var all = json["data"] ?? [:]
            all[key] = value
            json["data"] = all
        }
        return try SecretData(KubernetesObject(json))
    }
}
