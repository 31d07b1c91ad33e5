public import FoundationEssentials

/// Which events of a delivery are wanted: those about its kinds of objects, and perhaps only some of them.
public struct EventFilter: Sendable {
    /// Only those about the objects of one package.
    public var package: PackageObjects?
    /// Only those of one type.
    public var type: DeliveryEvent.Kind?
    /// Only those that happened then or later.
    public var since: Date?

    /// All events, unless said otherwise.
    public init(package: PackageObjects? = nil, type: DeliveryEvent.Kind? = nil, since: Date? = nil) {
        self.package = package
        self.type = type
        self.since = since
    }

    func includes(_ event: DeliveryEvent, on cluster: DeliveryCluster) -> Bool {
        guard Self.kinds(on: cluster).contains(event.objectKind) else { return false }
        if let type, event.type != type { return false }
        if let since, event.lastSeen.map({ $0 < since }) ?? true { return false }
        return package?.contains(kind: event.objectKind, name: event.objectName, on: cluster) ?? true
    }

    /// What a delivery consists of on a cluster.
    private static func kinds(on cluster: DeliveryCluster) -> [String] {
        let types: [ResourceType] =
            switch (cluster.engine, cluster.isBuild) {
            case (.flux, true): [.gitRepository, .kustomization]
            case (.flux, false): [.packageInstall, .app, .package]
            case (.kappController, true): [.app]
            case (.kappController, false): [.packageRepository, .packageInstall, .app, .package]
            }
        return types.map(\.kind)
    }
}
