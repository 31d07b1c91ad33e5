import HTTPTransport
import YAMLDocument

@testable import CarvelCore

extension DeliveryCase {
    private static func secret(
        _ name: String,
        _ verdict: Verdict,
        _ status: Int32,
        _ words: String...,
        data: [String: String]?
    ) -> DeliveryCase {
        DeliveryCase("kubeconfig Secret \(name)", verdict, status, words[0], words.last ?? "") {
            if let data {
                $0.put(KubeconfigSample.secret(of: "staging", data), as: .secret, on: "build")
            } else {
                $0.remove(.secret, namespace: "shop", "staging-kubeconfig", on: "build")
            }
        }
    }

    private static let good = KubeconfigSample.text("https://staging.example.com")
    private static let prod = KubeconfigSample.text("https://prod.example.com")
    private static let nowhere = KubeconfigSample.text("https://10.0.0.1:6443")
    private static let create = "kubectl carvel-kubeconfig-secret create staging --from-context staging --context build"

    /// The Secrets by which Flux reaches run clusters.
    static let brokenDestinations = [
        secret("absent", .failed, 1, "so Flux can't reach run cluster staging", create, data: nil),
        secret(
            "without a key that Flux reads",
            .failed,
            1,
            "no key value or value.yaml",
            "it has config",
            data: ["config": good]
        ),
        secret(
            "with an empty key before the good one",
            .failed,
            1,
            "key value: is empty",
            data: ["value": "", "value.yaml": good]
        ),
        secret("that is no YAML", .failed, 1, "key value", create, data: ["value": "a: b: c"]),
        secret(
            "without its context",
            .failed,
            1,
            "there is no context \"flux\"",
            data: ["value": "current-context: flux"]
        ),
        secret(
            "of another cluster",
            .failed,
            1,
            "takes Flux to another cluster: https://prod.example.com",
            create,
            data: ["value.yaml": prod]
        ),
        secret(
            "of another cluster, left over before the good one",
            .failed,
            1,
            "takes Flux to another cluster",
            data: ["value": prod, "value.yaml": good]
        ),
        secret(
            "of an address that only Flux reaches",
            .unknown,
            2,
            "whether that is the same cluster could not be told",
            "kube-system",
            data: ["value": nowhere]
        ),
        DeliveryCase(
            "kubeconfig Secret with what Flux drops, where it fails",
            .failed,
            1,
            "Flux drops user \"admin\": exec"
        ) {
            let text = KubeconfigSample.text("https://staging.example.com", user: "exec: {command: aws}")
            $0.put(KubeconfigSample.secret(of: "staging", ["value": text]), as: .secret, on: "build")
            try $0.edit(.kustomization, "app.default.tap-staging-packages", on: "build") {
                $0.failing("ReconciliationFailed", "Unauthorized")
            }
        },
        DeliveryCase(
            "kubeconfig Secret that may not be read",
            .unknown,
            2,
            "User \"viewer\" cannot get resource",
            "this takes the right to get secrets"
        ) {
            $0.forbid("/secrets/staging-kubeconfig", "secrets", verb: "get", on: "build")
        },
    ]

    private static func identity(
        _ name: String,
        _ verdict: Verdict,
        _ status: Int32,
        _ words: String...,
        data: [String: String]?
    ) -> DeliveryCase {
        DeliveryCase("workload identity \(name)", verdict, status, words[0], words.last ?? "") {
            $0.setKubeconfig("{configMapRef: {name: staging}}")
        } clusters: {
            if let data { $0.putIdentity(named: "staging", data) }
        }
    }

    private static let eks = "arn:aws:eks:eu-west-1:123456789012:cluster/staging"

    /// The ConfigMaps by which Flux reaches run clusters with an identity of its own.
    static let brokenIdentities = [
        identity(
            "absent",
            .failed,
            1,
            "so Flux can't reach run cluster staging",
            "kubectl carvel-kubeconfig-secret create staging --workload-identity PROVIDER",
            data: nil
        ),
        identity("by which Flux can't log in", .failed, 1, "cluster is missing", data: ["provider": "aws"]),
        identity(
            "of another cluster",
            .failed,
            1,
            "takes Flux to another cluster: https://prod.example.com",
            data: ["provider": "generic", "address": "prod.example.com"]
        ),
        identity(
            "of an address that only Flux reaches",
            .unknown,
            2,
            "whether that is the same cluster could not be told",
            "give the ConfigMap the address and the ca.crt",
            data: ["provider": "generic", "address": "https://10.0.0.1"]
        ),
        identity(
            "of a name that only a cloud knows",
            .unknown,
            2,
            "takes Flux to \(eks); whether that is the cluster of context staging could not be told",
            "make context staging with aws eks update-kubeconfig",
            data: ["provider": "aws", "cluster": eks]
        ),
    ]

    private static let away = HTTPTransportError(reason: .connectionFailed, message: "nobody listens")

    static let brokenClusters = [
        DeliveryCase("build cluster that is away", .unknown, 2, "can't be reached: nobody listens", "--context build") {
            $0.fail("", on: "build", .failure(away))
        },
        DeliveryCase("run cluster that is away", .unknown, 2, "can't be reached: nobody listens", "--context prod") {
            $0.fail("", on: "prod", .failure(away))
        },
        DeliveryCase("run cluster that refuses us", .unknown, 2, "credentials were refused", "check the user") {
            $0.fail("", on: "prod", .answer(.status(401, "Unauthorized", "Unauthorized")))
        },
        DeliveryCase("run cluster without kapp-controller", .unknown, 2, "404 page not found") {
            _ = $0.with("prod") { $0.served["packaging.carvel.dev"] = nil }
        },
        DeliveryCase("build cluster without Flux", .unknown, 2, "install Flux's kustomize-controller") {
            _ = $0.with("build") { $0.served["kustomize.toolkit.fluxcd.io"] = nil }
        },
        DeliveryCase("GitRepositories that we may not list", .unknown, 2, "User \"viewer\" cannot list resource") {
            $0.forbid("/gitrepositories", "gitrepositories", on: "build")
        },
        DeliveryCase(
            "Packages that we may not list",
            .unknown,
            2,
            "as operator: ",
            "right to list packages.data.packaging"
        ) {
            $0.forbid("/packages", "packages", on: "prod")
        },
        DeliveryCase(
            "Packages of others that we may not list",
            .unknown,
            2,
            "cannot list resource \"packages\"",
            files: { $0.installPackageOfOthers() }
        ) {
            try $0.bringPackageOfOthers()
            $0.forbid("/packages", "packages", on: "prod")
        },
        DeliveryCase(
            "Package of others that is not there",
            .failed,
            1,
            "there is no Package of cert.default.tap",
            "kubectl carvel-deliver versions cert.default.tap",
            files: { $0.installPackageOfOthers() }
        ) { _ in },
        DeliveryCase("PackageInstalls that we may not list", .unknown, 2, "cannot list resource \"packageinstalls\"") {
            $0.forbid("/packageinstalls", "packageinstalls", on: "prod")
        },
        DeliveryCase("Apps that we may not list", .unknown, 2, "cannot list resource \"apps\"") {
            $0.forbid("/apps", "apps", on: "prod")
        },
        DeliveryCase(
            "values that we may not read",
            .unknown,
            2,
            "Secret \"app-values\", which could not be read",
            "cannot get resource \"secrets\""
        ) {
            $0.forbid("/secrets/app-values", "secrets", verb: "get", on: "prod")
        },
        DeliveryCase("one cluster away and a failure on another", .failed, 1, "can't be reached", "is paused") {
            $0.fail("", on: "prod", .failure(away))
            try $0.edit(.packageInstall, "app", on: "staging") { $0.setting(true, at: "spec", "paused") }
        },
    ]
}
