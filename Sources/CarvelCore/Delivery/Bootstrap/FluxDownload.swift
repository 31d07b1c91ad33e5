import HTTPTransport

/// Gets the install manifest of a release of Flux from where releases are published, and checks it against the
/// release's own list of checksums.
public struct FluxDownload: Sendable {
    let base: String
    let host: Host

    /// Where Flux publishes its releases.
    public static let usualBase = "https://github.com/fluxcd/flux2/releases"
    /// Enough for any manifest; what is larger is something else.
    private static let sizeLimit = 32 << 20
    private static let redirectLimit = 5

    /// - Parameter base: the URL below which `download/v2.9.0/install.yaml` is found.
    public init(from base: String = Self.usualBase, host: Host) {
        self.base = base.hasSuffix("/") ? String(base.dropLast()) : base
        self.host = host
    }

    /// The manifest of a release.
    ///
    /// - Parameter version: such as `v2.9.0` or `2.9.0`.
    /// - Throws: `DeliveryError` where it can't be had, or is not the one that was published.
    public func manifest(version: String) async throws(DeliveryError) -> FluxManifest {
        guard let mark = FluxVersionMark(release: version) else {
            throw DeliveryError("\"\(version)\" is no release of Flux, expected one such as v2.9.0")
        }
        let number = mark.text.hasPrefix("v") ? String(mark.text.dropFirst()) : mark.text
        let folder = "\(base)/download/v\(number)"
        let sums = try await get("\(folder)/flux_\(number)_checksums.txt")
        let url = "\(folder)/install.yaml"
        guard let expected = Self.checksum(of: "install.yaml", in: String(decoding: sums, as: UTF8.self)) else {
            throw DeliveryError(
                at: "\(folder)/flux_\(number)_checksums.txt",
                "names no install.yaml, so the manifest can't be checked",
                hint: "download it, look at it, and give it with --manifests"
            )
        }
        let bytes = try await get(url)
        let found = SHA256.hexDigest(bytes)
        guard found == expected else {
            throw DeliveryError(
                at: url,
                "has the SHA-256 checksum \(found), expected \(expected) as the release says",
                hint: "it is not what was published; try again, and if that does not help, do not use it"
            )
        }
        return try FluxManifest(String(decoding: bytes, as: UTF8.self), file: url, version: "v\(number)")
    }

    /// The checksum of a file, as `sha256sum` writes it.
    static func checksum(of name: String, in list: String) -> String? {
        for line in list.split(whereSeparator: \.isNewline) {
            let parts = line.split(separator: " ")
            // A star marks what was read as binary.
            guard parts.count == 2, parts[1] == name || parts[1] == "*\(name)" else { continue }
            return parts[0].lowercased()
        }
        return nil
    }

    private func get(_ url: String) async throws(DeliveryError) -> [UInt8] {
        var place = url
        for _ in 0...Self.redirectLimit {
            let response: HTTPResponse
            do {
                response = try await host.http.send(HTTPRequest(url: place, timeout: .seconds(120)))
                switch response.status {
                case 200: return try await Self.body(of: response, at: place)
                case 301, 302, 303, 307, 308:
                    place = try Self.target(of: response, from: place)
                    continue
                default: break
                }
            } catch let error as HTTPTransportError {
                throw DeliveryError(at: place, "can't be downloaded: \(error.message)", hint: Self.otherWay)
            } catch let error as DeliveryError {
                throw error
            } catch {
                throw DeliveryError(at: place, "can't be downloaded: \(error)", hint: Self.otherWay)
            }
            let meaning = response.status == 404 ? "is not there: perhaps there is no such release" : "is refused"
            throw DeliveryError(at: url, "\(meaning) (HTTP status \(response.status))", hint: Self.otherWay)
        }
        throw DeliveryError(at: url, "is redirected again and again", hint: Self.otherWay)
    }

    private static let otherWay = "download install.yaml by other means, and give it with --manifests"

    private static func body(of response: HTTPResponse, at url: String) async throws -> [UInt8] {
        var bytes: [UInt8] = []
        for try await chunk in response.body {
            bytes += chunk
            guard bytes.count <= sizeLimit else {
                throw DeliveryError(at: url, "is larger than \(sizeLimit >> 20) MiB, expected a manifest")
            }
        }
        return bytes
    }

    /// Where a redirect leads. What began encrypted goes on encrypted.
    private static func target(of response: HTTPResponse, from url: String) throws(DeliveryError) -> String {
        let location = response.headers["Location"] ?? ""
        let target: String
        if location.hasPrefix("/"), let end = url.firstRange(of: "://")?.upperBound {
            let authority = url[end...].prefix { $0 != "/" }
            target = url[..<end] + authority + location
        } else {
            target = location
        }
        let isSafe = target.hasPrefix("https://") || (target.hasPrefix("http://") && !url.hasPrefix("https://"))
        guard isSafe else {
            throw DeliveryError(at: url, "is redirected to \"\(MaskedURL.text(target))\", expected an https URL")
        }
        return target
    }
}
