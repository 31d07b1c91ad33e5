import CarvelCore

/// What a watch told of one object.
struct ObjectChange: Sendable {
    var object: KubernetesObject
    /// As it was when it was told of before; `nil` for the first time.
    var previous: KubernetesObject?
    var isGone: Bool

    var key: ObjectKey { ObjectKey(object) }

    /// Whether a part of the object is other than before. A new object and one that has gone are.
    func touches(_ part: (KubernetesObject) -> some Equatable) -> Bool {
        guard let previous, !isGone else { return true }
        return part(previous) != part(object)
    }
}

/// Follows all objects of a type in a cluster, for as long as it takes: a watch that is cut is taken up again.
struct ObjectWatcher: Sendable {
    let client: ClusterClient
    let type: ResourceType

    /// All but what is only there to be many.
    private var selector: ObjectSelector {
        ObjectSelector(type, namespace: nil, labels: "!\(PackageInstallFleet.label)")
    }

    private static let shortestPause = Duration.milliseconds(100)
    private static let longestPause = Duration.seconds(2)

    /// Runs until the task is cancelled.
    ///
    /// After a cut, each object is told of once more as it was last known, since it may have gone in the meantime, and
    /// then as new.
    func run(_ changed: @Sendable (ObjectChange) -> Void) async {
        var known: [ObjectKey: KubernetesObject] = [:]
        var pause = Self.shortestPause
        while !Task.isCancelled {
            do {
                for try await event in try await client.watch(selector) {
                    pause = Self.shortestPause
                    tell(event, &known, changed)
                }
            } catch {
                // Whatever it was, the cluster may answer again later; until then there is nothing to watch.
                pause = min(pause * 2, Self.longestPause)
            }
            for object in known.values {
                changed(ObjectChange(object: object, previous: nil, isGone: false))
            }
            known = [:]
            guard (try? await Task.sleep(for: pause)) != nil else { return }
        }
    }

    private func tell(
        _ event: CarvelCore.WatchEvent,
        _ known: inout [ObjectKey: KubernetesObject],
        _ changed: (ObjectChange) -> Void
    ) {
        let key = ObjectKey(event.object)
        switch event {
        case .bookmark: return
        case .added(let object), .modified(let object):
            changed(ObjectChange(object: object, previous: known[key], isGone: false))
            known[key] = object
        case .deleted(let object):
            changed(ObjectChange(object: object, previous: known[key], isGone: true))
            known[key] = nil
        }
    }
}
