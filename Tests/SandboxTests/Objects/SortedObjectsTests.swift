import Testing
import YAMLDocument

@testable import Sandbox

@Suite("Sorted objects")
struct SortedObjectsTests {
    /// Always the same numbers.
    private struct Random: RandomNumberGenerator {
        var state: UInt64 = 42

        mutating func next() -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return state ^ (state >> 33)
        }
    }

    private func position(_ number: Int) -> ListPosition {
        ListPosition(namespace: "ns-\(number % 7)", name: "name-\(number)")
    }

    /// Writes at random, and what the writes should have come to.
    private func filled(_ count: Int) -> (objects: SortedObjects, expected: [ListPosition: Int]) {
        var random = Random()
        var objects = SortedObjects()
        var expected: [ListPosition: Int] = [:]
        for value in 0..<count {
            let position = position(Int.random(in: 0..<3_000, using: &random))
            if Int.random(in: 0..<4, using: &random) == 0 {
                let removed = objects.remove(position)
                #expect(removed?.value.int == expected.removeValue(forKey: position))
            } else {
                let previous = objects.put(StoredObject(.int(Int64(value))), at: position)
                #expect(previous?.value.int == expected.updateValue(value, forKey: position))
            }
        }
        return (objects, expected)
    }

    @Test("keep what is put, in order, however it comes")
    func order() {
        let (objects, expected) = filled(20_000)
        #expect(objects.count == expected.count)
        #expect(objects.count > 1_500, "more than a few blocks")
        let entries = Array(objects.entries(in: nil))
        #expect(entries.map(\.position) == expected.keys.sorted())
        #expect(entries.allSatisfy { expected[$0.position] == $0.object.value.int })
        for (index, entry) in entries.enumerated() { #expect(objects.rank(of: entry.position) == index) }
        #expect(objects[ListPosition(namespace: "ns-0", name: "absent")] == nil)
    }

    @Test("begin after a position, whether or not there is something at it")
    func after() {
        let (objects, expected) = filled(5_000)
        let positions = expected.keys.sorted()
        for last in stride(from: 0, to: 3_000, by: 37).map(position) {
            #expect(objects.entries(in: nil, after: last).map(\.position) == positions.filter { $0 > last })
            let inOne = objects.entries(in: "ns-3", after: last).map(\.position)
            #expect(inOne == positions.filter { $0 > last && $0.namespace == "ns-3" })
        }
        #expect(objects.entries(in: "ns-3").map(\.position) == positions.filter { $0.namespace == "ns-3" })
        #expect(objects.isEmpty(in: "ns-9"))
        #expect(!objects.isEmpty(in: "ns-6"))
        let end = objects.rank(of: .end(of: "ns-3")) - objects.rank(of: .start(of: "ns-3"))
        #expect(end == positions.count { $0.namespace == "ns-3" })
    }

    @Test("are a value: a copy stays as it is")
    func copies() {
        let (objects, expected) = filled(3_000)
        var changed = objects
        for entry in objects.entries(in: nil) { changed.remove(entry.position) }
        changed.put(StoredObject("new"), at: position(1))
        #expect(changed.count == 1)
        #expect(objects.count == expected.count)
        #expect(objects.entries(in: nil).map(\.position) == expected.keys.sorted())
    }
}
