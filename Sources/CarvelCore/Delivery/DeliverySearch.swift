extension Delivery {
    /// The delivery of the folder that the user is in: the `delivery.yaml` there, or in the nearest folder above.
    ///
    /// - Returns: the delivery, and the folder that its file is in.
    /// - Throws: `DeliveryError` where there is none, or it can't be read.
    public static func find(host: Host) throws(DeliveryError) -> (delivery: Delivery, folder: String) {
        var folder = host.currentDirectory
        while true {
            let path = folder == "/" ? "/\(fileName)" : "\(folder)/\(fileName)"
            if host.files.exists(path) {
                let text: String
                do {
                    text = try host.files.readText(path)
                } catch {
                    throw DeliveryError("\(error)")
                }
                return (try Delivery(yaml: text, file: path), folder)
            }
            guard folder != "/", let slash = folder.lastIndex(of: "/") else { break }
            folder = slash == folder.startIndex ? "/" : String(folder[..<slash])
        }
        throw DeliveryError(
            at: host.currentDirectory,
            "there is no \(fileName) here or in a folder above",
            hint: "change to a checkout of the GitOps repository, or name it with --repository"
        )
    }
}
