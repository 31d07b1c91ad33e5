extension ObjectFollower {
    /// Follows while somebody waits for the next change; slow readers hold the server back, and nothing piles up here.
    public struct Iterator: AsyncIteratorProtocol, Sendable {
        /// The objects as they were last received, which may be ahead of the changes told.
        public private(set) var objects = FollowedObjects()

        private let follower: ObjectFollower
        private var stage = Stage.toList
        private var touch = Touch()
        /// What is still to be told, the next one last.
        private var untold: [FollowedChange] = []
        /// The pause before the next request.
        private var pause: Duration?
        /// How many attempts in a row brought nothing.
        private var failures = 0
        /// Where the next watch goes on.
        private var resourceVersion: String?

        private enum Stage: Sendable {
            case toList
            case toWatch
            case watching(Watch)
        }

        private struct Watch: Sendable {
            var events: WatchEvents.Iterator
            var age: @Sendable () -> Duration
            var hasBrought = false
        }

        init(_ follower: ObjectFollower) {
            self.follower = follower
        }

        /// The next change; `nil` once the task is cancelled.
        public mutating func next() async -> FollowedChange? {
            await next(isolation: nil)
        }

        /// The next change, waited for on the caller's actor; `nil` once the task is cancelled.
        public mutating func next(isolation actor: isolated (any Actor)?) async -> FollowedChange? {
            while !Task.isCancelled {
                if let change = untold.popLast() { return change }
                if let pause {
                    self.pause = nil
                    try? await follower.client.session.host.clock.sleep(for: pause)
                    continue
                }
                switch stage {
                case .toList: await list()
                case .toWatch: await beginWatch()
                case .watching(let watch): await read(watch)
                }
            }
            return nil
        }

        // MARK: Steps

        private mutating func list() async {
            do {
                let listing = try await follower.client.listing(follower.selector, reading: follower.selection)
                regain(.listed)
                tell(objects.replace(by: listing.objects))
                resourceVersion = listing.resourceVersion
                stage = .toWatch
            } catch {
                fail(at: .listed, error, tells: true)
            }
        }

        private mutating func beginWatch() async {
            do {
                let events = try await follower.client.watch(
                    follower.selector,
                    from: resourceVersion,
                    lifetime: follower.pace.lifetime(),
                    reading: follower.selection
                )
                // One that was cut before it brought anything has to show first that it brings something now.
                regain(.watching)
                let age = follower.client.session.host.clock.stopwatch()
                stage = .watching(Watch(events: events.makeAsyncIterator(), age: age))
            } catch  where error.isExpired {
                startAfresh()
            } catch {
                // Without the right to watch, lists are all there is, at the pace of refusals.
                if error.status?.isRefusal == true { stage = .toList }
                fail(at: .watching, error, tells: true)
            }
        }

        private mutating func read(_ watch: Watch) async {
            var watch = watch
            // So it is unless there is an event.
            stage = .toWatch
            do {
                guard let event = try await watch.events.next() else { return end(watch, nil) }
                watch.hasBrought = true
                stage = .watching(watch)
                failures = 0
                regain(.receiving)
                resourceVersion = event.object.resourceVersion ?? resourceVersion
                tell(objects.take(event))
            } catch  where error.isExpired {
                startAfresh()
            } catch {
                end(watch, error)
            }
        }

        // MARK: What comes of them

        /// The server has ended a watch, or something cut it.
        private mutating func end(_ watch: Watch, _ error: ClusterError?) {
            let isFruitless = !watch.hasBrought && watch.age() < Self.shortWatch
            if !isFruitless { failures = 0 }
            guard let error else {
                regain(.receiving)
                if isFruitless { retryLater(after: nil) }
                return
            }
            if case .transport = error.cause {
                // Cuts happen, and the next watch goes on where this one was; whether there is one, its beginning tells.
                fail(at: .receiving, error, tells: isFruitless && failures > 0)
            } else {
                // Going on from there might come upon the same again.
                stage = .toList
                fail(at: isFruitless && failures > 0 ? .receiving : .watching, error, tells: true)
            }
        }

        /// The server no longer knows what was there when the watch was to go on.
        private mutating func startAfresh() {
            stage = .toList
            // A list just made has expired: that may go on for a while.
            if failures > 0 { return retryLater(after: nil) }
            failures = 1
        }

        private mutating func fail(at step: Touch.Step, _ error: ClusterError, tells: Bool) {
            // Whatever the error, it came of that.
            guard !Task.isCancelled else { return }
            retryLater(after: error)
            if tells, touch.lose(error, at: step) { tell([.outOfTouch(error)]) }
        }

        private mutating func retryLater(after error: ClusterError?) {
            failures += 1
            pause = follower.pace.pause(after: error, failures: failures)
        }

        private mutating func regain(_ step: Touch.Step) {
            if touch.regain(at: step) { tell([.backInTouch]) }
        }

        private mutating func tell(_ changes: [FollowedChange]) {
            untold.insert(contentsOf: changes.reversed(), at: 0)
        }

        /// A watch that ends sooner than that with nothing brought is not worth beginning again at once.
        private static let shortWatch = Duration.seconds(1)
    }
}

extension APIStatus {
    /// Whether the user may not do that, or is not known.
    fileprivate var isRefusal: Bool { code == 401 || code == 403 }
}
