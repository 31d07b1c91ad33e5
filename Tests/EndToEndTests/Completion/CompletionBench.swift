import Testing

// What completion has to find: a checkout with a delivery and packages, and a kubeconfig.

extension Workbench {
    /// Puts a delivery of two packages into the checkout, and writes a kubeconfig whose servers do not answer.
    mutating func furnishForCompletion() throws {
        let checkout = Self.checkout
        try folder.write(
            """
            apiVersion: carvel-delivery/v1alpha1
            kind: Delivery
            metadata: {name: shop}
            spec:
              repository: {url: "https://git.example.com/shop/gitops.git", branch: main}
              build: {context: build, namespace: shop}
              runClusters:
              - {name: staging, context: kind-staging, namespace: shop, serviceAccountName: shop-sa}
              - {name: prod, context: prod, namespace: shop, serviceAccountName: shop-sa}
            """,
            to: "\(checkout)/delivery.yaml"
        )
        for path in [
            "app.default.tap/packages/1.10.0.yaml", "app.default.tap/packages/1.9.0.yaml",
            "app.default.tap/packages/1.10.0-rc.1.yaml", "app.default.tap/packages/notes.yaml",
            "app.default.tap/packages/README.md", "teams/web.default.tap/packages/2.0.0.yml",
            ".git/hooks/packages/3.0.0.yaml", "values.yaml", "sub/empty.txt",
        ] {
            try folder.write("", to: "\(checkout)/\(path)")
        }
        variables["KUBECONFIG"] = try folder.write(
            """
            apiVersion: v1
            kind: Config
            current-context: build
            clusters:
            - {name: build-cluster, cluster: {server: "https://127.0.0.1:1"}}
            - {name: prod-cluster, cluster: {server: "https://127.0.0.1:1"}}
            users:
            - {name: admin, user: {token: secret-token}}
            contexts:
            - {name: build, context: {cluster: build-cluster, user: admin}}
            - {name: prod, context: {cluster: prod-cluster, user: admin}}
            - {name: "arn:aws:eks:eu-1:42:cluster/one", context: {cluster: prod-cluster, user: admin}}
            - {name: "bad\\tname\\x1b[31m", context: {cluster: prod-cluster, user: admin}}
            """,
            to: "kubeconfig"
        )
    }

    /// Asks a program what can be typed, and expects what must hold of each answer.
    func complete(
        _ words: [String],
        by program: [String] = ["kubectl-carvel-deliver", "__complete"],
        in place: String = Workbench.checkout,
        sourceLocation: SourceLocation = #_sourceLocation
    ) async throws -> Completion {
        let result = try await run(program + words, in: place, sourceLocation: sourceLocation)
        result.expect(status: 0, sourceLocation: sourceLocation)
        if program.first != "kubectl" { #expect(result.errors.isEmpty, sourceLocation: sourceLocation) }
        return try Completion(result, sourceLocation: sourceLocation)
    }
}

/// What a program says can be typed.
struct Completion {
    var values: [String] = []
    var descriptions: [String: String] = [:]
    var directive = 0

    init(_ result: CommandResult, sourceLocation: SourceLocation) throws {
        var lines = result.output.split(separator: "\n", omittingEmptySubsequences: false)
        let end = lines.popLast()
        try #require(end == "", "\(result.testDescription)", sourceLocation: sourceLocation)
        let directiveLine = lines.popLast()
        let last = try #require(directiveLine, "\(result.testDescription)", sourceLocation: sourceLocation)
        try #require(last.hasPrefix(":"), "\(result.testDescription)", sourceLocation: sourceLocation)
        directive = try #require(Int(last.dropFirst()), sourceLocation: sourceLocation)
        for line in lines {
            let parts = line.split(separator: "\t", maxSplits: 1).map(String.init)
            let value = try #require(parts.first, "\(result.testDescription)", sourceLocation: sourceLocation)
            values.append(value)
            if parts.count > 1 { descriptions[value] = parts[1] }
        }
    }
}
