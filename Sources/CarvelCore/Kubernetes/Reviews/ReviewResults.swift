import YAMLDocument

/// Somebody as a server sees them.
public struct ReviewedUser: Sendable, Hashable {
    /// The name, such as `system:serviceaccount:shop:shop-sa`.
    public var name: String
    /// What tells them from an earlier user of that name; `nil` where the server knows none.
    public var uid: String?
    /// The groups that they are a member of.
    public var groups: [String]
    /// What else the authenticator knows: values by key.
    public var extra: [String: [String]]

    /// Somebody; the name alone is enough.
    public init(name: String, uid: String? = nil, groups: [String] = [], extra: [String: [String]] = [:]) {
        self.name = name
        self.uid = uid
        self.groups = groups
        self.extra = extra
    }
}

/// Whether somebody may do something.
public struct AccessDecision: Sendable, Hashable {
    /// Whether they may.
    public var isAllowed: Bool
    /// Whether it is forbidden to them for good, as opposed to nobody having allowed it.
    public var isDenied: Bool
    /// Why, such as the binding that allows it; often empty.
    public var reason: String
    /// What the server could not find out, so that the decision may be incomplete.
    public var evaluationError: String?
}

/// What somebody may do in a namespace.
public struct AccessRules: Sendable, Hashable {
    /// Rights to objects.
    public var resources: [ResourceRule]
    /// Rights to paths that stand for no objects.
    public var paths: [PathRule]
    /// Whether there may be more, since an authorizer can't list its rules.
    public var isIncomplete: Bool
    /// What the server could not find out.
    public var evaluationError: String?

    /// A right to objects: all of these verbs on all of these types. `*` stands for all.
    public struct ResourceRule: Sendable, Hashable {
        /// What may be done.
        public var verbs: [String]
        /// API groups; empty text for the core group.
        public var groups: [String]
        /// Types, or `type/subresource`.
        public var resources: [String]
        /// The names of the objects that it is restricted to; empty for all.
        public var names: [String]
    }

    /// A right to paths such as `/healthz`; `*` at the end stands for anything.
    public struct PathRule: Sendable, Hashable {
        /// HTTP methods, in small letters.
        public var verbs: [String]
        /// What may be asked for.
        public var paths: [String]
    }

    /// Reads the status of a SelfSubjectRulesReview.
    init(_ status: JSONValue) {
        resources = (status["resourceRules"]?.array ?? []).map { rule in
            ResourceRule(
                verbs: [String](texts: rule["verbs"]),
                groups: [String](texts: rule["apiGroups"]),
                resources: [String](texts: rule["resources"]),
                names: [String](texts: rule["resourceNames"])
            )
        }
        paths = (status["nonResourceRules"]?.array ?? []).map { rule in
            PathRule(verbs: [String](texts: rule["verbs"]), paths: [String](texts: rule["nonResourceURLs"]))
        }
        isIncomplete = status["incomplete"]?.bool ?? false
        evaluationError = status["evaluationError"]?.string
    }
}
