internal import CCurl

/// Why a transfer could not be set up, as libcurl says it.
struct SetupFailure: Error {
    var text: String
}

/// libcurl's handle for one transfer: options in, information out.
final class EasyHandle {
    let pointer: UnsafeMutableRawPointer
    private let errorText: UnsafeMutablePointer<CChar>
    private var lists: [UnsafeMutablePointer<curl_slist>] = []

    init() throws(SetupFailure) {
        guard let pointer = curl_easy_init() else { throw .outOfMemory }
        self.pointer = pointer
        errorText = .allocate(capacity: Int(CURL_ERROR_SIZE))
        errorText.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
        try check(ccurl_easy_set_pointer(pointer, CURLOPT_ERRORBUFFER, errorText))
    }

    deinit {
        curl_easy_cleanup(pointer)
        errorText.deallocate()
        for list in lists { curl_slist_free_all(list) }
    }

    func set(_ option: CURLoption, _ value: Int) throws(SetupFailure) {
        try check(ccurl_easy_set_long(pointer, option, value))
    }

    func set(_ option: CURLoption, _ value: Bool) throws(SetupFailure) {
        try check(ccurl_easy_set_long(pointer, option, value ? 1 : 0))
    }

    /// For options that take a number of bytes.
    func set(_ option: CURLoption, size: Int) throws(SetupFailure) {
        try check(ccurl_easy_set_offset(pointer, option, curl_off_t(size)))
    }

    func set(_ option: CURLoption, _ value: String?) throws(SetupFailure) {
        try check(ccurl_easy_set_string(pointer, option, value))
    }

    func set(_ option: CURLoption, blob: [UInt8]) throws(SetupFailure) {
        let code = blob.withUnsafeBytes { ccurl_easy_set_blob(pointer, option, $0.baseAddress, $0.count) }
        try check(code)
    }

    func set(_ option: CURLoption, list strings: [String]) throws(SetupFailure) {
        guard let first = strings.first else { return }
        guard let list = curl_slist_append(nil, first) else { throw .outOfMemory }
        lists.append(list)
        for string in strings.dropFirst() {
            guard curl_slist_append(list, string) != nil else { throw .outOfMemory }
        }
        try check(ccurl_easy_set_list(pointer, option, list))
    }

    func set(_ option: CURLoption, context: UnsafeMutableRawPointer?) throws(SetupFailure) {
        try check(ccurl_easy_set_pointer(pointer, option, context))
    }

    /// For callbacks: throws unless libcurl took the option.
    func check(_ code: CURLcode) throws(SetupFailure) {
        guard code == CURLE_OK else { throw SetupFailure(text: String(cString: curl_easy_strerror(code))) }
    }

    /// A number that libcurl tells after a transfer; 0 where it knows none.
    func number(_ info: CURLINFO) -> Int {
        var value = 0
        return ccurl_easy_get_long(pointer, info, &value) == CURLE_OK ? value : 0
    }

    /// A time in microseconds that libcurl tells after a transfer; 0 where that point was not reached.
    func microseconds(_ info: CURLINFO) -> Int {
        var value: curl_off_t = 0
        return ccurl_easy_get_offset(pointer, info, &value) == CURLE_OK ? Int(value) : 0
    }

    /// What libcurl wrote about the transfer's failure; may be empty.
    var failureText: String {
        String(cString: errorText)
    }
}

extension SetupFailure {
    static var outOfMemory: SetupFailure { SetupFailure(text: "out of memory") }
}
