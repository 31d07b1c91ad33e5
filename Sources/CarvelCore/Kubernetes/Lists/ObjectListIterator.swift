import HTTPTransport
import YAMLDocument

extension ObjectList {
    /// Goes through a list once.
    public struct Iterator: AsyncIteratorProtocol {
        /// The version of the collection that the objects show, from which a watch can go on; `nil` before the list's
        /// end, and where the objects are not all of one version (see `ObjectList`).
        public private(set) var resourceVersion: String?

        private let list: ObjectList
        private let goesOnAfterExpiry: Bool
        private var isOfOneVersion = true
        private var page: ListPage?
        private var following = Following.first

        /// What comes after the page.
        private enum Following {
            /// There is no page yet.
            case first
            /// The page has not said so yet.
            case unknown
            case page(ExpectedAnswer<HTTPResponse>)
            case nothing
        }

        init(list: ObjectList, goesOnAfterExpiry: Bool) {
            self.list = list
            self.goesOnAfterExpiry = goesOnAfterExpiry
        }

        /// The next object; `nil` after the last, and after an error.
        public mutating func next() async throws(ClusterError) -> KubernetesObject? {
            try await next(isolation: nil)
        }

        /// The next object, waited for on the caller's actor; `nil` after the last, and after an error.
        public mutating func next(
            isolation actor: isolated (any Actor)?
        ) async throws(ClusterError) -> KubernetesObject? {
            do {
                return try await object(isolation: actor)
            } catch {
                // Ends what is under way.
                page = nil
                following = .nothing
                throw error
            }
        }

        private mutating func object(
            isolation actor: isolated (any Actor)?
        ) async throws(ClusterError) -> KubernetesObject? {
            while true {
                let object = try page?.next()
                lookAhead()
                if let object { return object }
                guard try await advance(isolation: actor) else { return nil }
            }
        }

        /// Goes through the rest, without making anything of the objects but what is taken of them.
        mutating func takeAll(
            isolation actor: isolated (any Actor)?,
            _ take: (ListedObject) -> Void
        ) async throws(ClusterError) {
            repeat {
                while let object = try page?.nextListed() { take(object) }
            } while try await advance(isolation: actor)
        }

        /// Once all is read that is there, waits for more; `false` at the end of the list.
        private mutating func advance(isolation actor: isolated (any Actor)?) async throws(ClusterError) -> Bool {
            guard page != nil else {
                switch following {
                case .first: page = try await open(list.expected(continuing: nil), isolation: actor)
                case .page(let expected): page = try await open(expected, isolation: actor)
                case .unknown, .nothing: return false
                }
                following = .unknown
                return true
            }
            lookAhead()
            if try await page?.more(isolation: actor) == true { return true }
            if case .nothing = following, isOfOneVersion {
                resourceVersion = page?.metadata?["resourceVersion"]?.string
            }
            page = nil
            return true
        }

        private mutating func open(
            _ expected: ExpectedAnswer<HTTPResponse>,
            isolation actor: isolated (any Actor)?
        ) async throws(ClusterError) -> ListPage {
            do {
                return ListPage(of: list, try await expected.value(isolation: actor))
            } catch {
                guard goesOnAfterExpiry, let token = error.expiredListToken else { throw error }
                isOfOneVersion = false
                return ListPage(of: list, try await list.expected(continuing: token).value(isolation: actor))
            }
        }

        /// Asks for the next page, if there is one, while this one is still arriving.
        private mutating func lookAhead() {
            guard case .unknown = following, let metadata = page?.metadata else { return }
            if let token = metadata["continue"]?.string, !token.isEmpty {
                following = .page(list.expected(continuing: token))
            } else {
                following = .nothing
            }
        }
    }

    private func expected(continuing token: String?) -> ExpectedAnswer<HTTPResponse> {
        ExpectedAnswer { () async throws(ClusterError) in try await page(continuing: token) }
    }
}
