extension Kubeconfig {
    /// The kubeconfig that kubectl would use: `explicitPath` alone if given, else the files of `KUBECONFIG`, else
    /// `~/.kube/config`. Files of the list that are missing are passed over, as kubectl does.
    ///
    /// - Parameter explicitPath: what `--kubeconfig` says; an empty text counts as nothing.
    /// - Throws: `KubeconfigError` where a file can't be read, or says what no kubeconfig says.
    public static func load(explicitPath: String?, host: Host) throws(KubeconfigError) -> Kubeconfig {
        var kubeconfig = Kubeconfig()
        if let explicitPath, !explicitPath.isEmpty {
            try kubeconfig.merge(file: host.absolutePath(explicitPath), host: host, mayBeMissing: false)
            return kubeconfig
        }
        for file in defaultPaths(host).map({ host.absolutePath($0) }) where !kubeconfig.files.contains(file) {
            try kubeconfig.merge(file: file, host: host, mayBeMissing: true)
        }
        return kubeconfig
    }

    private static func defaultPaths(_ host: Host) -> [String] {
        let listed = host.variables["KUBECONFIG"] ?? ""
        if !listed.isEmpty { return listed.split(separator: ":").map(String.init) }
        return host.homeDirectory.map { ["\($0)/.kube/config"] } ?? []
    }

    private mutating func merge(file: String, host: Host, mayBeMissing: Bool) throws(KubeconfigError) {
        let text: String
        do {
            text = try host.files.readText(file)
        } catch  where mayBeMissing && error.reason == .notFound {
            return
        } catch {
            throw KubeconfigError("kubeconfig \(error)")
        }
        try merge(text, file: file)
    }
}
