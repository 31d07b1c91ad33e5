import HTTPTransport
import Testing

@testable import CarvelCore

@Suite("Downloading Flux's install manifest")
struct FluxDownloadTests {
    private let http = ScriptedHTTPClient()
    private let base = "https://releases.example.com/flux2"
    private var folder: String { "\(base)/download/v2.9.0" }

    private func download(_ version: String = "2.9.0") async throws -> FluxManifest {
        try await FluxDownload(from: base + "/", host: Host(http: http)).manifest(version: version)
    }

    private func publish(_ text: String, checksum: String? = nil) {
        let sum = checksum ?? SHA256.hexDigest(Array(text.utf8))
        http.expect(
            "GET \(folder)/flux_2.9.0_checksums.txt",
            .text("\(String(repeating: "0", count: 64))  manifests.tar.gz\n\(sum)  install.yaml\n")
        )
        http.expect("GET \(folder)/install.yaml", .text(text))
    }

    @Test("Takes what its release's checksum fits, and knows its version", arguments: ["2.9.0", "v2.9.0"])
    func fits(version: String) async throws {
        publish(SampleFlux.yaml())
        let manifest = try await download(version)
        #expect(manifest.version == "v2.9.0")
        #expect(manifest.components == SampleFlux.controllers)
        http.expectNothingLeft()
    }

    @Test("Follows redirects, but never from https to http")
    func redirects() async throws {
        publish(SampleFlux.yaml())
        let there = "https://files.example.com/install"
        let redirect = ScriptedHTTPClient.Answer(status: 302, headers: ["Location": there], chunks: [])
        let moved = ScriptedHTTPClient()
        moved.expect("GET \(folder)/flux_2.9.0_checksums.txt", redirect)
        moved.expect("GET \(there)", .text("\(SHA256.hexDigest(Array(SampleFlux.yaml().utf8)))  install.yaml\n"))
        let local = ScriptedHTTPClient.Answer(status: 307, headers: ["Location": "/other"], chunks: [])
        moved.expect("GET \(folder)/install.yaml", local)
        moved.expect("GET https://releases.example.com/other", .text(SampleFlux.yaml()))
        _ = try await FluxDownload(from: base, host: Host(http: moved)).manifest(version: "2.9.0")
        moved.expectNothingLeft()

        let unsafe = OneAnswerHTTPClient(.init(status: 302, headers: ["Location": "http://x.example.com/"], chunks: []))
        let error = await #expect(throws: DeliveryError.self) {
            try await FluxDownload(from: base, host: Host(http: unsafe)).manifest(version: "2.9.0")
        }
        #expect(error?.message.contains("expected an https URL") == true)
        #expect(unsafe.requests.count == 1)
    }

    @Test("Refuses what its release's checksum does not fit")
    func differs() async {
        publish(SampleFlux.yaml(), checksum: String(repeating: "a", count: 64))
        let error = await #expect(throws: DeliveryError.self) { try await download() }
        #expect(error?.place == "\(folder)/install.yaml")
        #expect(error?.message.contains("has the SHA-256 checksum") == true)
    }

    @Test("Says what is not there, and the other way")
    func missing() async {
        http.expect("GET \(folder)/flux_2.9.0_checksums.txt", .text("Not Found", status: 404))
        let error = await #expect(throws: DeliveryError.self) { try await download() }
        #expect(error?.message == "is not there: perhaps there is no such release (HTTP status 404)")
        #expect(error?.hint?.contains("--manifests") == true)

        http.expect(
            "GET \(folder)/flux_2.9.0_checksums.txt",
            failure: HTTPTransportError(reason: .connectionFailed, message: "nothing listens there")
        )
        let cut = await #expect(throws: DeliveryError.self) { try await download() }
        #expect(cut?.message == "can't be downloaded: nothing listens there")

        let word = await #expect(throws: DeliveryError.self) { try await download("latest") }
        #expect(word?.message.contains("is no release of Flux") == true)
    }

    @Test("Digests are those that everybody computes", arguments: [0, 1, 55, 56, 63, 64, 65, 1000])
    func digest(length: Int) {
        // From sha256sum.
        let known = [
            0: "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
            1: "ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb",
            55: "9f4390f8d30c2dd92ec9f095b65e2b9ae9b0a925a5258e241c9f1e910f734318",
            56: "b35439a4ac6f0948b6d6f9e3c6af0f5f590ce20f1bde7090ef7970686ec6738a",
            63: "7d3e74a05d7db15bce4ad9ec0658ea98e3f06eeecf16b4c6fff2da457ddc2f34",
            64: "ffe054fe7ae0cb6dc65c3af9b61d5209f439851db43d0ba5997337df154668eb",
            65: "635361c48bb9eab14198e76ea8ab7f1a41685d6ad62aa9146d301d4f17eb0ae0",
            1000: "41edece42d63e8d9bf515a9ba6932e1c20cbc9f5a5d134645adb5db1b9737ea3",
        ]
        #expect(SHA256.hexDigest(Array(repeating: UInt8(ascii: "a"), count: length)) == known[length])
    }
}
