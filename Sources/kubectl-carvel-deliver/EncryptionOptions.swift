import ArgumentParser
import CarvelCLI
import CarvelCore

/// Whether values are encrypted, and for whom.
struct EncryptionOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp("Encrypt the values with the program sops, which Flux decrypts again.", valueName: "sops")
    )
    var encrypt: Provider?

    @Option(
        help: ArgumentHelp(
            "The public keys to encrypt for, separated by commas; by default those of .sops.yaml.",
            valueName: "recipient,…"
        )
    )
    var age: [NameList] = []

    enum Provider: String, ExpressibleByArgument, CaseIterable {
        case sops
    }

    func validate() throws {
        if encrypt == nil && !age.isEmpty { throw ValidationError("--age says for whom, so give --encrypt sops too") }
    }

    /// How a change of a package's values deals with encrypted ones.
    func values(of package: String, on clusters: [String], host: Host, needsPlainText: Bool) -> ValuesEncryption {
        ValuesEncryption(
            host: host,
            package: package,
            clusters: clusters,
            isWanted: encrypt != nil,
            recipients: age.names,
            needsPlainText: needsPlainText
        )
    }
}
