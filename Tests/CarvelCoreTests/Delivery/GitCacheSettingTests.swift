import GitRepository
import Testing

@testable import CarvelCore

@Suite("Whether what is fetched of the repository is kept")
struct GitCacheSettingTests {
    private static func cache(_ setting: String?, home: String? = "/home/me") throws(DeliveryError) -> GitCache? {
        var variables: [String: String] = [:]
        variables["CARVEL_GIT_CACHE"] = setting
        variables["HOME"] = home
        return try GitCache.of(Host.inMemory(variables: variables))
    }

    @Test("It is, where the user has a home and does not want otherwise")
    func settings() throws {
        #expect(try Self.cache(nil) != nil)
        #expect(try Self.cache("") != nil)
        #expect(try Self.cache("off") == nil)
        #expect(try Self.cache(nil, home: nil) == nil)
    }

    @Test("Another word is refused, with what is expected")
    func refused() {
        let error = #expect(throws: DeliveryError.self) { try Self.cache("no") }
        #expect(error?.message == "CARVEL_GIT_CACHE is \"no\", expected \"off\", or nothing")
    }
}
