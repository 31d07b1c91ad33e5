import HTTPTypes

/// Whom a client wants to act as: kubectl's `--as`, `--as-group` and `--as-uid`.
struct Impersonation: Sendable {
    var user: String
    var groups: [String]
    var uid: String
    var extra: [String: [String]]

    private static let extraPrefix = "impersonate-extra-"

    /// What the headers ask for, or `nil` where they ask for nothing.
    ///
    /// - Throws: 500, as the real server, for a group, uid or extra without a user.
    init?(_ headers: HTTPFields) throws(StatusError) {
        var user = ""
        var groups: [String] = []
        var uid = ""
        var extra: [String: [String]] = [:]
        for field in headers {
            let name = field.name.canonicalName
            switch name {
            case "impersonate-user": user = field.value
            case "impersonate-group": groups.append(field.value)
            case "impersonate-uid": uid = field.value
            case _ where name.hasPrefix(Self.extraPrefix):
                let key = PercentCoding.decode(name.dropFirst(Self.extraPrefix.count), plusIsSpace: false)
                extra[key, default: []].append(field.value)
            default: continue
            }
        }
        if user.isEmpty {
            guard groups.isEmpty, uid.isEmpty, extra.isEmpty else {
                throw .internalError("Internal error occurred: requested impersonation without impersonating a user")
            }
            return nil
        }
        self.user = user
        self.groups = groups
        self.uid = uid
        self.extra = extra
    }

    /// The rights that whoever asks must have, one for each header.
    var demands: [AccessAttributes] {
        func demand(_ resource: String, name: String, group: String = "", namespace: String = "", sub: String = "")
            -> AccessAttributes
        {
            AccessAttributes(
                verb: "impersonate",
                subject: .resource(
                    RequestTarget.Resource(
                        group: group,
                        version: "v1",
                        namespace: namespace,
                        plural: resource,
                        name: name,
                        subresource: sub
                    )
                )
            )
        }
        var demands: [AccessAttributes] = []
        if let account = UserInfo(name: user, groups: []).serviceAccount {
            demands.append(demand("serviceaccounts", name: account.name, namespace: account.namespace))
        } else {
            demands.append(demand("users", name: user))
        }
        demands += groups.map { demand("groups", name: $0) }
        if !uid.isEmpty { demands.append(demand("uids", name: uid, group: "authentication.k8s.io")) }
        for (key, values) in extra.sorted(by: { $0.key < $1.key }) {
            demands += values.map { demand("userextras", name: $0, group: "authentication.k8s.io", sub: key) }
        }
        return demands
    }

    /// The user as whom the request goes on.
    var impersonated: UserInfo {
        var result = UserInfo(name: user, uid: uid, groups: groups, extra: extra)
        if groups.isEmpty, let account = result.serviceAccount {
            result.groups = UserInfo.serviceAccount(namespace: account.namespace, name: account.name).groups
        }
        if user == UserInfo.anonymous.name {
            if result.groups.isEmpty { result.groups = UserInfo.anonymous.groups }
            return result
        }
        return result.authenticated
    }
}
