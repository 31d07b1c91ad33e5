import YAMLDocument

/// The order in which Kustomizations are deleted: those that depend on others before these.
enum KustomizationOrder {
    /// The Kustomizations in groups that have nothing to do with each other, each in order.
    static func units(_ all: [KubernetesObject]) -> [[KubernetesObject]] {
        var units: [[KubernetesObject]] = []
        for object in all {
            let related = units.indices.filter { index in
                units[index].contains { depends($0, on: object) || depends(object, on: $0) }
            }
            let merged = related.flatMap { units[$0] } + [object]
            units = units.indices.filter { !related.contains($0) }.map { units[$0] } + [merged]
        }
        return units.map(ordered)
    }

    private static func ordered(_ unit: [KubernetesObject]) -> [KubernetesObject] {
        var rest = unit
        var ordered: [KubernetesObject] = []
        while !rest.isEmpty {
            let free = rest.filter { object in !rest.contains { depends($0, on: object) } }
            // Those that depend on each other in a circle go as they come.
            let next = free.isEmpty ? rest : free
            ordered += next
            rest.removeAll { object in next.contains { $0.name == object.name } }
        }
        return ordered
    }

    private static func depends(_ object: KubernetesObject, on other: KubernetesObject) -> Bool {
        (object.spec?["dependsOn"]?.array ?? []).contains { dependency in
            dependency["name"]?.string == other.name
                && (dependency["namespace"]?.string ?? object.namespace) == other.namespace
        }
    }
}
