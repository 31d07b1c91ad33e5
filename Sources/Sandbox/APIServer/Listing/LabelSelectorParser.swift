/// Reads label selectors; its complaints are those of the real server.
struct LabelSelectorParser {
    private enum Token: Hashable {
        case comma, equal, doubleEqual, notEqual, not, greater, less, open, close, end
        case identifier(String)

        var isIdentifier: Bool { if case .identifier = self { true } else { false } }
    }

    private var tokens: [(token: Token, text: String)] = []
    private var index = 0

    init(_ text: String) {
        tokens = Self.tokens(text)
    }

    mutating func requirements() throws(StatusError) -> [LabelSelector.Requirement] {
        var requirements: [LabelSelector.Requirement] = []
        while true {
            let (token, text) = next()
            switch token {
            case .end: return requirements
            case .not, .identifier:
                requirements.append(try requirement(startingWith: token, text))
            default:
                throw .badRequest("found '\(text)', expected: !, identifier, or 'end of string'")
            }
            let (separator, separatorText) = next()
            if separator == .end { return requirements }
            guard separator == .comma else {
                throw .badRequest("found '\(separatorText)', expected: ',' or 'end of string'")
            }
            let (following, followingText) = peek()
            guard following.isIdentifier || following == .not else {
                throw .badRequest("found '\(followingText)', expected: identifier after ','")
            }
        }
    }

    private mutating func requirement(
        startingWith token: Token,
        _ text: String
    ) throws(StatusError) -> LabelSelector.Requirement {
        if token == .not {
            return .isAbsent(key: try key())
        }
        let key = text
        let (after, _) = peek()
        if after == .end || after == .comma { return .exists(key: key) }
        let (operation, operationText) = next()
        switch operation {
        case .equal, .doubleEqual: return .isOneOf(key: key, values: [value()])
        case .notEqual: return .isNoneOf(key: key, values: [value()])
        case .greater: return .isGreater(key: key, than: try number(key))
        case .less: return .isLess(key: key, than: try number(key))
        case .identifier("in"): return .isOneOf(key: key, values: try values())
        case .identifier("notin"): return .isNoneOf(key: key, values: try values())
        default:
            throw .badRequest("found '\(operationText)', expected: in, notin, =, ==, !=, gt, lt")
        }
    }

    private mutating func key() throws(StatusError) -> String {
        let (token, text) = next()
        guard case .identifier(let key) = token else {
            throw .badRequest("found '\(text)', expected: identifier")
        }
        return key
    }

    /// A value may be empty: `a=` selects objects whose label `a` is empty.
    private mutating func value() -> String {
        guard case .identifier(let value) = peek().token else { return "" }
        index += 1
        return value
    }

    private mutating func number(_ key: String) throws(StatusError) -> Int64 {
        let text = value()
        guard let number = Int64(text) else {
            throw .badRequest(
                "values[0][\(key)]: Invalid value: \"\(text)\": for 'Gt', 'Lt' operators, the value must be an integer"
            )
        }
        return number
    }

    private mutating func values() throws(StatusError) -> Set<String> {
        let (open, openText) = next()
        guard open == .open else { throw .badRequest("found '\(openText)' expected: '('") }
        var values: Set<String> = []
        while true {
            values.insert(value())
            let (token, text) = next()
            switch token {
            case .comma: continue
            case .close: return values
            default: throw .badRequest("found '\(text)', expected: ',', or ')'")
            }
        }
    }

    // MARK: Tokens

    private func peek() -> (token: Token, text: String) {
        index < tokens.count ? tokens[index] : (.end, "")
    }

    private mutating func next() -> (token: Token, text: String) {
        let token = peek()
        index += 1
        return token
    }

    private static let symbols: [(String, Token)] = [
        ("==", .doubleEqual), ("!=", .notEqual), ("=", .equal), ("!", .not), (">", .greater), ("<", .less),
        ("(", .open), (")", .close), (",", .comma),
    ]

    private static func tokens(_ text: String) -> [(token: Token, text: String)] {
        var tokens: [(token: Token, text: String)] = []
        var rest = Substring(text)
        while let first = rest.first {
            if first.isWhitespace {
                rest.removeFirst()
            } else if let (symbol, token) = symbols.first(where: { rest.hasPrefix($0.0) }) {
                tokens.append((token, symbol))
                rest.removeFirst(symbol.count)
            } else {
                let word = rest.prefix { character in
                    !character.isWhitespace && !"=!><(),".contains(character)
                }
                tokens.append((.identifier(String(word)), String(word)))
                rest = rest.dropFirst(word.count)
            }
        }
        return tokens
    }
}
