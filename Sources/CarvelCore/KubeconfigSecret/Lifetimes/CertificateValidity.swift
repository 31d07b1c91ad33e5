import FoundationEssentials

/// From when until when an X.509 certificate is good (RFC 5280, 4.1.2.5).
struct CertificateValidity: Sendable, Hashable {
    let begin: Date
    let end: Date

    /// - Parameter der: one certificate.
    /// - Throws: where the bytes are no certificate.
    init(der: [UInt8]) throws(DERReader.Failure) {
        var outer = DERReader(der)
        var certificate = try outer.value(DERReader.Tag.sequence)
        guard outer.isAtEnd else { throw DERReader.Failure() }
        var fields = try certificate.value(DERReader.Tag.sequence)
        // Certificates of version 1 leave the version out.
        if fields.nextTag == DERReader.Tag.version { try fields.skip(DERReader.Tag.version) }
        try fields.skip(DERReader.Tag.integer)
        // The algorithm, and who issued it.
        for _ in 1...2 { try fields.skip(DERReader.Tag.sequence) }
        var validity = try fields.value(DERReader.Tag.sequence)
        begin = try Self.time(&validity)
        end = try Self.time(&validity)
        guard validity.isAtEnd else { throw DERReader.Failure() }
    }

    /// The certificates of a PEM text, in their order.
    ///
    /// - Throws: where one of them can't be read, or there is none: then nothing can be told about the others either.
    static func all(inPEM text: [UInt8]) throws(DERReader.Failure) -> [CertificateValidity] {
        var all: [CertificateValidity] = []
        for der in try PEMCertificates.der(in: text) { all.append(try CertificateValidity(der: der)) }
        guard !all.isEmpty else { throw DERReader.Failure() }
        return all
    }

    /// `YYMMDDHHMMSSZ` before 2050, `YYYYMMDDHHMMSSZ` from then on: RFC 5280 allows certificates no other form.
    private static func time(_ reader: inout DERReader) throws(DERReader.Failure) -> Date {
        let isShort = reader.nextTag == DERReader.Tag.utcTime
        let value = try reader.value(isShort ? DERReader.Tag.utcTime : DERReader.Tag.generalizedTime)
        var digits = Array(value.rest)
        guard digits.popLast() == UInt8(ascii: "Z"), digits.count == (isShort ? 12 : 14),
            digits.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) })
        else { throw DERReader.Failure() }
        let pairs: [Int] = stride(from: 0, to: digits.count, by: 2).map { index -> Int in
            let (tens, ones) = (Int(digits[index]) - 48, Int(digits[index + 1]) - 48)
            return tens * 10 + ones
        }
        let century = pairs[0] < 50 ? 2000 : 1900
        let year = isShort ? century + pairs[0] : pairs[0] * 100 + pairs[1]
        return try date(year: year, Array(pairs.suffix(5)))
    }

    /// - Parameter parts: month, day, hour, minute and second.
    private static func date(year: Int, _ parts: [Int]) throws(DERReader.Failure) -> Date {
        let (month, day, hour, minute, second) = (parts[0], parts[1], parts[2], parts[3], parts[4])
        let isLeap = year.isMultiple(of: 4) && (!year.isMultiple(of: 100) || year.isMultiple(of: 400))
        let lengths = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        guard (1...12).contains(month), (1...lengths[month - 1]).contains(day), hour < 24, minute < 60, second < 60
        else { throw DERReader.Failure() }
        // The days since 1970 of a date in the Gregorian calendar: years are counted from March on, so that the day
        // that a leap year has more is the last one.
        let shifted = month > 2 ? year : year - 1
        let monthsSinceMarch = (month + 9) % 12
        let daysBefore = shifted * 365 + shifted / 4 - shifted / 100 + shifted / 400
        let daysSinceMarch = (monthsSinceMarch * 153 + 2) / 5 + day - 1
        let days: Int = daysBefore + daysSinceMarch - 719_468
        let minutes: Int = (days * 24 + hour) * 60 + minute
        return Date(timeIntervalSince1970: Double(minutes * 60 + second))
    }
}
