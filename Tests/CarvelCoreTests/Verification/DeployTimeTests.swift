import Testing
import YAMLDocument

@testable import CarvelCore

@Suite("Whether an App was deployed with the values as they are now")
struct DeployTimeTests {
    /// When the Secret was made and changed, when the App last fetched, and whether that may have been too early.
    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        var created = "05:14:30"
        var changed: String?
        let started: String?
        let isOlder: Bool

        var testDescription: String { name }
    }

    static let cases = [
        Case(name: "fetched after the Secret was made", started: "05:14:31", isOlder: false),
        Case(name: "fetched in the second in which it was made, whole", started: "05:14:30", isOlder: false),
        Case(name: "fetched before it was made", started: "05:14:29", isOlder: true),
        Case(name: "never fetched", started: nil, isOlder: true),
        Case(name: "fetched after the change", changed: "05:20:00", started: "05:20:01", isOlder: false),
        Case(name: "fetched before the change", changed: "05:20:00", started: "05:19:59", isOlder: true),
        Case(name: "fetched in the second of the change", changed: "05:20:00", started: "05:20:00", isOlder: true),
    ]

    @Test(
        "Within one second, goes by which was written last",
        arguments: [("9", "10", true), ("11", "10", false), ("10", "10", true), ("x", "10", true)]
    )
    func sameSecond(app version: String, secret: String, isOlder: Bool) {
        let time = "2026-11-21T05:20:00Z"
        let secret = CarvelSample.secret("x", namespace: "shop", created: "2026-11-21T05:14:30Z", changed: time)
            .setting(.string(secret), at: "metadata", "resourceVersion")
        let app = KubernetesObject(.app, name: "app")
            .setting(.string(time), at: "status", "fetch", "startedAt")
            .setting(.string(version), at: "metadata", "resourceVersion")
        #expect(DeployTime(app).isOlder(than: ChangeTime(secret)) == isOlder)
    }

    @Test("Is told from when it fetched, and when the Secret was written", arguments: cases)
    func isOlder(_ given: Case) {
        func time(_ text: String) -> String { "2026-11-21T\(text)Z" }
        let secret = CarvelSample.secret(
            "x",
            namespace: "shop",
            created: time(given.created),
            changed: given.changed.map(time)
        )
        let app = KubernetesObject(.app, name: "app")
            .setting(given.started.map { .string(time($0)) }, at: "status", "fetch", "startedAt")
        #expect(DeployTime(app).isOlder(than: ChangeTime(secret)) == given.isOlder)
    }

    @Test("Goes by the latest of several writes")
    func latestWrite() {
        let secret = CarvelSample.secret("x", namespace: "shop").setting(
            [
                ["time": "2026-11-21T05:14:30Z"], ["time": "2026-11-21T06:00:00Z"], ["time": "2026-11-21T05:30:00Z"],
            ],
            at: "metadata",
            "managedFields"
        )
        let app = KubernetesObject(.app, name: "app")
        #expect(
            DeployTime(app.setting("2026-11-21T05:59:59Z", at: "status", "fetch", "startedAt")).isOlder(
                than: ChangeTime(secret)
            )
        )
        #expect(
            !DeployTime(app.setting("2026-11-21T06:00:01Z", at: "status", "fetch", "startedAt")).isOlder(
                than: ChangeTime(secret)
            )
        )
    }

    @Test(
        "Takes what it can't read for the worst",
        arguments: ["2026-11-21T05:14:30.5Z", "2026-11-21T05:14:30+01:00", "2026-11-21 05:14:30Z", "soon", ""]
    )
    func unreadable(time: String) {
        let app = KubernetesObject(.app, name: "app")
            .setting("2026-11-22T00:00:00Z", at: "status", "fetch", "startedAt")
        let secret = CarvelSample.secret("x", namespace: "shop", created: "2026-11-21T05:14:30Z")
        #expect(!DeployTime(app).isOlder(than: ChangeTime(secret)))
        let isAppUnread = DeployTime(app.setting(.string(time), at: "status", "fetch", "startedAt"))
        #expect(isAppUnread.isOlder(than: ChangeTime(secret)))
        let changed = secret.setting([["time": .string(time)]], at: "metadata", "managedFields")
        #expect(DeployTime(app).isOlder(than: ChangeTime(changed)))
        let created = secret.setting(.string(time), at: "metadata", "creationTimestamp")
        #expect(DeployTime(app).isOlder(than: ChangeTime(created)))
    }
}
