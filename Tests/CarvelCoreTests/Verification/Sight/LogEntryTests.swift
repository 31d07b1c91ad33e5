import FoundationEssentials
import Testing
import YAMLDocument

@testable import CarvelCore

@Suite("Lines of controllers' logs")
struct LogEntryTests {
    private func read(_ text: String, at stamp: String = "2026-11-21T05:14:30.123456789Z") -> LogEntry? {
        LogEntry("\(stamp) \(text)", of: "controller", on: "prod")
    }

    @Test("Of Flux: level, object and error")
    func flux() throws {
        let line =
            #"{"level":"error","ts":"2026-11-21T05:14:30.120Z","msg":"Reconciliation failed after 48ms","#
            + #""controller":"kustomization","controllerGroup":"kustomize.toolkit.fluxcd.io","#
            + #""controllerKind":"Kustomization","Kustomization":{"name":"app","namespace":"shop"},"#
            + #""namespace":"shop","name":"app","reconcileID":"1","error":"dry-run failed"}"#
        let entry = try #require(read(line))
        #expect(entry.level == .error)
        #expect(entry.object == "Kustomization/app.shop")
        #expect(entry.message == "Reconciliation failed after 48ms: dry-run failed")
        #expect(entry.shortTime == "2026-11-21T05:14:30.123Z")
        #expect(entry.json["time"] == "2026-11-21T05:14:30.123456789Z")
    }

    static let requests = [
        (#""ts":1614022522.8,"logger":"kc.controller.ar","msg":"Started deploy","request":"shop/app""#, "App"),
        (#""logger":"kc.controller.app","msg":"x","request":{"name":"app","namespace":"shop"}"#, "App"),
        (#""logger":"kc.controller.pkgi","msg":"x","request":"shop/app""#, "PackageInstall"),
    ]

    @Test("Of kapp-controller, old and new: the object by its logger and its request", arguments: requests)
    func kappController(members: String, kind: String) throws {
        #expect(try #require(read("{\"level\":\"info\",\(members)}")).object == "\(kind)/app.shop")
    }

    @Test("Of klog, and of nobody known: the text as it is")
    func text() throws {
        let klog = try #require(read("E1121 05:14:30.123456       1 reflector.go:147] can't list: token=abc"))
        #expect(klog.level == .error)
        #expect(klog.object == nil)
        #expect(klog.message == "can't list: token=abc")
        #expect(try #require(read("hello")).message == "hello")
        #expect(try #require(read(#"{"level":"info","msg":"starting manager"}"#)).object == nil)
        #expect(read("x", at: "yesterday") == nil)
        #expect(LogEntry("", of: "controller", on: "prod") == nil)
    }

    @Test("Secrets are masked")
    func masked() throws {
        let line = #"{"level":"error","msg":"x","error":"clone https://me:pass@git.example.com/x: refused"}"#
        #expect(try #require(read(line)).message == "x: clone https://<masked>@git.example.com/x: refused")
    }

    @Test("A log that begins anew by the second tells no line twice, and leaves none out")
    func position() throws {
        func entry(_ fraction: String, _ text: String) throws -> LogEntry {
            try #require(read(text, at: "2026-11-21T05:14:30\(fraction)Z"))
        }
        var position = LogPosition()
        let all = [try entry(".1", "a"), try entry(".12", "b"), try entry(".12", "c"), try entry("", "d")]
        let first = all.map { position.take($0) }
        #expect(first == [true, true, true, false])
        let again = all.map { position.take($0) }
        #expect(again == [false, false, false, false])
        let next = [try entry(".12", "e"), try entry(".120000001", "f"), try entry(".9", "g")]
        let later = next.map { position.take($0) }
        #expect(later == [true, true, true])
    }
}
