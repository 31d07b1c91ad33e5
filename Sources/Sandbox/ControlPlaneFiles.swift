import CarvelCore
import Foundation
import YAMLDocument

/// The folder that a control plane keeps its files in.
struct StateFolder: Sendable {
    let path: String
    /// Whether the folder was made for the control plane, and is removed with it.
    let isNew: Bool

    /// The files in it that are not those of git, by their names.
    static let kubeconfig = "kubeconfig"
    static let askpass = "git-askpass"

    init(path: String, isNew: Bool) {
        self.path = path
        self.isNew = isNew
    }

    /// Takes a folder, or makes it, for this user alone.
    ///
    /// - Parameter path: `nil` for a temporary one.
    /// - Throws: what the file system says.
    init(_ path: String?) throws {
        self.path =
            path ?? FileManager.default.temporaryDirectory.path + "/carvel-sandbox-" + UUID().uuidString.lowercased()
        var isFolder: Bool = false
        isNew = !FileManager.default.fileExists(atPath: self.path, isDirectory: &isFolder)
        if isNew {
            try FileManager.default.createDirectory(
                atPath: self.path,
                withIntermediateDirectories: true,
                attributes: [.posixPermissions: 0o700]
            )
        }
    }

    /// Writes a file that only this user may read, from its first byte on.
    ///
    /// - Parameter mode: its permissions, which give others none.
    /// - Throws: what the file system says.
    func writePrivately(_ text: String, to file: String, mode: Int = 0o600) throws {
        // Empty at first, since its permissions are set only once it is there.
        guard FileManager.default.createFile(atPath: file, contents: nil, attributes: [.posixPermissions: mode]) else {
            throw CocoaError(.fileWriteUnknown, userInfo: [NSFilePathErrorKey: file])
        }
        let handle = try FileHandle(forWritingTo: URL(filePath: file))
        try handle.write(contentsOf: Data(text.utf8))
        try handle.close()
    }

    /// Removes the folder where it is ours, else only the files that are.
    func remove() throws {
        let paths = isNew ? [path] : [Self.kubeconfig, Self.askpass].map { path + "/" + $0 }
        for path in paths where FileManager.default.fileExists(atPath: path) {
            try FileManager.default.removeItem(atPath: path)
        }
    }
}

/// What plain git asks for the user name and the password of a sandbox's repository, so that neither has to be typed.
enum AskpassProgram {
    /// - Parameter repositoryURL: the repository; to what is asked about any other server there is no answer, and git
    ///   asks at the terminal.
    static func text(for repositoryURL: String) -> String {
        let server = repositoryURL.split(separator: "/").dropFirst().first ?? ""
        return """
            #!/bin/sh
            case "$1" in
              Username*"//\(server)'"*) printf '%s\\n' "$CARVEL_GIT_USERNAME" ;;
              Password*"@\(server)'"*) printf '%s\\n' "$CARVEL_GIT_PASSWORD" ;;
              *) exit 1 ;;
            esac

            """
    }
}

/// The kubeconfig with which the user of a sandbox enters its clusters.
enum AdministratorKubeconfig {
    /// - Throws: what the certificate library says.
    static func text(_ servers: [(name: String, server: APIServer)]) throws -> String {
        var clusters: [JSONValue] = []
        var users: [JSONValue] = []
        var contexts: [JSONValue] = []
        for (name, server) in servers {
            let identity = try server.clientCertificate(user: "sandbox-admin", groups: ["system:masters"])
            clusters.append([
                "name": .string(name),
                "cluster": [
                    "server": .string(server.url),
                    "certificate-authority-data": .string(Base64.encode(server.certificateAuthorityPEM.utf8)),
                ],
            ])
            users.append([
                "name": "\(name)-admin",
                "user": [
                    "client-certificate-data": .string(Base64.encode(identity.certificate.utf8)),
                    "client-key-data": .string(Base64.encode(identity.key.utf8)),
                ],
            ])
            contexts.append([
                "name": .string(name),
                "context": ["cluster": .string(name), "user": "\(name)-admin"],
            ])
        }
        return YAMLWriter.string([
            "apiVersion": "v1",
            "kind": "Config",
            "current-context": .string(servers.first?.name ?? ""),
            "clusters": .array(clusters),
            "users": .array(users),
            "contexts": .array(contexts),
        ])
    }
}

/// What is wrong with the clusters that were asked for.
public enum ControlPlaneError: Error, Sendable, Hashable, CustomStringConvertible {
    /// Two clusters have this name.
    case duplicateCluster(String)
    /// There is no cluster of this name.
    case unknownCluster(String)

    /// The sentence for the user.
    public var description: String {
        switch self {
        case .duplicateCluster(let name): "Two clusters are named \"\(name)\"; give each a name of its own."
        case .unknownCluster(let name): "The sandbox has no cluster \"\(name)\"."
        }
    }
}
