import ArgumentParser
import CarvelCore

/// How Flux logs in by workload identity.
struct IdentityOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Make a ConfigMap by which Flux (2.7 and later) logs in with its own identity.",
            valueName: "aws|azure|gcp|generic"
        )
    )
    var workloadIdentity: IdentityProvider?

    @Option(help: ArgumentHelp("The run cluster's name in the provider's API.", valueName: "name"))
    var identityCluster: String?

    @Option(help: ArgumentHelp("The address of its API server.", valueName: "url"))
    var identityAddress: String?

    @Option(help: ArgumentHelp("Its certificate authority.", valueName: "file"), completion: .file())
    var identityCaFile: String?

    @Option(help: ArgumentHelp("Whom the token is for; may be repeated.", valueName: "audience"))
    var identityAudience: [String] = []

    @Option(help: ArgumentHelp("The build cluster's service account that logs in.", valueName: "name"))
    var identityServiceAccount: String?

    func validate() throws {
        let others: [(String, Bool)] = [
            ("--identity-cluster", identityCluster != nil), ("--identity-address", identityAddress != nil),
            ("--identity-ca-file", identityCaFile != nil), ("--identity-audience", !identityAudience.isEmpty),
            ("--identity-service-account", identityServiceAccount != nil),
        ]
        if workloadIdentity == nil, let other = others.first(where: \.1) {
            throw ValidationError("\(other.0) goes with --workload-identity")
        }
    }

    /// The identity that the flags describe, if they do.
    func identity(host: Host) throws -> WorkloadIdentity? {
        guard let workloadIdentity else { return nil }
        return try WorkloadIdentity(
            provider: workloadIdentity.provider,
            cluster: identityCluster,
            address: identityAddress,
            certificateAuthority: identityCaFile.map { try host.files.readText(host.absolutePath($0)) },
            audiences: identityAudience,
            serviceAccountName: identityServiceAccount
        )
    }
}

/// Who vouches for an identity.
enum IdentityProvider: String, ExpressibleByArgument, CaseIterable {
    case aws, azure, gcp, generic

    var provider: WorkloadIdentity.Provider {
        switch self {
        case .aws: .aws
        case .azure: .azure
        case .gcp: .gcp
        case .generic: .generic
        }
    }
}
