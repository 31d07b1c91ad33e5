import Testing

@testable import CarvelCore

/// What somebody makes of a follower's changes who knows nothing else; a change that doesn't fit fails the test.
struct ObjectMirror {
    private(set) var objects: [String: KubernetesObject] = [:]
    /// The changes in few words, such as `modified a 12`.
    private(set) var told: [String] = []
    private var hasBegun = false
    private var isInTouch = true

    mutating func apply(_ change: FollowedChange) {
        switch change {
        case .initial(let initial):
            #expect(!hasBegun)
            hasBegun = true
            objects = Dictionary(uniqueKeysWithValues: initial.map { ($0.name, $0) })
            told.append("initial " + initial.map(\.name).sorted().joined(separator: ","))
        case .added(let object):
            #expect(objects[object.name] == nil)
            objects[object.name] = object
            tell("added", object)
        case .modified(let object):
            #expect(objects[object.name]?.uid == object.uid)
            objects[object.name] = object
            tell("modified", object)
        case .deleted(let object):
            #expect(objects.removeValue(forKey: object.name) != nil)
            tell("deleted", object)
        case .outOfTouch(let error):
            isInTouch = false
            told.append("out of touch: \(error.reason)")
        case .backInTouch:
            #expect(!isInTouch)
            isInTouch = true
            told.append("back")
        }
    }

    private mutating func tell(_ verb: String, _ object: KubernetesObject) {
        let line = "\(verb) \(object.name) \(object.resourceVersion ?? "")"
        #expect(!told.contains(line), "told twice")
        told.append(line)
    }
}
