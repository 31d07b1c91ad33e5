import YAMLDocument

extension Delivery {
    /// Refuses Apps that are where they were with another number of run clusters: with one, the App has the delivery's
    /// name, and with several that of its run cluster too. The App of before would go on delivering beside the new one.
    ///
    /// - Throws: `DeliveryError` for the first of them, and where a file can't be read.
    func checkAppFolders(of tree: RepositoryTree) throws(DeliveryError) {
        let isAlone = runClusters.count == 1
        for app in try tree.objects(below: AppLayout.appFolder) where app.isA(.app) {
            let folder = app.file.split(separator: "/").dropFirst().dropLast().first
            let former =
                isAlone ? folder.map { ObjectNames.fitted("\(name)-\($0)") } : folder == nil ? name : nil
            guard app.object.name == former else { continue }
            let names = runClusters.map(\.name).joined(separator: ", ")
            let before = isAlone ? "several run clusters" : "a single run cluster"
            throw DeliveryError(
                at: app.file,
                "App \(app.object.name) is that of a delivery to \(before), while \(Delivery.fileName) now names"
                    + " \(names): on its cluster it would go on delivering beside the new one",
                hint: "take the delivery off with \"kubectl carvel-deliver teardown\" and the \(Delivery.fileName) of"
                    + " before; then move what is in \(isAlone ? "\(AppLayout.appFolder)/CLUSTER/" : "\(AppLayout.appFolder)/")"
                    + " and \(AppLayout.packagingFolder)/ to"
                    + " \(isAlone ? "\(AppLayout.appFolder)/ and \(AppLayout.packagingFolder)/" : "a folder there for each run cluster"),"
                    + " rename the App, and apply"
            )
        }
    }
}
