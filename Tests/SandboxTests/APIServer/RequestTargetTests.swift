import Testing

@testable import Sandbox

@Suite("Request targets")
struct RequestTargetTests {
    struct Case: Sendable {
        var method: String
        var url: String
        var verb: String
        var resource: RequestTarget.Resource?
    }

    private static func resource(
        _ plural: String,
        group: String = "",
        version: String = "v1",
        namespace: String = "",
        name: String = "",
        selected: String = "",
        subresource: String = ""
    ) -> RequestTarget.Resource {
        RequestTarget.Resource(
            group: group,
            version: version,
            namespace: namespace,
            plural: plural,
            name: name,
            selectedName: selected,
            subresource: subresource
        )
    }

    private static let cases: [Case] = [
        Case(method: "GET", url: "/version", verb: "get", resource: nil),
        Case(method: "GET", url: "/api/v1", verb: "get", resource: nil),
        Case(method: "GET", url: "/apis/apps/v1", verb: "get", resource: nil),
        Case(method: "GET", url: "/api/v1/namespaces", verb: "list", resource: resource("namespaces")),
        Case(
            method: "GET",
            url: "/api/v1/namespaces/apps",
            verb: "get",
            resource: resource("namespaces", namespace: "apps", name: "apps")
        ),
        Case(
            method: "PUT",
            url: "/api/v1/namespaces/apps/finalize",
            verb: "update",
            resource: resource("namespaces", namespace: "apps", name: "apps", subresource: "finalize")
        ),
        Case(
            method: "GET",
            url: "/api/v1/namespaces/apps/secrets?watch=1",
            verb: "watch",
            resource: resource("secrets", namespace: "apps")
        ),
        Case(
            method: "GET",
            url: "/api/v1/namespaces/apps/secrets?watch=false",
            verb: "list",
            resource: resource("secrets", namespace: "apps")
        ),
        Case(
            method: "GET",
            url: "/api/v1/namespaces/apps/secrets?fieldSelector=metadata.name%3Dx",
            verb: "list",
            resource: resource("secrets", namespace: "apps", selected: "x")
        ),
        Case(
            method: "POST",
            url: "/api/v1/namespaces/apps/serviceaccounts/viewer/token",
            verb: "create",
            resource: resource("serviceaccounts", namespace: "apps", name: "viewer", subresource: "token")
        ),
        Case(
            method: "DELETE",
            url: "/apis/source.toolkit.fluxcd.io/v1/namespaces/apps/gitrepositories",
            verb: "deletecollection",
            resource: resource("gitrepositories", group: "source.toolkit.fluxcd.io", namespace: "apps")
        ),
        Case(
            method: "PATCH",
            url: "/apis/rbac.authorization.k8s.io/v1/clusterroles/system%3Aadmin",
            verb: "patch",
            resource: resource("clusterroles", group: "rbac.authorization.k8s.io", name: "system:admin")
        ),
    ]

    @Test("are read by the rules of the Kubernetes API", arguments: cases)
    func target(example: Case) {
        let target = RequestTarget(method: example.method, url: example.url)
        #expect(target.verb == example.verb)
        #expect(target.resource == example.resource)
    }

    @Test("have their queries decoded")
    func query() {
        let query = RequestTarget(method: "GET", url: "/api?a=x%20y&b=1+2&a=z&flag&bad=%zz&t=true").query
        #expect(query["a"] == "x y")
        #expect(query.all("a") == ["x y", "z"])
        #expect(query["b"] == "1 2")
        #expect(query["bad"] == "%zz")
        #expect(query.isTrue("flag"))
        #expect(query.isTrue("t"))
        #expect(!query.isTrue("b"))
        #expect(query["absent"] == nil)
    }

    @Test(
        "come with a wish for a representation",
        arguments: [
            (nil, Representation()),
            ("*/*", Representation()),
            ("application/json;as=Table;v=v1;g=meta.k8s.io,application/json", Representation(shape: .table)),
            ("application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io", Representation(shape: .metadata)),
            ("application/vnd.kubernetes.protobuf,application/json", Representation()),
            ("application/json;q=0.5, application/yaml", Representation(isYAML: true)),
            ("application/json;as=Unknown;v=v1;g=meta.k8s.io,application/yaml", Representation(isYAML: true)),
        ] as [(String?, Representation)]
    )
    func representation(accept: String?, expected: Representation) throws {
        #expect(try Representation.negotiate(accept) == expected)
    }

    @Test("that want nothing that can be had are refused")
    func notAcceptable() throws {
        let refusal = try #require(throws: StatusError.self) { try Representation.negotiate("text/csv") }
        #expect(refusal.code == 406)
    }
}
