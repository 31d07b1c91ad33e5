/// Where a delivery's folder is within a checkout.
struct DeliveryPlace: Sendable, Hashable {
    /// The folder of the checkout; the delivery's own where that is in none.
    var checkout: String
    /// The delivery's folder within it; empty for the same folder.
    var root: String

    /// - Parameter folder: the delivery's folder, by its absolute path.
    init(of folder: String, files: FileSystem) {
        var checkout = folder
        while !files.exists(checkout + "/.git") {
            guard let slash = checkout.lastIndex(of: "/"), slash != checkout.startIndex else {
                self.checkout = folder
                root = ""
                return
            }
            checkout = String(checkout[..<slash])
        }
        self.checkout = checkout
        root = String(folder.dropFirst(checkout.count).drop { $0 == "/" })
    }
}
