import YAMLDocument

extension ResourceCatalog {
    /// What kapp-controller's own API server serves: the packages of a cluster.
    static let packages: [ResourceDefinition] = [
        package(
            kind: "PackageMetadata",
            plural: "packagemetadatas",
            singular: "packagemetadata",
            shortName: "pkgm",
            spec: StructuralSchema(.object, preservesUnknownFields: true)
        ),
        package(
            kind: "Package",
            plural: "packages",
            singular: "package",
            shortName: "pkg",
            spec: packageSpec(isValuesSchemaAtomic: true)
        ),
    ]

    /// How kapp-controller's own custom resource sees a package: the values' schema is open to the last member.
    static let storedPackageSchema = StructuralSchema.root(
        properties: ["spec": packageSpec(isValuesSchemaAtomic: false)]
    )

    private static func packageSpec(isValuesSchemaAtomic: Bool) -> StructuralSchema {
        StructuralSchema(
            .object,
            properties: [
                "refName": StructuralSchema(.string),
                "version": StructuralSchema(.string),
                "licenses": .list(of: StructuralSchema(.string)),
                "releasedAt": StructuralSchema(.string, isNullable: true),
                "capactiyRequirementsDescription": StructuralSchema(.string),
                "releaseNotes": StructuralSchema(.string),
                "template": StructuralSchema(
                    .object,
                    properties: ["spec": StructuralSchema(.object, preservesUnknownFields: true)]
                ),
                "valuesSchema": StructuralSchema(
                    .object,
                    properties: [
                        "openAPIv3": StructuralSchema(
                            .object,
                            isAtomic: isValuesSchemaAtomic,
                            preservesUnknownFields: true,
                            isNullable: true
                        )
                    ]
                ),
                "includedSoftware": .list(of: .anything),
                "kappControllerVersionSelection": StructuralSchema(.object, preservesUnknownFields: true),
                "kubernetesVersionSelection": StructuralSchema(.object, preservesUnknownFields: true),
            ]
        )
    }

    private static func package(
        kind: String,
        plural: String,
        singular: String,
        shortName: String,
        spec: StructuralSchema
    ) -> ResourceDefinition {
        ResourceDefinition(
            group: "data.packaging.carvel.dev",
            version: "v1alpha1",
            kind: kind,
            listKind: "\(kind)List",
            plural: plural,
            singular: singular,
            shortNames: [shortName],
            categories: ["carvel"],
            isNamespaced: true,
            verbs: ["create", "delete", "deletecollection", "get", "list", "patch", "update", "watch"],
            origin: .aggregated,
            schema: .root(properties: ["spec": spec]),
            hasGeneration: true,
            storageVersion: "v1alpha1"
        )
    }
}

/// How kapp-controller's API server treats packages.
///
/// It keeps them as custom resources of its own, so that they are written by it in everyone's name.
enum PackageRules {
    static let manager = "kapp-controller"

    /// The package as the server writes it out: some fields are always there.
    static func completed(_ object: JSONValue) -> JSONValue {
        guard object["kind"]?.string == "Package", var spec = object["spec"], spec.object != nil else { return object }
        if spec["releasedAt"] == nil { spec["releasedAt"] = .null }
        if spec["valuesSchema"] == nil { spec["valuesSchema"] = ["openAPIv3": .null] }
        var object = object
        object["spec"] = spec
        return object
    }

    /// What is wrong with a package, in kapp-controller's words.
    static func causes(of object: JSONValue) -> [StatusError.Cause] {
        let name = object[path: "metadata", "name"]?.string ?? ""
        guard object["kind"]?.string == "Package" else { return metadataCauses(name) }
        let refName = object[path: "spec", "refName"]?.string ?? ""
        let version = object[path: "spec", "version"]?.string ?? ""
        var causes: [StatusError.Cause] = []
        if name != "\(refName).\(version)" {
            causes.append(.invalid("metadata.name", .string(name), "must be <spec.refName> + '.' + <spec.version>"))
        }
        if refName.isEmpty {
            causes.append(.required("spec.refName", "must not be empty"))
        } else if !isDomainOfThree(refName) {
            causes.append(.invalid("spec.refName", .string(refName), threeSegments))
        }
        if version.isEmpty {
            causes.append(.required("spec.version", "must not be empty"))
        } else if let problem = semanticVersionProblem(version) {
            causes.append(.invalid("spec.version", .string(version), "must be valid semver: \(problem)"))
        }
        return causes
    }

    private static let threeSegments = "should be a domain with at least three segments separated by dots"

    private static func metadataCauses(_ name: String) -> [StatusError.Cause] {
        isDomainOfThree(name) ? [] : [.invalid("metadata.name", .string(name), threeSegments)]
    }

    private static func isDomainOfThree(_ name: String) -> Bool {
        name.split(separator: ".", omittingEmptySubsequences: false).count >= 3
    }

    /// Why a text is no semantic version, as the parser of kapp-controller says it; `nil` for one that is.
    private static func semanticVersionProblem(_ version: String) -> String? {
        let parts = version.split(separator: ".", maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count == 3 else { return "No Major.Minor.Patch elements found" }
        let patchEnd = parts[2].firstIndex { $0 == "-" || $0 == "+" } ?? parts[2].endIndex
        let numbers = [("major", parts[0]), ("minor", parts[1]), ("patch", parts[2][..<patchEnd])]
        for (place, number) in numbers {
            if number.isEmpty || !number.allSatisfy({ $0.isASCII && $0.isNumber }) {
                return number.isEmpty
                    ? "strconv.ParseUint: parsing \"\": invalid syntax"
                    : "Invalid character(s) found in \(place) number \"\(number)\""
            }
            if number.count > 1 && number.first == "0" {
                let title = place.prefix(1).uppercased() + place.dropFirst()
                return "\(title) number must not contain leading zeroes \"\(number)\""
            }
        }
        return suffixProblem(parts[2][patchEnd...])
    }

    private static func suffixProblem(_ suffix: Substring) -> String? {
        let halves = suffix.split(separator: "+", maxSplits: 1, omittingEmptySubsequences: false)
        if let prerelease = halves.first, prerelease.hasPrefix("-") {
            for part in prerelease.dropFirst().split(separator: ".", omittingEmptySubsequences: false) {
                if part.isEmpty { return "Prerelease is empty" }
                if !part.allSatisfy(isIdentifier) { return "Invalid character(s) found in prerelease \"\(part)\"" }
                if part.count > 1 && part.first == "0" && part.allSatisfy(\.isNumber) {
                    return "Numeric PreRelease version must not contain leading zeroes \"\(part)\""
                }
            }
        }
        if halves.count == 2 {
            for part in halves[1].split(separator: ".", omittingEmptySubsequences: false) {
                if part.isEmpty { return "Build meta data is empty" }
                if !part.allSatisfy(isIdentifier) { return "Invalid character(s) found in build meta data \"\(part)\"" }
            }
        }
        return nil
    }

    private static func isIdentifier(_ character: Character) -> Bool {
        character.isASCII && (character.isLetter || character.isNumber || character == "-")
    }
}
