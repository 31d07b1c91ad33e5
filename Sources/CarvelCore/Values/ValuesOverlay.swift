import YAMLDocument

/// A map that was laid over something that is neither a map nor `null`.
struct ValuesOverlayError: Error {
    /// The keys on the way there, and where each is written, from the outside in.
    var steps: [(key: String, line: SourceLine?)]
    /// What ytt calls the type of what was there before.
    let found: String
}

extension PlacedValue {
    /// Lays a later document over this one: maps are merged, everything else replaces what was there.
    mutating func overlay(_ later: PlacedValue) throws(ValuesOverlayError) {
        guard case .map(let members) = later, !isNull else {
            self = later
            return
        }
        guard case .map(var merged) = self else { throw ValuesOverlayError(steps: [], found: typeName) }
        for member in members {
            guard let index = merged.firstIndex(where: { $0.key == member.key }) else {
                merged.append(member)
                continue
            }
            do {
                // What is merged stays where it was; what is replaced comes from the later document.
                let keepsLine = member.value.isMap && !merged[index].value.isNull
                try merged[index].value.overlay(member.value)
                if !keepsLine { merged[index].line = member.line }
            } catch {
                var error = error
                error.steps.insert((member.key.keyText, member.line), at: 0)
                throw error
            }
        }
        self = .map(merged)
    }

    private var isMap: Bool {
        if case .map = self { true } else { false }
    }
}
