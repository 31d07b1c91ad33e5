import Foundation
import YAMLDocument

extension FluxRelease {
    fileprivate var files: [String] {
        ["flux-\(rawValue)-gitrepositories", "flux-\(rawValue)-kustomizations"]
    }
}

extension ResourceCatalog {
    /// The built-in types, with those of a Flux release and of kapp-controller where asked for.
    ///
    /// - Throws: `CatalogError` if a file of definitions is absent, unreadable, or holds something else.
    static func bundled(flux: FluxRelease?, hasKappController: Bool) throws(CatalogError) -> ResourceCatalog {
        var definitions: [JSONValue] = []
        for file in (flux?.files ?? []) + (hasKappController ? ["carvel-kapp-controller-0.53"] : []) {
            definitions += try documents(in: file)
        }
        return try ResourceCatalog(
            aggregated: hasKappController ? Self.packages : [],
            customResourceDefinitions: definitions
        )
    }

    private static func documents(in file: String) throws(CatalogError) -> [JSONValue] {
        let name = "\(file).yaml"
        guard let url = Bundle.module.url(forResource: file, withExtension: "yaml", subdirectory: "CRDs") else {
            throw CatalogError(source: name, message: "expected this file among the sandbox's resources, found none")
        }
        let text: String
        do {
            text = try String(contentsOf: url, encoding: .utf8)
        } catch {
            throw CatalogError(source: name, message: "could not be read: \(error)")
        }
        do {
            return try YAMLReader.documents(text, file: name)
        } catch {
            throw CatalogError(source: name, message: error.description)
        }
    }
}
