import Testing

@testable import Sandbox

@Suite("Failures written as text")
struct FaultSyntaxTests {
    static let known: [(String, FaultPlan.Fault)] = [
        ("reset", .init(.connectionReset)),
        ("status=503", .init(.status(503))),
        ("status=429,retry-after=2,times=3", .init(.status(429, retryAfter: 2), times: 3)),
        ("delay=2s,times=all", .init(.delay(.seconds(2)), times: nil)),
        ("delay=500ms", .init(.delay(.milliseconds(500)))),
        ("stall,method=get,path=/api/v1", .init(.stall, method: "GET", pathPrefix: "/api/v1")),
        ("slow-body=100,client=kubectl/", .init(.slowBody(bytesPerTick: 100), client: "kubectl/")),
        ("cut-body=0,skip=2", .init(.cutBody(afterBytes: 0), skip: 2)),
        ("expire-token,request=4", .init(.expireToken, atRequest: 4)),
        ("cut-watch=1", .init(.cutWatch(afterEvents: 1))),
        ("end-watch=2", .init(.endWatch(afterEvents: 2))),
        ("expire-watch=3", .init(.expireWatch(afterEvents: 3))),
        ("silence-watch=4", .init(.silenceWatch(afterEvents: 4))),
        ("reset,path=/a=b", .init(.connectionReset, pathPrefix: "/a=b")),
    ]

    @Test("are read", arguments: known)
    func read(_ text: String, _ fault: FaultPlan.Fault) throws {
        #expect(try FaultPlan.Fault(parsing: text) == fault)
    }

    static let unknown: [(String, word: String)] = [
        ("", ""), ("explode", "explode"), ("status", "status"), ("status=200", "status=200"),
        ("status=x", "status=x"), ("reset=1", "reset=1"), ("delay=2", "delay=2"), ("delay=-1s", "delay=-1s"),
        ("cut-watch", "cut-watch"), ("reset,colour=red", "colour=red"), ("reset,skip=-1", "skip=-1"),
        ("reset,request=0", "request=0"), ("reset,retry-after=1", "retry-after=1"), ("reset,", ""),
        ("reset,method=", "method="), ("status=503,retry-after=soon", "retry-after=soon"),
    ]

    @Test("are refused with the word that can't be read, and what could stand there", arguments: unknown)
    func refused(_ text: String, word: String) throws {
        let error = try #require(throws: FaultSyntaxError.self) { try FaultPlan.Fault(parsing: text) }
        #expect(error.word == word)
        #expect(!error.expected.isEmpty)
    }
}
