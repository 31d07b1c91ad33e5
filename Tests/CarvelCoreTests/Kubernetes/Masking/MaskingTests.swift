import CarvelCore
import HTTPTransport
import Testing
import YAMLDocument

@Suite("What may be shown of requests")
struct MaskingTests {
    @Test(
        "Addresses without users, passwords and tokens",
        arguments: [
            ("https://prod:6443/api/v1?limit=500", "https://prod:6443/api/v1?limit=500"),
            ("https://me:pw@prod:6443/api", "https://<masked>@prod:6443/api"),
            ("http://token@proxy", "http://<masked>@proxy"), ("socks5://a:b@c@proxy:1", "socks5://<masked>@proxy:1"),
            ("http://me:p/w@proxy:1/x", "http://<masked>@proxy:1/x"),
            ("http://me:p?w@proxy:1/x", "http://<masked>@proxy:1/x"),
            ("https://prod:6443/apis/x/users/a@b", "https://prod:6443/apis/x/users/a@b"),
            ("https://[::1]:6443/a@b", "https://[::1]:6443/a@b"), ("https://prod/a@b", "https://prod/a@b"),
            ("from https://a:b@c/ to https://d:e@f/", "from https://<masked>@c/ to https://<masked>@f/"),
            ("https://x/y?a=1&Token=t&b=2", "https://x/y?a=1&Token=<masked>&b=2"), ("a@b", "a@b"), ("", ""),
            ("https://x/y?continue=abc", "https://x/y?continue=abc"),
        ]
    )
    func url(text: String, shown: String) {
        #expect(MaskedURL.text(text) == shown)
    }

    @Test(
        "Headers without credentials",
        arguments: [
            ("Authorization", "Bearer abc", "Bearer <masked>"), ("authorization", "abc", "<masked>"),
            ("Proxy-Authorization", "Basic abc", "Basic <masked>"), ("Cookie", "a=b; c=d", "<masked>"),
            ("X-Api-Key", "abc", "<masked>"), ("X-Amz-Security-Token", "a b", "<masked>"),
            ("Impersonate-User", "system:serviceaccount:a:b", "system:serviceaccount:a:b"),
            ("Impersonate-Extra-token-id", "x", "x"), ("Accept", "application/json", "application/json"),
            ("Location", "https://a:b@c/", "https://<masked>@c/"),
        ]
    )
    func header(name: String, value: String, shown: String) {
        #expect(MaskedHeaders.fields(of: [name: value]).map(\.value) == [shown])
    }

    @Test(
        "Other bodies as they are",
        arguments: [
            #"{"kind":"ConfigMap","metadata":{"name":"a","continue":"x"},"data":{"a":"b","c":"line\nline"}}"#,
            #"{"kind":"Kustomization","spec":{"prune":true,"interval":1.5,"secretRef":{"name":"x"},"n":null}}"#,
            #"{"kind":"Status","code":422,"message":"spec.interval: Required"}"#,
            #"[{"op":"add","path":"/data/a","value":"b"}]"#,
            #"{"kind":"ServiceAccount","automountServiceAccountToken":false,"secrets":[{"name":"x"}]}"#,
            #"{"metadata":{"annotations":{"a":"{\"kind\": \"ConfigMap\"}"}}}"#,
            #"{"status":{"lastAppliedRevision":"main@sha1:7f3a","url":"https://git.example.com/a.git"}}"#,
        ]
    )
    func plain(body: String) {
        let shown = MaskedBody(Array(body.utf8), url: "https://prod/api/v1/namespaces/shop/things/x")
        #expect(shown.text == body)
        #expect(!shown.hidesSecrets)
    }

    @Test(
        "Secrets by their keys alone",
        arguments: [
            (
                #"{"kind":"Secret","type":"Opaque","data":{"a":"YQ==","b":null},"stringData":{"c":"d"}}"#,
                #"{"kind":"Secret","type":"Opaque","data":{"a":"<masked>","b":null},"stringData":{"c":"<masked>"}}"#
            ),
            (
                #"{"kind":"SecretList","items":[{"metadata":{"name":"x"},"data":{"a":"YQ=="}}]}"#,
                #"{"kind":"SecretList","items":[{"metadata":{"name":"x"},"data":{"a":"<masked>"}}]}"#
            ),
            (
                #"{"metadata":{"annotations":{"kubectl.kubernetes.io/last-applied-configuration":"#
                    + #""{\"kind\":\"Secret\",\"data\":{\"a\":\"YQ==\"}}\n"}}}"#,
                #"{"metadata":{"annotations":{"kubectl.kubernetes.io/last-applied-configuration":"#
                    + #""{\"kind\":\"Secret\",\"data\":{\"a\":\"<masked>\"}}"}}}"#
            ),
            (#"{"status":{"token":"x","n":1}}"#, #"{"status":{"token":"<masked>","n":1}}"#),
            (#"{"a":"-----BEGIN RSA PRIVATE KEY-----\nx"}"#, #"{"a":"<masked>"}"#),
            (#"{"a":"x: eyJhbGciOi.eyJpc3Mi.sig"}"#, #"{"a":"<masked>"}"#),
            (#"{"a":"user: x\n  password: y\n"}"#, #"{"a":"<masked>"}"#),
            (#"{"a":"{\"auths\": {}}"}"#, #"{"a":"{\"auths\": {}}"}"#),
        ]
    )
    func secrets(body: String, shown: String) {
        let masked = MaskedBody(Array(body.utf8), url: "https://prod/x")
        #expect(masked.text == shown)
        #expect(masked.hidesSecrets == (body != shown))
    }

    @Test("Long annotations of Secrets not at all, unless they are JSON")
    func annotations() {
        let long = String(repeating: "x", count: 201)
        let body = #"{"metadata":{"annotations":{"long":"\#(long)","short":"yes"}}}"#
        let masked = MaskedBody(Array(body.utf8), url: "https://prod/api/v1/namespaces/shop/secrets/x?force=true")
        #expect(masked.text == #"{"metadata":{"annotations":{"long":"<masked>","short":"yes"}}}"#)
    }

    @Test("Nothing of what can't be understood", arguments: ["a: b", "{", "\u{0}k8s", "{} {}"])
    func noJSON(body: String) {
        let masked = MaskedBody(Array(body.utf8), url: "https://prod/x")
        #expect(masked.text == "<\(body.utf8.count) bytes that are no JSON>")
        #expect(MaskedBody([], url: "https://prod/x").text.isEmpty)
    }
}
