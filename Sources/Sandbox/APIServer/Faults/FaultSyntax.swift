extension FaultPlan.Fault {
    /// Reads a failure as it is written on a command line: what happens, then which requests it strikes, such as
    /// `status=503,retry-after=2,method=GET,path=/api/v1,skip=1,times=3`.
    ///
    /// - Throws: `FaultSyntaxError` for a word that is not known, or a value that does not fit.
    public init(parsing text: String) throws(FaultSyntaxError) {
        var words: [FaultWord] = []
        for word in text.split(separator: ",", omittingEmptySubsequences: false) { words.append(FaultWord(word)) }
        let retryAfter = try words.first { $0.name == "retry-after" }?.number()
        self.init(try Self.action(words[0], retryAfter: retryAfter))
        for word in words.dropFirst() {
            switch word.name {
            case "method": method = try word.text().uppercased()
            case "path": pathPrefix = try word.text()
            case "client": client = try word.text()
            case "skip": skip = try word.number()
            case "times": times = word.value == "all" ? nil : try word.number()
            case "request":
                let number = try word.number()
                guard number > 0 else { throw FaultSyntaxError(word: word.original, expected: "a number from 1 on") }
                (skip, times) = (number - 1, 1)
            case "retry-after" where words[0].name == "status": break
            default: throw FaultSyntaxError(word: word.original, expected: Self.options)
            }
        }
    }

    private static let options = "one of method, path, client, skip, times, request, and after status retry-after"
    private static let actions =
        "one of status, reset, delay, stall, slow-body, cut-body, expire-token, cut-watch, end-watch, expire-watch, "
        + "silence-watch"

    private static func action(
        _ word: FaultWord,
        retryAfter: Int?
    ) throws(FaultSyntaxError) -> FaultPlan.Action {
        switch word.name {
        case "status":
            let code = try word.number()
            guard (400...599).contains(code) else {
                throw FaultSyntaxError(word: word.original, expected: "an HTTP status from 400 to 599")
            }
            return .status(code, retryAfter: retryAfter)
        case "reset": return try word.alone(.connectionReset)
        case "stall": return try word.alone(.stall)
        case "expire-token": return try word.alone(.expireToken)
        case "delay": return .delay(try word.duration())
        case "slow-body": return .slowBody(bytesPerTick: try word.number())
        case "cut-body": return .cutBody(afterBytes: try word.number())
        case "cut-watch": return .cutWatch(afterEvents: try word.number())
        case "end-watch": return .endWatch(afterEvents: try word.number())
        case "expire-watch": return .expireWatch(afterEvents: try word.number())
        case "silence-watch": return .silenceWatch(afterEvents: try word.number())
        default: throw FaultSyntaxError(word: word.original, expected: actions)
        }
    }
}

/// What in the text of a failure can't be read.
public struct FaultSyntaxError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The word that can't be read.
    public var word: String
    /// What could stand there.
    public var expected: String

    /// The sentence for the user.
    public var description: String { "\"\(word)\" is no part of a failure; expected \(expected)" }
}

/// A word of a failure's text, such as `skip=1`.
private struct FaultWord {
    var original: String
    var name: String
    var value: String?

    init(_ text: Substring) {
        let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        original = String(text)
        name = String(parts[0])
        value = parts.count == 2 ? String(parts[1]) : nil
    }

    func text() throws(FaultSyntaxError) -> String {
        guard let value, !value.isEmpty else { throw FaultSyntaxError(word: original, expected: "\(name)=TEXT") }
        return value
    }

    func number() throws(FaultSyntaxError) -> Int {
        guard let value, let number = Int(value), number >= 0 else {
            throw FaultSyntaxError(word: original, expected: "\(name)=NUMBER, such as \(name)=3")
        }
        return number
    }

    /// Such as `2s` or `500ms`.
    func duration() throws(FaultSyntaxError) -> Duration {
        let value = value ?? ""
        if value.hasSuffix("ms"), let number = Int(value.dropLast(2)), number >= 0 { return .milliseconds(number) }
        if value.hasSuffix("s"), let number = Int(value.dropLast()), number >= 0 { return .seconds(number) }
        throw FaultSyntaxError(word: original, expected: "\(name)=TIME, such as \(name)=2s or \(name)=500ms")
    }

    func alone(_ action: FaultPlan.Action) throws(FaultSyntaxError) -> FaultPlan.Action {
        guard value == nil else { throw FaultSyntaxError(word: original, expected: "\(name) without a value") }
        return action
    }
}
