// swift-tools-version: 6.2
import PackageDescription

let settings: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
]

let algorithms = Target.Dependency.product(name: "Algorithms", package: "swift-algorithms")
let argumentParser = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
let orderedCollections = Target.Dependency.product(name: "OrderedCollections", package: "swift-collections")
let subprocess = Target.Dependency.product(name: "Subprocess", package: "swift-subprocess")

/// The commit that is built, as `make` tells it; part of what `--version` says.
let commit = Context.environment["CARVEL_COMMIT"] ?? ""

/// One plugin of kubectl: a thin executable over the shared command-line library.
func plugin(_ name: String) -> Target {
    .executableTarget(name: name, dependencies: ["CarvelCLI", "CarvelCore", argumentParser], swiftSettings: settings)
}

let package = Package(
    name: "kubectl-carvel",
    products: [
        .executable(name: "kubectl-carvel-deliver", targets: ["kubectl-carvel-deliver"]),
        .executable(name: "kubectl-carvel-verify", targets: ["kubectl-carvel-verify"]),
        .executable(name: "kubectl-carvel-kubeconfig-secret", targets: ["kubectl-carvel-kubeconfig-secret"]),
        .executable(name: "carvel-sandbox", targets: ["carvel-sandbox"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-algorithms", from: "1.2.0"),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-collections", from: "1.3.0"),
        .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.0", traits: []),
        // For the sandbox alone; nothing that ships links these.
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.20.0"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.4.0"),
        .package(url: "https://github.com/apple/swift-certificates", from: "1.15.0"),
        .package(url: "https://github.com/apple/swift-asn1", from: "1.4.0"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.0.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.90.0"),
        .package(url: "https://github.com/apple/swift-nio-extras", from: "1.30.0"),
        .package(url: "https://github.com/apple/swift-nio-http2", from: "1.45.0"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.36.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.6.0"),
    ],
    targets: [
        // MARK: C libraries, each behind one wrapper

        .systemLibrary(
            name: "CCurl",
            pkgConfig: "libcurl",
            providers: [.apt(["libcurl4-openssl-dev"]), .brew(["curl"])]
        ),
        .systemLibrary(name: "CYAML", pkgConfig: "yaml-0.1", providers: [.apt(["libyaml-dev"]), .brew(["libyaml"])]),
        .systemLibrary(name: "CGit2", pkgConfig: "libgit2", providers: [.apt(["libgit2-dev"]), .brew(["libgit2"])]),
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"]), .brew(["zlib"])]),
        .target(name: "HTTPTransport", dependencies: ["CCurl", "CZlib"], swiftSettings: settings),
        .target(name: "YAMLDocument", dependencies: ["CYAML", orderedCollections], swiftSettings: settings),
        .target(name: "GitRepository", dependencies: ["CGit2", algorithms], swiftSettings: settings),

        // MARK: The product

        .target(
            name: "CarvelCore",
            dependencies: [
                "HTTPTransport", "YAMLDocument", "GitRepository", algorithms, orderedCollections, subprocess,
            ],
            swiftSettings: settings
        ),
        .systemLibrary(name: "CMalloc"),
        .target(name: "CBuildInfo", cSettings: [.define("CARVEL_COMMIT", to: "\"\(commit)\"")]),
        .target(
            name: "CarvelCLI",
            dependencies: ["CarvelCore", "CBuildInfo", "CMalloc", argumentParser],
            swiftSettings: settings
        ),
        plugin("kubectl-carvel-deliver"),
        plugin("kubectl-carvel-verify"),
        plugin("kubectl-carvel-kubeconfig-secret"),

        // It asks for the programs when it runs: as dependencies they would be built a second time, with all they need.
        .plugin(
            name: "GenerateArtifacts",
            capability: .command(
                intent: .custom(verb: "generate-artifacts", description: "Write man pages and completion files."),
                permissions: [.writeToPackageDirectory(reason: "The files are written to man/man1 and completions.")]
            )
        ),

        // MARK: The sandbox

        .target(
            name: "Sandbox",
            dependencies: [
                "CarvelCore", "CZlib", "GitRepository", "HTTPTransport", "YAMLDocument", orderedCollections, subprocess,
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "HummingbirdCore", package: "hummingbird"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "X509", package: "swift-certificates"),
                .product(name: "SwiftASN1", package: "swift-asn1"),
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOHTTP2", package: "swift-nio-http2"),
                .product(name: "NIOHTTPTypes", package: "swift-nio-extras"),
                .product(name: "NIOHTTPTypesHTTP2", package: "swift-nio-extras"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
                .product(name: "Logging", package: "swift-log"),
            ],
            resources: [.copy("CRDs")],
            swiftSettings: settings
        ),
        .executableTarget(
            name: "carvel-sandbox",
            dependencies: ["CarvelCLI", "Sandbox", argumentParser, subprocess],
            swiftSettings: settings
        ),

        // MARK: Tests

        .target(
            name: "TestSupport",
            dependencies: [
                "Sandbox", "CarvelCore", "HTTPTransport", "YAMLDocument", subprocess,
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
            ],
            path: "Tests/Support",
            swiftSettings: settings
        ),
        .testTarget(name: "HTTPTransportTests", dependencies: ["CZlib", "HTTPTransport"], swiftSettings: settings),
        .testTarget(
            name: "YAMLDocumentTests",
            dependencies: ["YAMLDocument", orderedCollections, subprocess],
            swiftSettings: settings
        ),
        .testTarget(
            name: "GitRepositoryTests",
            dependencies: ["TestSupport", "GitRepository", subprocess],
            swiftSettings: settings
        ),
        .testTarget(
            name: "CarvelCoreTests",
            dependencies: [
                "CarvelCore", "HTTPTransport", "YAMLDocument", "GitRepository", algorithms, orderedCollections,
                subprocess,
            ],
            swiftSettings: settings
        ),
        .testTarget(
            name: "CarvelCLITests",
            dependencies: ["CarvelCLI", "CarvelCore", "HTTPTransport", "YAMLDocument", subprocess],
            swiftSettings: settings
        ),
        .testTarget(
            name: "SandboxTests",
            dependencies: [
                "TestSupport", "Sandbox", "CarvelCore", "GitRepository", "HTTPTransport", "YAMLDocument",
                orderedCollections, subprocess,
                .product(name: "X509", package: "swift-certificates"),
                .product(name: "SwiftASN1", package: "swift-asn1"),
            ],
            swiftSettings: settings
        ),
        .testTarget(
            name: "EndToEndTests",
            dependencies: [
                "TestSupport", "Sandbox", "CarvelCore", "HTTPTransport", "YAMLDocument", orderedCollections, subprocess,
                "carvel-sandbox", "kubectl-carvel-deliver", "kubectl-carvel-verify",
                "kubectl-carvel-kubeconfig-secret",
            ],
            swiftSettings: settings
        ),
    ],
    swiftLanguageModes: [.v6]
)
