import GitRepository
import OrderedCollections
import Testing
import YAMLDocument

@testable import CarvelCore

/// The worked example of one of the documents that describe this delivery done by hand, with its blanks filled in, and
/// what the suite makes of the same wishes.
struct Tutorial: Sendable, CustomTestStringConvertible {
    let name: String
    /// The folder in the repository: `<package_name>`, or `<component>`.
    let folder: String
    let refName: String
    let version: String
    let serviceAccount: String
    let installName: String
    let values: String

    var testDescription: String { name }

    static let all = [
        Tutorial(
            name: "gitops-delivery-with-fluxcd-alpha",
            folder: "app.default.tap",
            refName: "app.default.tap",
            version: "20230321004057.0.0",
            serviceAccount: "shop-sa",
            installName: "app",
            values: appValues
        ),
        Tutorial(
            name: "gitops-delivery-with-flux-cd-tap-1.7",
            folder: "app.default.tap",
            refName: "app.default.tap",
            version: "20230321004057.0.0",
            serviceAccount: "shop-sa",
            installName: "app",
            values: appValues
        ),
        Tutorial(
            name: "gitops-with-flux-brain-cluster",
            folder: "pkg-demo",
            refName: "simple-app.corp.com",
            version: "1.0.0",
            serviceAccount: "default-ns-sa",
            installName: "pkg-demo",
            values: "hello_msg: \"to all my internet friends\"\n"
        ),
    ]

    private static let appValues = "workload_name: app\nreplicas: 2\nhostname: app.mycompany.com\n"
    static let clusters = ["staging", "prod"]

    // MARK: What the document says

    /// The objects of one of the document's files.
    func objects(_ file: String) throws -> [KubernetesObject] {
        let text = String(decoding: try Fixture.bytes("tutorials/\(name)/\(file)"), as: UTF8.self)
        return try YAMLReader.documents(text, file: file).map { KubernetesObject($0) }
    }

    /// Whether the document has the file.
    func has(_ file: String) -> Bool {
        (try? Fixture.bytes("tutorials/\(name)/\(file)")) != nil
    }

    // MARK: What we make of it

    var delivery: Delivery {
        Delivery(
            name: "shop",
            repository: .init(
                url: "https://git.example.com/shop/gitops.git",
                branch: "main",
                access: .secret(name: nil)
            ),
            build: .init(context: "build", namespace: "shop"),
            runClusters: Self.clusters.map {
                .init(name: $0, context: $0, namespace: "shop", serviceAccountName: serviceAccount)
            }
        )
    }

    /// The repository before: the Package that the supply chain has written, and nothing else.
    func before() throws -> [String: String] {
        let package = KubernetesObject(
            .package,
            name: "\(refName).\(version)",
            ["spec": ["refName": .string(refName), "version": .string(version), "template": ["spec": [:]]]]
        )
        return ["\(folder)/packages/\(version).yaml": YAMLWriter.string(package.json)]
    }

    /// The repository after `init` and `add`.
    func after() throws -> [String: String] {
        var files = try before()
        files.merge(try InitDelivery(delivery).edit(SampleDelivery.tree(files)).files) { _, new in new }
        let add = AddPackage(
            package: folder,
            clusters: Self.clusters,
            version: .exactly(version),
            values: ValuesFile(name: "values.yaml", text: values),
            installName: installName
        )
        files.merge(try add.edit(SampleDelivery.tree(files)).files) { _, new in new }
        return files
    }

    /// The objects of the build cluster, as for a server that serves these versions of Flux's API.
    func buildObjects(fluxVersion: String) throws -> [KubernetesObject] {
        let manifests = try DeliveryManifests(
            SampleDelivery.tree(after()),
            types: FluxTypes(
                gitRepository: ResourceType.gitRepository.version(fluxVersion),
                kustomization: ResourceType.kustomization.version(fluxVersion)
            )
        )
        let sections = try manifests.sections(cluster: DeliveryManifests.buildSection)
        let secrets = manifests.authSecretNames.compactMap { name in
            AuthSecretManifest.secret(
                named: name,
                credentials: .password(username: "git", password: "sesame"),
                manifests.delivery
            )
        }
        return (sections.flatMap(\.manifests) + secrets).map(\.object)
    }

    func runObjects(_ cluster: String) throws -> [KubernetesObject] {
        try DeliveryManifests(SampleDelivery.tree(after())).sections(cluster: cluster).flatMap(\.manifests)
            .map(\.object)
    }
}
