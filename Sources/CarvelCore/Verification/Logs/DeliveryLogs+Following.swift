/// What is told of while logs are followed.
public enum LogNews: Sendable, Hashable {
    case entry(LogEntry)
    /// What happens on a cluster is not seen for now.
    case outOfTouch(ClusterFailure)
    case backInTouch(cluster: String)
}

extension DeliveryLogs {
    /// What is written from now on, and what was written since a reading. A log that is cut is taken up again where it
    /// was, and a Pod that comes later is followed too. Ends with the task that waits for it.
    public func news(after reading: LogReading) -> AsyncStream<LogNews> {
        clusters.news { await follow($0, after: reading, $1) }
    }

    /// Follows the controllers' Pods on a cluster, and the log of each.
    private func follow(
        _ cluster: DeliveryCluster,
        after reading: LogReading,
        _ tell: @escaping @Sendable (LogNews) -> Void
    ) async {
        // Without a context there is nobody to ask, as the reading has told.
        guard let client = try? cluster.client() else { return }
        var isLost = reading.failures.contains { $0.cluster == cluster.name }
        await withDiscardingTaskGroup { group in
            var followed: Set<ControllerPod> = []
            let follower = ObjectFollower(client, places.selector(on: cluster), reading: ControllerPod.selection)
            for await change in follower {
                switch change {
                case .initial(let pods):
                    for pod in pods.map(ControllerPod.init) where followed.insert(pod).inserted {
                        group.addTask { await follow(pod, client, cluster, after: reading, tell) }
                    }
                case .added(let object), .modified(let object):
                    let pod = ControllerPod(object)
                    guard followed.insert(pod).inserted else { continue }
                    group.addTask { await follow(pod, client, cluster, after: reading, tell) }
                case .deleted(let object): followed.remove(ControllerPod(object))
                case .outOfTouch(let error):
                    if !isLost { tell(.outOfTouch(ClusterFailure(cluster, error))) }
                    isLost = true
                case .backInTouch:
                    tell(.backInTouch(cluster: cluster.name))
                    isLost = false
                }
            }
            group.cancelAll()
        }
    }

    /// Follows one log until its Pod is gone. That its cluster is out of touch, the follower of Pods tells.
    private func follow(
        _ pod: ControllerPod,
        _ client: ClusterClient,
        _ cluster: DeliveryCluster,
        after reading: LogReading,
        _ tell: @Sendable (LogNews) -> Void
    ) async {
        var position = reading.positions[LogReading.Source(cluster: cluster.name, pod: pod.name)] ?? LogPosition()
        let pace = FollowingPace()
        var failures = 0
        while !Task.isCancelled {
            var failure: ClusterError?
            do throws(ClusterError) {
                let wish = LogWish(follows: true, since: position.last?.time ?? filter.since)
                var lines = try await client.log(of: pod.name, container: pod.container, wish)
                while let line = try await lines.next() {
                    failures = 0
                    guard let entry = LogEntry(line, of: pod.controller, on: cluster.name), position.take(entry),
                        filter.includes(entry, on: cluster)
                    else { continue }
                    tell(.entry(entry))
                }
            } catch {
                if error.isNotFound { return }
                failure = error
            }
            failures += 1
            let pause = pace.pause(after: failure, failures: failures)
            try? await client.session.host.clock.sleep(for: pause)
        }
    }
}
