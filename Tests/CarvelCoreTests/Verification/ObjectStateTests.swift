import OrderedCollections
import Testing
import YAMLDocument

@testable import CarvelCore

@Suite("The state that one object tells")
struct ObjectStateTests {
    private static let install = CarvelSample.succeeded(
        KubernetesObject(.packageInstall, name: "app", namespace: "shop"),
        ["version": "1.0.0"]
    )
    private static let source = FluxSample.ready(KubernetesObject(.gitRepository, name: "app", namespace: "shop"))

    @Test("Of what is as its controller wants it")
    func ready() {
        let state = StateKind.packageInstalls.state(of: Self.install)
        #expect(state.namespace == "shop")
        #expect(state.name == "app")
        #expect(state.revision == "1.0.0")
        #expect(state.readiness == .ready)
        #expect(!state.isSuspended)
        #expect(state.message == "Reconcile succeeded")
        let source = StateKind.gitRepositories.state(of: Self.source)
        #expect(source.revision == FluxSample.revision())
        #expect(source.readiness == .ready)
        #expect(source.message == "Applied")
    }

    @Test("Of what its owner has stopped: its last state, and that it is stopped")
    func stopped() {
        let paused = StateKind.packageInstalls.state(of: Self.install.setting(true, at: "spec", "paused"))
        #expect(paused.isSuspended)
        #expect(paused.readiness == .ready)
        let suspended = StateKind.gitRepositories.state(of: Self.source.setting(true, at: "spec", "suspend"))
        #expect(suspended.isSuspended)
        #expect(suspended.readiness == .ready)
        #expect(suspended.message == "Applied")
    }

    @Test("Of what its controller has not seen yet, or is deleting")
    func underWay() {
        for kind in [StateKind.packageInstalls, .apps] {
            let state = kind.state(of: Self.install.setting(2, at: "metadata", "generation"))
            #expect(state.readiness == .unknown)
            #expect(state.message == "kapp-controller has not seen its latest change yet")
        }
        let deleted = Self.install.setting("2026-11-21T05:00:00Z", at: "metadata", "deletionTimestamp")
        #expect(StateKind.packageInstalls.state(of: deleted).message == "is being deleted")
        let source = Self.source.setting("2026-11-21T05:00:00Z", at: "metadata", "deletionTimestamp")
        #expect(StateKind.gitRepositories.state(of: source).readiness == .unknown)
        #expect(StateKind.gitRepositories.state(of: source).message == "is being deleted")
    }

    @Test("Needs no more of an object than what is read of it", arguments: StateKind.allCases)
    func selection(kind: StateKind) throws {
        for exchange in try ContractExchange.all(in: "carvel") {
            guard let body = try? JSONReader.value(exchange.body), body["metadata"] != nil else { continue }
            let whole = KubernetesObject(body)
            let part = KubernetesObject(try JSONReader.value(exchange.body, reading: kind.selection))
            #expect(kind.state(of: part) == kind.state(of: whole))
        }
    }

    @Test("Is of a kind by any of its names", arguments: StateKind.allCases)
    func names(kind: StateKind) {
        for name in kind.names {
            #expect(StateKind(name: name) == kind)
            #expect(StateKind(name: name.uppercased()) == kind)
        }
        #expect(StateKind(name: "pods") == nil)
        #expect(kind.names[0] == kind.rawValue)
    }
}
