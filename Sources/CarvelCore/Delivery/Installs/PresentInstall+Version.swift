import YAMLDocument

extension PresentInstall {
    /// The annotation without which kapp-controller goes to no lower version.
    static let downgradable = "packaging.carvel.dev/downgradable"

    /// What is done where the new version is lower than the one in place.
    enum Lowering: Sendable {
        /// It is refused.
        case refused
        /// It is refused, unless the install is marked already as one that may go down.
        case allowedWhereMarked
        /// The install is marked as one that may go down.
        case marked
    }

    /// Changes which version is asked for, and nothing else of the file.
    ///
    /// - Parameter note: what is done, for the commit's message, where it is more than setting the version.
    /// - Throws: `DeliveryError` for a lower version where that is not wanted, and where the file can't be edited.
    func setVersion(
        _ constraints: String,
        lowering: Lowering,
        note: String? = nil,
        in edit: inout RepositoryEdit
    ) throws(DeliveryError) {
        guard (file.selection.constraints ?? "") != constraints else { return }
        let lowered = loweredVersion(constraints)
        let isMarked = file.object.annotation(Self.downgradable) != nil
        if let lowered {
            switch lowering {
            case .refused: throw refusal(of: lowered)
            case .allowedWhereMarked: if !isMarked { throw refusal(of: lowered) }
            case .marked: break
            }
        }
        try edit.change(file.object, in: file.path, of: tree) { text, document in
            let place: [YAMLPathElement] = ["spec", "packageRef", "versionSelection"]
            let hasConstraints = file.selection.constraints != nil
            if hasConstraints {
                try text.set(.string(constraints), document: document, at: place + ["constraints"])
            } else {
                try text.insert(key: "constraints", value: .string(constraints), document: document, at: place)
            }
            if lowered != nil, !isMarked {
                try text.insert(
                    key: Self.downgradable,
                    value: "",
                    document: document,
                    at: ["metadata", "annotations"]
                )
            }
        }
        edit.notes.append(
            (note ?? "set \(package) to \(constraints) on \(cluster.name)")
                + (lowered != nil && lowering == .marked ? ", marked as downgradable" : "")
        )
    }

    /// The version that would be selected, if it is lower than the one in place.
    private func loweredVersion(_ constraints: String) -> String? {
        guard let current = version, let next = selectedVersion(selection(constraints: constraints)),
            let old = try? SemanticVersion(current), let new = try? SemanticVersion(next), new < old
        else { return nil }
        return next
    }

    private func refusal(of next: String) -> DeliveryError {
        DeliveryError(
            at: file.path,
            "\(cluster.name) is at \(version ?? "a higher version"), and kapp-controller does not go back to \(next) of"
                + " its own accord",
            hint: "to go back: kubectl carvel-deliver rollback \(package) --cluster \(cluster.name) --to \(next)"
        )
    }
}
