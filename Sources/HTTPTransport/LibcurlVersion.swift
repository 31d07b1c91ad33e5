import CCurl

/// The libcurl that the program runs with, which need not be the one that it was built with.
public enum LibcurlVersion {
    /// Such as `7.88.1`; empty where the library does not tell.
    public static var inUse: String {
        curl_version_info(CURLVERSION_FIRST)?.pointee.version.map { String(cString: $0) } ?? ""
    }
}
