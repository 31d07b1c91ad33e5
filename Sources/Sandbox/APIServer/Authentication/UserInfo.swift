import OrderedCollections
import YAMLDocument

/// Who sends a request.
struct UserInfo: Sendable, Hashable {
    var name: String
    var uid = ""
    var groups: [String]
    var extra: [String: [String]] = [:]

    /// Somebody without credentials.
    static let anonymous = UserInfo(name: "system:anonymous", groups: ["system:unauthenticated"])
    static let authenticatedGroup = "system:authenticated"
    /// Members may do everything, whatever the rules say.
    static let mastersGroup = "system:masters"

    /// The user as which a service account acts.
    static func serviceAccount(namespace: String, name: String, uid: String = "") -> UserInfo {
        UserInfo(
            name: "system:serviceaccount:\(namespace):\(name)",
            uid: uid,
            groups: ["system:serviceaccounts", "system:serviceaccounts:\(namespace)"]
        )
    }

    /// The namespace and name in the name of a service account's user, else `nil`.
    var serviceAccount: (namespace: String, name: String)? {
        let parts = name.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 4, parts[0] == "system", parts[1] == "serviceaccount", !parts[2].isEmpty,
            !parts[3].isEmpty
        else { return nil }
        return (String(parts[2]), String(parts[3]))
    }

    /// The user with the group of those who have logged in.
    var authenticated: UserInfo {
        guard !groups.contains(Self.authenticatedGroup) else { return self }
        var user = self
        user.groups.append(Self.authenticatedGroup)
        return user
    }

    var json: JSONValue {
        var info: JSONValue = ["username": .string(name)]
        if !uid.isEmpty { info["uid"] = .string(uid) }
        info["groups"] = .array(groups.map { .string($0) })
        if !extra.isEmpty {
            info["extra"] = .object(
                JSONObject(
                    uniqueKeysWithValues: extra.sorted { $0.key < $1.key }.map { key, values in
                        (key, JSONValue.array(values.map { .string($0) }))
                    }
                )
            )
        }
        return info
    }
}
