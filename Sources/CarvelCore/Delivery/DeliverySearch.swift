extension Delivery {
    /// The delivery of the folder that the user is in: the `delivery.yaml` there, or in the nearest folder above.
    ///
    /// - Returns: the delivery, and the folder that its file is in.
    /// - Throws: `DeliveryError` where there is none, or it can't be read.
    public static func find(host: Host) throws(DeliveryError) -> (delivery: Delivery, folder: String) {
        if let found = try findIfThere(host: host) { return found }
        throw DeliveryError(
            at: host.currentDirectory,
            "there is no \(fileName) here or in a folder above",
            hint: "change to a checkout of the GitOps repository, or name it with --repository"
        )
    }

    /// The delivery of the folder that the user is in, or `nil` where the user is in no such folder.
    ///
    /// - Returns: the delivery, and the folder that its file is in.
    /// - Throws: `DeliveryError` where its file can't be read.
    public static func findIfThere(host: Host) throws(DeliveryError) -> (delivery: Delivery, folder: String)? {
        guard let folder = folder(above: host.currentDirectory, host: host) else { return nil }
        let path = file(in: folder)
        let text: String
        do {
            text = try host.files.readText(path)
        } catch {
            throw DeliveryError("\(error)")
        }
        return (try Delivery(yaml: text, file: path), folder)
    }

    /// The folder of the delivery that the user is in, by its path from the root of the checkout; empty for the root, and
    /// where the user is in none.
    public static func root(host: Host) -> String {
        folder(above: host.currentDirectory, host: host).map { DeliveryPlace(of: $0, files: host.files).root } ?? ""
    }

    /// The folder that a user names, by its path from the root of a repository; empty for the root.
    ///
    /// - Throws: `DeliveryError` where the path leads out of the repository.
    public static func root(named path: String) throws(DeliveryError) -> String {
        let parts = path.split(separator: "/", omittingEmptySubsequences: false)
        guard !path.hasPrefix("/"), !parts.contains("..") else {
            throw DeliveryError("\"\(path)\" is no folder of the repository, expected a path from its root")
        }
        return RepositoryPath.normal(path)
    }

    /// The folder of the nearest `delivery.yaml`: this one, or one above.
    static func folder(above start: String, host: Host) -> String? {
        var folder = start
        while !host.files.exists(file(in: folder)) {
            guard folder != "/", let slash = folder.lastIndex(of: "/") else { return nil }
            folder = slash == folder.startIndex ? "/" : String(folder[..<slash])
        }
        return folder
    }

    private static func file(in folder: String) -> String {
        folder == "/" ? "/\(fileName)" : "\(folder)/\(fileName)"
    }
}
