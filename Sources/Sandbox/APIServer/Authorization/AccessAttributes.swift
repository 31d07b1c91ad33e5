import YAMLDocument

/// One thing that somebody may or may not do.
struct AccessAttributes: Sendable, Hashable {
    enum Subject: Sendable, Hashable {
        case resource(RequestTarget.Resource)
        case path(String)
    }

    var verb: String
    var subject: Subject

    init(verb: String, subject: Subject) {
        self.verb = verb
        self.subject = subject
    }

    /// What a request needs.
    init(_ target: RequestTarget) {
        verb = target.verb
        guard var resource = target.resource else {
            subject = .path(target.path)
            return
        }
        if resource.name.isEmpty { resource.name = resource.selectedName }
        subject = .resource(resource)
    }

    /// What the spec of an access review asks about, or `nil` for one that asks about nothing.
    init?(review spec: JSONValue) {
        if let resource = spec["resourceAttributes"] {
            func text(_ key: String) -> String { resource[key]?.string ?? "" }
            self.init(
                verb: text("verb"),
                subject: .resource(
                    RequestTarget.Resource(
                        group: text("group"),
                        version: text("version"),
                        namespace: text("namespace"),
                        plural: text("resource"),
                        name: text("name"),
                        subresource: text("subresource")
                    )
                )
            )
        } else if let path = spec["nonResourceAttributes"] {
            self.init(verb: path["verb"]?.string ?? "", subject: .path(path["path"]?.string ?? ""))
        } else {
            return nil
        }
    }

    /// The refusal for a user who may not.
    func forbidden(for user: UserInfo) -> StatusError {
        switch subject {
        case .path(let path):
            return StatusError(
                code: 403,
                reason: "Forbidden",
                message: "forbidden: User \"\(user.name)\" cannot \(verb) path \"\(path)\"",
                details: [:]
            )
        case .resource(let resource):
            let full = resource.subresource.isEmpty ? resource.plural : "\(resource.plural)/\(resource.subresource)"
            let place =
                resource.namespace.isEmpty ? "at the cluster scope" : "in the namespace \"\(resource.namespace)\""
            let groupResource = resource.group.isEmpty ? resource.plural : "\(resource.plural).\(resource.group)"
            let name = resource.name.isEmpty ? "" : " \"\(resource.name)\""
            return StatusError(
                code: 403,
                reason: "Forbidden",
                message: "\(groupResource)\(name) is forbidden: User \"\(user.name)\" cannot \(verb) resource "
                    + "\"\(full)\" in API group \"\(resource.group)\" \(place)",
                details: StatusError.details(name: resource.name, group: resource.group, kind: resource.plural)
            )
        }
    }
}
