// swift-tools-version: 6.2
import PackageDescription

let package = Package(
    name: "kubectl-carvel-benchmarks",
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0")
    ],
    targets: [
        .executableTarget(
            name: "carvel-benchmarks",
            dependencies: [.product(name: "ArgumentParser", package: "swift-argument-parser")],
            swiftSettings: [
                .enableUpcomingFeature("ExistentialAny"), .enableUpcomingFeature("InternalImportsByDefault"),
                .enableUpcomingFeature("MemberImportVisibility"),
            ]
        ),
        // In C, for it must be small: a program's peak memory, as Linux tells it, is never less than that of the program
        // which started it.
        .executableTarget(name: "measure"),
    ],
    swiftLanguageModes: [.v6]
)
