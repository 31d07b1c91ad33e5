import Foundation

/// What curl needs of a kubeconfig's context, in files that only this user can read.
struct CurlFiles {
    let server: String
    let arguments: [String]
    private let folder: URL

    init(context: String) throws {
        func field(_ path: String) throws -> String {
            try Child.output(of: [
                "kubectl", "config", "view", "--raw", "--minify", "--context", context, "-o", "jsonpath={\(path)}",
            ])
        }
        folder = FileManager.default.temporaryDirectory.appending(path: "carvel-benchmarks-\(UUID().uuidString)")
        try FileManager.default.createDirectory(
            at: folder,
            withIntermediateDirectories: false,
            attributes: [.posixPermissions: 0o700]
        )
        server = try field(".clusters[0].cluster.server")
        var arguments: [String] = []
        for (option, path) in [
            ("--cacert", ".clusters[0].cluster.certificate-authority-data"),
            ("--cert", ".users[0].user.client-certificate-data"), ("--key", ".users[0].user.client-key-data"),
        ] {
            guard let bytes = Data(base64Encoded: try field(path)) else {
                throw BenchmarkError("the sandbox's kubeconfig has no \(path)")
            }
            let file = folder.appending(path: option)
            try bytes.write(to: file)
            arguments += [option, file.path(percentEncoded: false)]
        }
        self.arguments = arguments
    }

    /// Writes a file that is gone with the others, and gives its path.
    func write(_ text: String) throws -> String {
        let file = folder.appending(path: "config")
        try Data(text.utf8).write(to: file)
        return file.path(percentEncoded: false)
    }

    func remove() {
        try? FileManager.default.removeItem(at: folder)
    }
}
