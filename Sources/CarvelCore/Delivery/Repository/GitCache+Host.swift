import GitRepository

extension GitCache {
    /// The variable that turns it off.
    static let variable = "CARVEL_GIT_CACHE"

    /// The one of a user on a machine; `nil` where there is none, or none is wanted.
    static func of(_ host: Host) throws(DeliveryError) -> GitCache? {
        let setting = host.variables[variable] ?? ""
        guard setting.isEmpty else {
            guard setting == "off" else {
                throw DeliveryError(
                    "\(variable) is \"\(setting)\", expected \"off\", or nothing",
                    hint: "to keep what is fetched elsewhere, set XDG_CACHE_HOME"
                )
            }
            return nil
        }
        return host.cacheDirectory.map { GitCache(in: $0, tell: host.notice) }
    }
}
