import CarvelCore
import Foundation
import Testing
import YAMLDocument

@testable import Sandbox

/// That an object did not come to look as expected in time, and how it looked in the end.
struct NotInTime: Error, CustomStringConvertible {
    var object: KubernetesObject?
    var description: String {
        object.map { JSONWriter.prettyString($0.json) } ?? "there was no such object"
    }
}

extension ClusterClient {
    /// Watches an object, or all of a type where no name is given, until one looks as expected.
    ///
    /// - Throws: `NotInTime` after a minute.
    @discardableResult
    func wait(
        for type: ResourceType,
        _ name: String? = nil,
        namespace: String = Landscape.namespace,
        _ isExpected: @escaping @Sendable (KubernetesObject) -> Bool
    ) async throws -> KubernetesObject {
        try await withThrowingTaskGroup(of: KubernetesObject?.self) { group in
            group.addTask {
                while !Task.isCancelled {
                    for try await event in try await self.watch(type, namespace: namespace, name: name) {
                        if case .bookmark = event { continue }
                        if case .deleted = event { continue }
                        if isExpected(event.object) { return event.object }
                    }
                }
                return nil
            }
            group.addTask {
                try await Task.sleep(for: .seconds(60))
                return nil
            }
            let first = try await group.next() ?? nil
            group.cancelAll()
            guard let first else {
                guard let name else { throw NotInTime(object: nil) }
                throw NotInTime(object: try await self.find(type, namespace: namespace, name: name))
            }
            return first
        }
    }

    /// Watches until there is no such object any more.
    func waitForEnd(
        of type: ResourceType,
        _ name: String,
        namespace: String = Landscape.namespace
    ) async throws {
        try await withThrowingTaskGroup(of: Bool.self) { group in
            group.addTask {
                let events = try await self.watch(type, namespace: namespace, name: name)
                if try await self.find(type, namespace: namespace, name: name) == nil { return true }
                for try await event in events {
                    if case .deleted = event { return true }
                }
                return try await self.find(type, namespace: namespace, name: name) == nil
            }
            group.addTask {
                try await Task.sleep(for: .seconds(60))
                return false
            }
            let hasEnded = try await group.next() ?? false
            group.cancelAll()
            guard hasEnded else {
                throw NotInTime(object: try await self.find(type, namespace: namespace, name: name))
            }
        }
    }
}

extension KubernetesObject {
    /// A condition's status, reason and message.
    func condition(_ type: String) -> (status: String, reason: String, message: String)? {
        guard let condition = status?["conditions"]?.array?.first(where: { $0["type"]?.string == type }) else {
            return nil
        }
        return (
            condition["status"]?.string ?? "", condition["reason"]?.string ?? "", condition["message"]?.string ?? ""
        )
    }

    var isReady: Bool { condition("Ready")?.status == "True" && status?["observedGeneration"]?.int == generation }
    var isFailed: Bool { condition("Ready")?.status == "False" }
    /// Whether kapp-controller has come to an end with the present generation.
    var hasCarvelResult: Bool {
        status?["observedGeneration"]?.int == generation
            && (condition("ReconcileSucceeded") != nil || condition("ReconcileFailed") != nil)
    }
}
