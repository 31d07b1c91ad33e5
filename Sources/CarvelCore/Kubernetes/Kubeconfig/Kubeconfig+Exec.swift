import HTTPTransport
import YAMLDocument

// Programs that bring credentials, checked as clientcmd checks them.

extension Kubeconfig {
    /// The plugin that a user names.
    ///
    /// - Throws: where it can't be run as it is written, whether it would be needed or not.
    func execPlugin(_ user: Entry?, _ host: Host) throws(KubeconfigError) -> ExecPlugin? {
        guard let user, let exec = try user.fields.fields("exec") else { return nil }
        if user.fields.has("auth-provider") {
            throw KubeconfigError("\(user.place): exec and auth-provider exclude each other; remove auth-provider")
        }
        guard let command = try exec.text("command") else {
            throw KubeconfigError("\(exec.place): command is missing; expected the name or the path of a program")
        }
        let version = try version(exec)
        let hint = try exec.text("installHint")
        return ExecPlugin(
            place: exec.place,
            version: version,
            // Like every path of a kubeconfig; a name without a slash is no path.
            command: command.contains("/") ? host.absolutePath(command, from: user.folder) : command,
            arguments: try exec.texts("args"),
            variables: try variables(exec),
            interactiveMode: try interactiveMode(exec, version),
            installHint: hint.map(Self.printable),
            wantsClusterInfo: try exec.truth("provideClusterInfo") ?? false
        )
    }

    private func version(_ exec: KubeconfigFields) throws(KubeconfigError) -> ExecPlugin.Version {
        let known = ExecPlugin.Version.allCases.map(\.rawValue).joined(separator: " or ")
        guard let name = try exec.text("apiVersion") else {
            throw KubeconfigError("\(exec.place): apiVersion is missing; expected \(known)")
        }
        guard let version = ExecPlugin.Version(rawValue: name) else {
            throw KubeconfigError(
                "\(exec.place): apiVersion \"\(name)\" is not known; expected \(known), which newer releases of the"
                    + " program write"
            )
        }
        return version
    }

    private func interactiveMode(
        _ exec: KubeconfigFields,
        _ version: ExecPlugin.Version
    ) throws(KubeconfigError) -> ExecPlugin.InteractiveMode {
        let known = ExecPlugin.InteractiveMode.allCases.map(\.rawValue).joined(separator: ", ")
        guard let name = try exec.text("interactiveMode") else {
            // Only the older version has a default.
            if version == .v1beta1 { return .ifAvailable }
            throw KubeconfigError(
                "\(exec.place): interactiveMode is missing, which \(version.rawValue) requires; expected one of \(known)"
            )
        }
        guard let mode = ExecPlugin.InteractiveMode(rawValue: name) else {
            throw KubeconfigError("\(exec.place): interactiveMode is \"\(name)\"; expected one of \(known)")
        }
        return mode
    }

    private func variables(_ exec: KubeconfigFields) throws(KubeconfigError) -> [String: String] {
        var variables: [String: String] = [:]
        for variable in try exec.list("env") {
            guard let name = try variable.text("name") else {
                throw KubeconfigError("\(variable.place): name is missing; expected that of an environment variable")
            }
            variables[name] = try variable.text("value") ?? ""
        }
        return variables
    }

    /// The text without what a terminal would obey rather than show.
    private static func printable(_ text: String) -> String {
        var result = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            if scalar.properties.generalCategory != .control || scalar == "\n" || scalar == "\t" {
                result.append(scalar)
            }
        }
        return String(result)
    }

    /// What a plugin is told of the cluster: `spec.cluster` of its `ExecCredential`.
    ///
    /// - Parameter server: the address as it was written.
    func execClusterInfo(
        _ connection: ClusterConnection,
        server: String,
        _ cluster: Entry?
    ) throws(KubeconfigError) -> JSONValue {
        var info: JSONValue = ["server": .string(server)]
        info["tls-server-name"] = connection.tls.serverName.map(JSONValue.string)
        if !connection.tls.verifiesServer { info["insecure-skip-tls-verify"] = true }
        info["certificate-authority-data"] = connection.tls.certificateAuthority.map { .string(Base64.encode($0)) }
        info["proxy-url"] = connection.proxy.map(JSONValue.string)
        if !connection.acceptsCompression { info["disable-compression"] = true }
        var config = JSONValue.null
        for item in try cluster?.fields.list("extensions") ?? [] where try item.text("name") == Self.execExtension {
            config = item.members["extension"] ?? .null
        }
        info["config"] = config
        return info
    }

    /// The name of the extension of a cluster that is for plugins.
    private static let execExtension = "client.authentication.k8s.io/exec"
}
