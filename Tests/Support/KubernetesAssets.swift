import FoundationEssentials

/// The folder with the programs of a real API server, as kubebuilder's `setup-envtest` lays it out.
package struct KubernetesAssets: Sendable {
    package static let variable = "KUBEBUILDER_ASSETS"
    /// Why tests with a real server are skipped.
    package static let absence =
        "\(variable) is not set: give the folder of etcd and kube-apiserver to run this with a real API server"

    /// Whether the user asks for tests with a real server. That the folder is right is for those tests to find out.
    package static var isSet: Bool { !(ProcessInfo.processInfo.environment[variable] ?? "").isEmpty }

    let etcd: String
    let apiServer: String

    /// The folder that the variable names.
    ///
    /// - Throws: `KubernetesAssetsError` where the programs are not there.
    package init() throws(KubernetesAssetsError) {
        try self.init(folder: ProcessInfo.processInfo.environment[Self.variable] ?? "")
    }

    /// - Throws: `KubernetesAssetsError` where the programs are not there.
    package init(folder: String) throws(KubernetesAssetsError) {
        etcd = "\(folder)/etcd"
        apiServer = "\(folder)/kube-apiserver"
        for program in [etcd, apiServer] where !FileManager.default.isExecutableFile(atPath: program) {
            throw KubernetesAssetsError(program: program)
        }
    }
}

/// A program of a real API server that is not where it should be.
package struct KubernetesAssetsError: Error, Sendable, Hashable, CustomStringConvertible {
    package var program: String
    package var description: String {
        "there is no program \(program); \(KubernetesAssets.variable) must be a folder with etcd and kube-apiserver, "
            + "such as `setup-envtest use -p path` prints"
    }
}
