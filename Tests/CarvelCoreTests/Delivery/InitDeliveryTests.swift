import Testing

@testable import CarvelCore

@Suite("Beginning a delivery")
struct InitDeliveryTests {
    private let delivery: Delivery

    init() throws {
        delivery = try Delivery(yaml: SampleDelivery.yaml)
    }

    @Test("Writes delivery.yaml and .gitignore into an empty repository")
    func empty() throws {
        let edit = try InitDelivery(delivery).edit(SampleDelivery.tree([:], commit: nil))
        #expect(edit.files.keys.sorted() == [".gitignore", "delivery.yaml"])
        #expect(try Delivery(yaml: edit.files["delivery.yaml"] ?? "") == delivery)
        #expect(edit.files[".gitignore"] == GitIgnore.lines.joined(separator: "\n") + "\n")
        #expect(edit.commitMessage == "Begin delivery shop")
    }

    @Test("Changes nothing the second time, however the file is written")
    func again() throws {
        let files = try InitDelivery(delivery).edit(SampleDelivery.tree([:])).files
        #expect(try InitDelivery(delivery).edit(SampleDelivery.tree(files)) == RepositoryEdit())
        let byHand = files.merging(["delivery.yaml": "# Ours.\n" + SampleDelivery.yaml]) { _, new in new }
        #expect(try InitDelivery(delivery).edit(SampleDelivery.tree(byHand)) == RepositoryEdit())
    }

    @Test("Overwrites no delivery.yaml that says something else")
    func differing() throws {
        let files = ["delivery.yaml": SampleDelivery.yaml.replacing("branch: main", with: "branch: other")]
        let error = #expect(throws: DeliveryError.self) {
            try InitDelivery(delivery).edit(SampleDelivery.tree(files))
        }
        #expect(error?.place == "delivery.yaml")
        #expect(error?.message == "the repository has one already, and it says something else")
    }

    @Test("Refuses what a reader of the file would refuse")
    func invalid() throws {
        var delivery = delivery
        delivery.runClusters[0].name = "packages"
        #expect(throws: DeliveryError.self) { try InitDelivery(delivery).edit(SampleDelivery.tree([:])) }
    }

    private static let ours = GitIgnore.lines.joined(separator: "\n") + "\n"
    static let ignoreFiles: [(String, String?)] = [
        ("", ours),
        ("build/\n", "build/\n\n" + ours),
        ("build/", "build/\n\n" + ours),
        ("build/\r\n", "build/\r\n\n" + ours),
        ("*-values-*.yaml\n!*-sealed.yaml\n", nil),
        ("*-values-*.yaml  \r\nx\r\n!*-sealed.yaml\r\n", nil),
    ]

    @Test("Adds to a .gitignore what it lacks, below what is there", arguments: ignoreFiles)
    func ignored(before: String, after: String?) {
        #expect(GitIgnore.adding(to: before) == after)
        if let after { #expect(GitIgnore.adding(to: after) == nil) }
    }

    @Test("Says so where only the .gitignore is new")
    func onlyIgnore() throws {
        let edit = try InitDelivery(delivery).edit(SampleDelivery.tree(["delivery.yaml": SampleDelivery.yaml]))
        #expect(edit.files.keys.sorted() == [".gitignore"])
        #expect(edit.commitMessage == "Keep values files out of the repository")
    }
}
