import OrderedCollections
import YAMLDocument

extension Delivery {
    /// How values are encrypted in the repository, and decrypted by Flux.
    public struct Encryption: Sendable, Hashable {
        /// The Secret of the build namespace that Flux takes the key from; `nil` where its controller has one of its own.
        public var secretName: String?

        /// With the key in the Secret that Flux's documents name, unless said otherwise.
        public init(secretName: String? = usualSecretName) {
            self.secretName = secretName
        }

        /// The name in Flux's documents.
        public static let usualSecretName = "sops-age"
        /// The one program that Flux knows.
        static let provider = "sops"

        /// The `decryption` of a Kustomization.
        var json: JSONValue {
            var decryption: JSONValue = ["provider": .string(Self.provider)]
            if let secretName { decryption["secretRef"] = ["name": .string(secretName)] }
            return decryption
        }
    }

    /// How Flux decrypts what is encrypted, also where `delivery.yaml` says nothing of it.
    var decryption: Encryption { encryption ?? Encryption() }
}

extension Delivery.Encryption {
    /// What stands under `encryption`: `sops`, or a mapping like that of a Kustomization.
    ///
    /// - Returns: `nil` where nothing stands there.
    init?(_ spec: YAMLFields) throws(DeliveryError) {
        guard let node = spec.member("encryption") else { return nil }
        if case .scalar(let text) = node.content {
            guard text == Self.provider else {
                throw spec.error("encryption", "is \"\(text)\", expected \"\(Self.provider)\"")
            }
            self.init()
            return
        }
        let fields = try spec.fields("encryption", known: ["provider", "secretRef"])
        let provider = try fields.text("provider")
        guard provider == Self.provider else {
            throw fields.error("provider", "is \"\(provider)\", expected \"\(Self.provider)\"")
        }
        guard let secret = try fields.optionalFields("secretRef", known: ["name"]) else {
            self.init(secretName: nil)
            return
        }
        self.init(secretName: try secret.optionalText("name") ?? Self.usualSecretName)
    }
}
