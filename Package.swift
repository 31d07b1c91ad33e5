// swift-tools-version: 6.2
import PackageDescription

let settings: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
]

let orderedCollections = Target.Dependency.product(name: "OrderedCollections", package: "swift-collections")
let subprocess = Target.Dependency.product(name: "Subprocess", package: "swift-subprocess")

let package = Package(
    name: "kubectl-carvel",
    dependencies: [
        .package(url: "https://github.com/apple/swift-collections", from: "1.3.0"),
        .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.0", traits: []),
    ],
    targets: [
        // MARK: Three C libraries, each behind one wrapper

        .systemLibrary(
            name: "CCurl",
            pkgConfig: "libcurl",
            providers: [.apt(["libcurl4-openssl-dev"]), .brew(["curl"])]
        ),
        .systemLibrary(name: "CYAML", pkgConfig: "yaml-0.1", providers: [.apt(["libyaml-dev"]), .brew(["libyaml"])]),
        .systemLibrary(name: "CGit2", pkgConfig: "libgit2", providers: [.apt(["libgit2-dev"]), .brew(["libgit2"])]),
        .target(name: "HTTPTransport", dependencies: ["CCurl"], swiftSettings: settings),
        .target(name: "YAMLDocument", dependencies: ["CYAML", orderedCollections], swiftSettings: settings),
        .target(name: "GitRepository", dependencies: ["CGit2"], swiftSettings: settings),

        // MARK: The product

        .target(
            name: "CarvelCore",
            dependencies: ["HTTPTransport", "YAMLDocument", "GitRepository", orderedCollections],
            swiftSettings: settings
        ),

        // MARK: Tests

        .testTarget(name: "HTTPTransportTests", dependencies: ["HTTPTransport"], swiftSettings: settings),
        .testTarget(
            name: "YAMLDocumentTests",
            dependencies: ["YAMLDocument", orderedCollections, subprocess],
            swiftSettings: settings
        ),
        .testTarget(name: "GitRepositoryTests", dependencies: ["GitRepository", subprocess], swiftSettings: settings),
        .testTarget(
            name: "CarvelCoreTests",
            dependencies: [
                "CarvelCore", "HTTPTransport", "YAMLDocument", "GitRepository", orderedCollections, subprocess,
            ],
            swiftSettings: settings
        ),
    ],
    swiftLanguageModes: [.v6]
)
