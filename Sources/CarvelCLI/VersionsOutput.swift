public import CarvelCore

extension PackageVersions: Presentable {
    /// A row for each version, the newest first.
    public func table(isWide: Bool) -> TextTable {
        var table = TextTable(query == nil ? ["VERSION", "CLUSTERS"] : ["VERSION", "SELECTED", "CLUSTERS"])
        for version in versions {
            let clusters = clusters(selecting: version).map { cluster in
                let constraints = cluster.request.selection.constraints ?? ""
                return constraints == version ? cluster.name : "\(cluster.name) (\(constraints))"
            }.joined(separator: ", ")
            table.add(query.map { [version, $0.selected == version ? "yes" : nil, clusters] } ?? [version, clusters])
        }
        return table
    }

    /// The Packages by their names: all of them, or the one that is selected by what was asked for.
    public var names: [String] {
        (query.map { [$0.selected].compactMap(\.self) } ?? versions).map { "package/\(package).\($0)" }
    }
}
