import Glibc

/// The beginning of a line as klog, the log of kubectl, writes it: severity, date, time, process and place.
enum LogLineHead {
    /// A head such as `I1121 09:07:54.282288   25520 file.swift:12] `, with the time of the user's zone.
    static func now(place: String) -> String {
        var moment = timespec()
        clock_gettime(CLOCK_REALTIME, &moment)
        var parts = tm()
        localtime_r(&moment.tv_sec, &parts)
        let date = padded(Int(parts.tm_mon) + 1, 2) + padded(Int(parts.tm_mday), 2)
        let time = [parts.tm_hour, parts.tm_min, parts.tm_sec].map { padded(Int($0), 2) }.joined(separator: ":")
        let process = String(getpid())
        let space = String(repeating: " ", count: max(0, 7 - process.count))
        return "I\(date) \(time).\(padded(moment.tv_nsec / 1_000, 6)) \(space)\(process) \(place)] "
    }

    private static func padded(_ number: Int, _ count: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, count - digits.count)) + digits
    }
}
