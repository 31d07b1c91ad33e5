import YAMLDocument

extension ObjectList {
    /// The wanted objects, all of one version of the collection.
    ///
    /// - Throws: as `reduced`.
    func collected(where isWanted: (KubernetesObject) -> Bool) async throws(ClusterError) -> [KubernetesObject] {
        try await reduced(into: []) { objects, object in
            if isWanted(object) { objects.append(object) }
        }
    }

    /// What comes of the objects, taken one after the other, all of one version of the collection: begins anew, once,
    /// where the list expires or the connection breaks in its midst.
    func reduced<Result>(
        into start: Result,
        _ take: (inout Result, KubernetesObject) -> Void
    ) async throws(ClusterError) -> Result {
        do {
            return try await reducedAtOnce(into: start, take)
        } catch  where error.expiredListToken != nil || error.isLostConnection {
            return try await reducedAtOnce(into: start, take)
        }
    }

    private func reducedAtOnce<Result>(
        into start: Result,
        _ take: (inout Result, KubernetesObject) -> Void
    ) async throws(ClusterError) -> Result {
        var iterator = Iterator(list: self, goesOnAfterExpiry: false)
        var result = start
        while let object = try await iterator.next() { take(&result, object) }
        return result
    }

    /// What is made of each of very many objects, all of one version of the collection, in no order: pages are worked on
    /// side by side while the next one arrives, for which some pages are in memory at a time. Custom resources' pages say
    /// at their ends that there are more.
    ///
    /// - Parameter transform: `nil` for nothing.
    /// - Throws: as `reduced`.
    func mapped<Value: Sendable>(
        _ transform: @escaping @Sendable (KubernetesObject) -> Value?
    ) async throws(ClusterError) -> [Value] {
        do {
            return try await mappedAtOnce(transform).get()
        } catch  where error.expiredListToken != nil || error.isLostConnection {
            return try await mappedAtOnce(transform).get()
        }
    }

    /// So many pages are worked on at a time.
    private static let width = 3

    private func mappedAtOnce<Value: Sendable>(
        _ transform: @escaping @Sendable (KubernetesObject) -> Value?
    ) async -> Result<[Value], ClusterError> {
        await withTaskGroup(of: Result<[Value], ClusterError>.self) { group in
            var values: [Value] = []
            var underWay = 0
            do throws(ClusterError) {
                var next: ExpectedAnswer? = expectedBytes(continuing: nil)
                while let page = next {
                    let bytes = try await page.value(isolation: nil)
                    next = try token(after: bytes).map { expectedBytes(continuing: $0) }
                    if underWay == Self.width, let result = await group.next() {
                        values += try result.get()
                        underWay -= 1
                    }
                    group.addTask {
                        await catching { () async throws(ClusterError) in try mapped(bytes, transform) }
                    }
                    underWay += 1
                }
                while let result = await group.next() { values += try result.get() }
                return .success(values)
            } catch {
                group.cancelAll()
                return .failure(error)
            }
        }
    }

    private func expectedBytes(continuing token: String?) -> ExpectedAnswer<[UInt8]> {
        ExpectedAnswer { () async throws(ClusterError) in try await bytes(continuing: token) }
    }

    /// The token of the page that comes after a page; `nil` after the last.
    private func token(after page: [UInt8]) throws(ClusterError) -> String? {
        let head: JSONValue
        do {
            head = try JSONReader.value(page, reading: .only("metadata"))
        } catch {
            throw malformed(error)
        }
        let token = head[path: "metadata", "continue"]?.string ?? ""
        return token.isEmpty ? nil : token
    }

    private func mapped<Value>(
        _ page: [UInt8],
        _ transform: (KubernetesObject) -> Value?
    ) throws(ClusterError) -> [Value] {
        var reader = JSONListReader(reading: selection)
        reader.feed(page)
        reader.finish()
        var values: [Value] = []
        while true {
            let item: JSONValue?
            do {
                item = try reader.next()
            } catch {
                throw malformed(error)
            }
            guard let item else { return values }
            if let value = transform(try object(item)) { values.append(value) }
        }
    }

    func malformed(_ error: JSONError) -> ClusterError {
        client.error(
            call(continuing: nil),
            .malformed("the server's answer is no list (byte \(error.offset): \(error.message))")
        )
    }
}
