/// Very many PackageInstalls, as kapp-controller leaves them, to see how a client does with a large cluster.
///
/// The stand-in for kapp-controller leaves them alone.
public struct PackageInstallFleet: Sendable, Hashable {
    /// How many there are.
    public var count: Int
    /// Over how many namespaces they are spread: `fleet-0`, `fleet-1`, …
    public var namespaces: Int
    /// Every so manieth has failed; 0 for none.
    public var failureInterval: Int

    /// The label that tells these objects from others.
    static let label = "carvel-sandbox.fleet"

    /// A fleet; by default over a hundred namespaces, with a failure in ten.
    public init(count: Int, namespaces: Int = 100, failureInterval: Int = 10) {
        self.count = count
        self.namespaces = namespaces
        self.failureInterval = failureInterval
    }
}

extension APIServer {
    /// Takes in a fleet at once, without the requests that would make it.
    ///
    /// - Throws: `FleetError` where the server does not serve PackageInstalls, or the numbers make no fleet.
    public func furnish(_ fleet: PackageInstallFleet) throws(FleetError) {
        guard fleet.count >= 0, fleet.namespaces > 0, fleet.failureInterval >= 0 else { throw .impossible(fleet) }
        let type = catalog.stored(groupResource: FleetObjects.groupResource)
        guard let type else { throw .notServed }
        store.furnish(fleet, as: type)
    }
}

/// Why a server can't take a fleet.
public enum FleetError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The server is of a cluster without kapp-controller.
    case notServed
    /// A number is negative, or there is no namespace.
    case impossible(PackageInstallFleet)

    /// The sentence for the user.
    public var description: String {
        switch self {
        case .notServed: "The cluster has no kapp-controller, so it can't hold PackageInstalls; choose a run cluster."
        case .impossible(let fleet):
            "There is no fleet of \(fleet.count) PackageInstalls over \(fleet.namespaces) namespaces, of which every "
                + "\(fleet.failureInterval)th has failed; give at least one namespace, and no negative number."
        }
    }
}
