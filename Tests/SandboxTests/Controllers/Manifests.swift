/// The files of a small package, as a GitOps repository holds them.
enum Manifests {
    /// A Package of one ConfigMap.
    static func package(_ version: String, name: String = "app.default.tap") -> String {
        """
        apiVersion: data.packaging.carvel.dev/v1alpha1
        kind: Package
        metadata:
          name: \(name).\(version)
        spec:
          refName: \(name)
          version: \(version)
          template:
            spec:
              fetch:
              - inline:
                  paths:
                    config.yml: |
                      #@ load("@ytt:data", "data")
                      apiVersion: v1
                      kind: ConfigMap
                      metadata:
                        name: #@ data.values.workload_name
                      data:
                        replicas: #@ str(data.values.replicas)
                        version: "\(version)"
                    schema.yml: |
                      #@data/values-schema
                      ---
                      #@schema/validation min_len=1
                      workload_name: ""
                      replicas: 1
                      hostname: ""
              template:
              - ytt:
                  paths: [config.yml, schema.yml]
              deploy:
              - kapp: {}

        """
    }

    /// A PackageInstall with its values Secret.
    static func install(
        _ constraints: String = "1.0.0",
        name: String = "app",
        extra: String = "",
        values: String? = "values"
    ) -> String {
        """
        apiVersion: packaging.carvel.dev/v1alpha1
        kind: PackageInstall
        metadata:
          name: \(name)
        spec:
          serviceAccountName: shop-sa
          packageRef:
            refName: app.default.tap
            versionSelection: {constraints: "\(constraints)"}
        \(values.map { "  values: [{secretRef: {name: \($0)}}]" } ?? "")
        \(extra)

        """
    }

    /// The values Secret.
    static func values(_ text: String = "workload_name: app\nreplicas: 2\n", name: String = "values") -> String {
        let indented = text.split(separator: "\n").map { "    \($0)" }.joined(separator: "\n")
        return """
            apiVersion: v1
            kind: Secret
            metadata:
              name: \(name)
            stringData:
              values.yaml: |
            \(indented)

            """
    }
}
