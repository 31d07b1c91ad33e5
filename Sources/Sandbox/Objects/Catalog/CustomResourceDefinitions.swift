package import YAMLDocument

/// The CustomResourceDefinitions that come with the sandbox, for servers other than its own.
package enum CustomResourceDefinitions {
    /// Those of a Flux release and of kapp-controller.
    ///
    /// - Throws: `CatalogError` if a file of definitions is absent, unreadable, or holds something else.
    package static func bundled(flux: FluxRelease?, hasKappController: Bool) throws -> [JSONValue] {
        try ResourceCatalog.bundled(flux: flux, hasKappController: hasKappController).customResourceDefinitions
    }
}
