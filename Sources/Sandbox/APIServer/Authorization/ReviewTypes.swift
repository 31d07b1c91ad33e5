extension ResourceCatalog {
    /// The catalog with the types of reviews, which the server answers itself and never stores.
    ///
    /// - Throws: `CatalogError`, as the catalog itself.
    func addingReviews() throws(CatalogError) -> ResourceCatalog {
        let builtIn = definitions.filter { $0.origin == .builtIn }
        // Where discovery has them: after the core group and apps.
        let place = builtIn.firstIndex { !["", "apps"].contains($0.group) } ?? builtIn.endIndex
        return try ResourceCatalog(
            builtIn: builtIn[..<place] + Self.reviews + builtIn[place...],
            aggregated: definitions.filter { $0.origin == .aggregated },
            customResourceDefinitions: customResourceDefinitions
        )
    }

    private static let reviews: [ResourceDefinition] = [
        review("authentication.k8s.io", "SelfSubjectReview"),
        review("authentication.k8s.io", "TokenReview"),
        review("authorization.k8s.io", "LocalSubjectAccessReview", isNamespaced: true),
        review("authorization.k8s.io", "SelfSubjectAccessReview"),
        review("authorization.k8s.io", "SelfSubjectRulesReview"),
        review("authorization.k8s.io", "SubjectAccessReview"),
    ]

    private static func review(_ group: String, _ kind: String, isNamespaced: Bool = false) -> ResourceDefinition {
        let singular = kind.lowercased()
        return ResourceDefinition(
            group: group,
            version: "v1",
            kind: kind,
            listKind: "",
            plural: "\(singular)s",
            singular: singular,
            isNamespaced: isNamespaced,
            verbs: ["create"],
            origin: .builtIn,
            schema: StructuralSchema(.object, preservesUnknownFields: true),
            hasGeneration: false,
            storageVersion: "v1"
        )
    }
}
