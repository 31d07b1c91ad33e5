import OrderedCollections
import YAMLDocument

/// What was seen of a PackageInstall on a run cluster. Kept in its place, since there may be very many.
enum SeenInstall: Sendable {
    /// It succeeded with this version, and is what each of its files says.
    case asCalledFor(version: String)
    indirect case other(Details)

    struct Details: Sendable {
        /// The version that it is at; `nil` for none.
        var version: String?
        var isBeingDeleted: Bool
        /// `paused` or `canceled` where it is.
        var stopped: String?
        /// How it compares with the repository's files of it, by their paths; `nil` where it is as all of them say.
        var differences: [String: Difference]?
        var status: CarvelStatus
        /// What it is an install of, and its labels, where the repository has no file of it.
        var stranger: (refName: String?, labels: JSONValue?)?
    }

    /// How it compares with a file.
    struct Difference: Sendable {
        var isSpecSame: Bool
        /// An annotation of the file that it has not, or not so.
        var missingAnnotation: String?

        fileprivate init(_ install: some ObjectReading, _ file: InstallFile) {
            isSpecSame = file.spec.isSame(in: install)
            missingAnnotation = SeenInstall.missingAnnotation(install, file)
        }

        fileprivate var isNone: Bool { isSpecSame && missingAnnotation == nil }
    }

    /// The members that are read.
    static let selection = JSONSelection.only(
        "metadata.name",
        "metadata.deletionTimestamp",
        "metadata.generation",
        "metadata.annotations",
        "metadata.labels",
        "spec",
        "status.version",
        "status.observedGeneration",
        "status.conditions",
        "status.friendlyDescription",
        "status.usefulErrorMessage"
    )

    /// - Parameter files: the repository's files of it: most often one, but several folders may have one of its name.
    init(_ object: some ObjectReading, files: [InstallFile]) {
        let differences = files.map { (path: $0.path, difference: Difference(object, $0)) }
        let isSame = !files.isEmpty && differences.allSatisfy(\.difference.isNone)
        let stranger = (object.spec?["packageRef"]?["refName"]?.string, object.json["metadata"]?["labels"]?.value)
        let details = Details(
            version: object.status?["version"]?.string,
            isBeingDeleted: object.deletionTimestamp != nil,
            stopped: CarvelStatus.stopped(object),
            differences: isSame
                ? nil
                : Dictionary(differences.map { ($0.path, $0.difference) }, uniquingKeysWith: { first, _ in first }),
            status: CarvelStatus(object),
            stranger: files.isEmpty ? stranger : nil
        )
        if let version = details.version, details.isAsCalledFor {
            self = .asCalledFor(version: version)
        } else {
            self = .other(details)
        }
    }

    /// An annotation that the file gives the install and the cluster's has not, or not so: some of them tell
    /// kapp-controller of overlays and of downgrades. Those for kustomize itself stay out of clusters.
    fileprivate static func missingAnnotation(_ install: some ObjectReading, _ file: InstallFile) -> String? {
        guard let wanted = file.object.json[path: "metadata", "annotations"]?.object else { return nil }
        return wanted.keys.first { name in
            !name.contains("config.kubernetes.io/") && install.annotation(name) != file.object.annotation(name)
        }
    }

    /// All that is known of it.
    var details: Details {
        switch self {
        case .asCalledFor(let version):
            Details(
                version: version,
                isBeingDeleted: false,
                stopped: nil,
                differences: nil,
                status: .succeeded
            )
        case .other(let details): details
        }
    }

    /// What was seen of it where the repository has no file of it.
    var detailsOfStranger: Details? {
        if case .other(let details) = self, details.stranger != nil { details } else { nil }
    }

    /// The version that it is at; `nil` for none.
    var version: String? {
        switch self {
        case .asCalledFor(let version): version
        case .other(let details): details.version
        }
    }
}

extension SeenInstall.Details {
    fileprivate var isAsCalledFor: Bool {
        !isBeingDeleted && stopped == nil && differences == nil && status == .succeeded
    }

    /// Whether its spec is that of a file.
    func isSpecSame(as file: InstallFile) -> Bool {
        differences.map { $0[file.path]?.isSpecSame ?? false } ?? true
    }

    /// An annotation of a file that it has not, or not so.
    func missingAnnotation(of file: InstallFile) -> String? { differences?[file.path]?.missingAnnotation }

    /// Whether its spec and annotations are those of a file.
    func isWhatFileSays(_ file: InstallFile) -> Bool {
        isSpecSame(as: file) && missingAnnotation(of: file) == nil
    }

    /// The value of a label, where the repository has no file of the install.
    func label(_ name: String) -> String? { stranger?.labels?[name]?.string }
}
