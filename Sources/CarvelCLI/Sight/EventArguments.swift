public import ArgumentParser
public import CarvelCore

extension DeliveryEvent.Kind: ExpressibleByArgument {
    /// As events have it, whatever the case of the letters.
    public init?(argument: String) {
        guard let kind = Self.allCases.first(where: { $0.rawValue.lowercased() == argument.lowercased() }) else {
            return nil
        }
        self = kind
    }
}
