import HTTPTransport
import OrderedCollections
import Testing
import YAMLDocument

@testable import CarvelCore

@Suite(
    "kubectl and we understand kubeconfigs alike",
    .enabled("kubectl is not on PATH") { await KubectlCase.hasKubectl() }
)
struct KubectlAgreementTests {
    @Test("We connect where kubectl would, as whom it would", arguments: KubectlCases.usable + KubectlCases.unusable)
    func connections(example: KubectlCase) async throws {
        try await example.run { kubectl, host in
            let view = try #require(kubectl)
            let cluster = view.onlyEntry("clusters", "cluster")
            let user = view.onlyEntry("users", "user")
            let ours = try Kubeconfig.load(explicitPath: nil, host: host)
                .connection(ConnectionOverrides(context: example.context), host: host)

            #expect(ours.name == view["current-context"]?.string)
            #expect(ours.server == cluster["server"]?.string)
            #expect(ours.namespace == view.onlyEntry("contexts", "context")["namespace"]?.string ?? "default")
            #expect(ours.proxy == cluster["proxy-url"]?.string)
            #expect(ours.tls.serverName == cluster["tls-server-name"]?.string)
            #expect(ours.tls.verifiesServer == (cluster["insecure-skip-tls-verify"] != true))
            #expect(ours.tls.certificateAuthority == data(cluster, "certificate-authority-data"))
            #expect(ours.tls.clientCertificate == data(user, "client-certificate-data"))
            #expect(ours.tls.clientKey == data(user, "client-key-data"))
            if case .exec(let plugin) = ours.credentials {
                try expect(plugin, is: try #require(user["exec"]), in: host)
            } else {
                #expect(ours.credentials == credentials(user))
            }
            #expect(ours.acceptsCompression == (cluster["disable-compression"] != true))
            #expect(ours.impersonation == impersonation(user))
        }
    }

    @Test("We refuse what kubectl refuses", arguments: KubectlCases.refused)
    func refusals(example: KubectlCase) async throws {
        try await example.run { kubectl, host in
            #expect(kubectl == nil)
            #expect(throws: KubeconfigError.self) {
                try Kubeconfig.load(explicitPath: nil, host: host)
                    .connection(ConnectionOverrides(context: example.context), host: host)
            }
        }
    }

    private func expect(_ plugin: ExecPlugin, is exec: JSONValue, in host: Host) throws {
        #expect(plugin.version.rawValue == exec["apiVersion"]?.string)
        #expect(plugin.interactiveMode.rawValue == exec["interactiveMode"]?.string)
        #expect(plugin.arguments == exec["args"]?.array?.compactMap(\.string) ?? [])
        #expect(plugin.installHint == exec["installHint"]?.string)
        #expect(plugin.wantsClusterInfo == (exec["provideClusterInfo"] == true))
        let variables = (exec["env"]?.array ?? []).map { ($0["name"]?.string ?? "", $0["value"]?.string ?? "") }
        #expect(plugin.variables == Dictionary(uniqueKeysWithValues: variables))
        let command = try #require(exec["command"]?.string)
        if command.contains("/") {
            // kubectl shows paths as they are written, and takes them from the file's folder.
            #expect(plugin.command.hasPrefix(host.currentDirectory + "/"))
            #expect(plugin.command.hasSuffix("/" + command))
        } else {
            #expect(plugin.command == command)
        }
    }

    private func data(_ entry: JSONValue, _ member: String) -> [UInt8]? {
        entry[member]?.string.flatMap(Base64.decode)
    }

    private func credentials(_ user: JSONValue) -> ClusterConnection.Credentials {
        if let token = user["token"]?.string { return .token(token) }
        guard let name = user["username"]?.string else { return .none }
        return .basic(username: name, password: user["password"]?.string ?? "")
    }

    private func impersonation(_ user: JSONValue) -> ClusterConnection.Impersonation? {
        guard let name = user["as"]?.string else { return nil }
        var result = ClusterConnection.Impersonation(user: name, uid: user["as-uid"]?.string)
        result.groups = user["as-groups"]?.array?.compactMap(\.string) ?? []
        for (key, values) in user["as-user-extra"]?.object ?? [:] {
            result.extra[key] = values.array?.compactMap(\.string)
        }
        return result
    }
}
