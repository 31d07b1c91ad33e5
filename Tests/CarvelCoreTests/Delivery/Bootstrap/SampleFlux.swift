@testable import CarvelCore

/// A manifest of Flux with the documents that matter to a choice of them.
enum SampleFlux {
    static let controllers = [
        "helm-controller", "image-reflector-controller", "kustomize-controller", "source-controller",
    ]

    /// A manifest as releases publish it, which does not say its version.
    static func yaml(versions: [String] = ["v1"], controllers: [String] = controllers, tag: String = "v1.0.0") -> String
    {
        let definitions = ["gitrepositories.source", "kustomizations.kustomize"].map { name in
            let toolkit = name.split(separator: ".")[1]
            let served = versions.map { "  - name: \($0)\n    served: true\n    storage: \($0 == versions[0])\n" }
                .joined()
            return """
                apiVersion: apiextensions.k8s.io/v1
                kind: CustomResourceDefinition
                metadata:
                  labels:
                    app.kubernetes.io/component: \(toolkit)-controller
                    app.kubernetes.io/instance: flux-system
                    app.kubernetes.io/part-of: flux
                  name: \(name).toolkit.fluxcd.io
                spec:
                  description: Usually in flux-system.
                  versions:
                \(served)
                """
        }
        let deployments = controllers.map { name in
            """
            apiVersion: apps/v1
            kind: Deployment
            metadata:
              labels:
                app.kubernetes.io/component: \(name)
                app.kubernetes.io/instance: flux-system
                app.kubernetes.io/part-of: flux
              name: \(name)
              namespace: flux-system
            spec:
              template:
                metadata:
                  labels:
                    app: \(name)
                    app.kubernetes.io/part-of: flux
                spec:
                  containers:
                  - args:
                    - --events-addr=http://notification-controller.$(RUNTIME_NAMESPACE).svc.cluster.local./
                    - --log-level=info
                    image: ghcr.io/fluxcd/\(name):\(tag)
                    name: manager

            """
        }
        let namespace = """
            # This manifest was generated.
            apiVersion: v1
            kind: Namespace
            metadata:
              labels:
                app.kubernetes.io/part-of: flux
              name: flux-system

            """
        return ([namespace] + definitions + deployments).joined(separator: "---\n")
    }

    static func manifest(version: String? = "v2.9.0", versions: [String] = ["v1"]) throws -> FluxManifest {
        try FluxManifest(yaml(versions: versions), file: "install.yaml", version: version)
    }

    static func layout(
        version: String? = "v2.9.0",
        versions: [String] = ["v1"],
        _ change: (inout BootstrapWish) -> Void = { _ in }
    ) throws -> BootstrapLayout {
        var wish = BootstrapWish(
            manifest: try manifest(version: version, versions: versions),
            url: "https://git.example.com/fleet.git",
            branch: "main",
            path: "./clusters/dev/"
        )
        change(&wish)
        return try wish.layout()
    }
}
