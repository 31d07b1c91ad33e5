import FoundationEssentials
import HTTPTransport
import Testing

@testable import CarvelCore

@Suite("From when until when a certificate is good")
struct CertificateValidityTests {
    private func validity(_ pem: String) throws -> [String] {
        try CertificateValidity.all(inPEM: Array(pem.utf8)).flatMap { [$0.begin, $0.end] }.map {
            $0.formatted(.iso8601)
        }
    }

    @Test(
        "Both forms of time, as openssl reads them",
        arguments: [
            (SampleCertificate.short, ["2026-01-01T00:00:00Z", "2027-02-28T23:59:59Z"]),
            (SampleCertificate.long, ["2049-12-31T23:59:59Z", "2052-02-29T12:30:01Z"]),
            (SampleCertificate.old, ["1999-06-01T00:00:00Z", "2000-02-29T01:02:03Z"]),
        ]
    )
    func times(pem: String, expected: [String]) throws {
        #expect(try validity(pem) == expected)
        #expect(try validity("bag attributes\n" + pem.replacing("\n", with: "\r\n")) == expected)
    }

    @Test("All certificates of a chain, other blocks passed over")
    func chain() throws {
        let chain = SampleCertificate.long + PEM.privateKey("x") + SampleCertificate.short
        #expect(try validity(chain).count == 4)
    }

    @Test("Of a chain the earliest end counts, of several authorities the last one is known too")
    func earliest() {
        var connection = ClusterConnection(name: "c", server: "https://c")
        connection.tls.clientCertificate = Array((SampleCertificate.long + SampleCertificate.short).utf8)
        connection.tls.certificateAuthority = Array((SampleCertificate.old + SampleCertificate.long).utf8)
        let ends = CredentialEnds(of: connection)
        #expect(
            ends.known.map { "\($0.kind) \($0.end.formatted(.iso8601))" } == [
                "clientCertificate 2027-02-28T23:59:59Z", "certificateAuthority 2000-02-29T01:02:03Z",
            ]
        )
        #expect(ends.lastAuthority?.formatted(.iso8601) == "2052-02-29T12:30:01Z")
        #expect(ends.unreadable == [])
    }

    @Test("What is no certificate is not taken for one that never ends")
    func unreadable() {
        var connection = ClusterConnection(name: "c", server: "https://c")
        connection.tls.clientCertificate = Array((SampleCertificate.long + PEM.certificate("eA==")).utf8)
        #expect(CredentialEnds(of: connection).known == [])
        #expect(CredentialEnds(of: connection).unreadable == [.clientCertificate])
    }

    /// The DER of the first certificate.
    private func der() throws -> [UInt8] {
        try #require(try PEMCertificates.der(in: Array(SampleCertificate.short.utf8)).first)
    }

    @Test("Nothing that is cut short or has more after it is read")
    func cut() throws {
        let der = try der()
        for length in 0..<der.count {
            #expect(throws: DERReader.Failure.self) { try CertificateValidity(der: Array(der[..<length])) }
        }
        #expect(throws: DERReader.Failure.self) { try CertificateValidity(der: der + [0]) }
    }

    @Test("No byte that is changed makes it fall over")
    func changed() throws {
        let der = try der()
        for position in der.indices {
            for value: UInt8 in [0x00, 0x7F, 0x80, 0x84, 0xFF] {
                var other = der
                other[position] = value
                _ = try? CertificateValidity(der: other)
            }
        }
    }

    @Test(
        "No other form of time",
        arguments: [
            "270228235959+", "27022823595Z", "270230000000Z", "271301000000Z", "270228240000Z", "270228236000Z",
            "270228235960Z", "2702282359 9Z", "270200000000Z",
        ]
    )
    func badTimes(text: String) throws {
        let good = Array("270228235959Z".utf8)
        let der = try der()
        let start = try #require(der.firstRange(of: good)?.lowerBound)
        var other = der
        let bad = Array(text.utf8)
        try #require(bad.count == good.count || bad.count == good.count - 1)
        other.replaceSubrange(start..<start + bad.count, with: bad)
        #expect(throws: DERReader.Failure.self) { try CertificateValidity(der: other) }
    }

    @Test(
        "Lengths that are indefinite, longer than need be, or beyond reason",
        arguments: [
            [0x30, 0x80, 0x00, 0x00], [0x30, 0x81, 0x01, 0x00], [0x30, 0x82, 0x00, 0x80],
            [0x30, 0x85, 0x01, 0x01, 0x01, 0x01, 0x01], [0x1F, 0x01, 0x00], [0x30], [],
        ] as [[UInt8]]
    )
    func lengths(bytes: [UInt8]) {
        #expect(throws: DERReader.Failure.self) {
            var reader = DERReader(bytes)
            try reader.skip(DERReader.Tag.sequence)
        }
    }

    @Test("A block that does not end, or begins within another, or holds no base64")
    func blocks() {
        for text in [
            "-----BEGIN CERTIFICATE-----\neA==\n", PEM.certificate("-----BEGIN CERTIFICATE-----"), PEM.certificate("*"),
            "",
        ] {
            #expect(throws: DERReader.Failure.self) { try CertificateValidity.all(inPEM: Array(text.utf8)) }
        }
    }
}
