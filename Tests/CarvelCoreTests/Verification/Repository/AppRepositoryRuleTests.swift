import Testing

@testable import CarvelCore

@Suite("A repository of kapp-controller's engine, checked offline")
struct AppRepositoryRuleTests {
    private static let installs = "packaging/packageinstalls.yml"
    private static let afterRepository =
        "    kapp.k14s.io/change-rule.repository: \"upsert after upserting tce-repo\"\n"

    /// The findings on the document's repository, changed, a line each; with the rules that the document forgets.
    private static func findings(
        completed: Bool = true,
        _ change: (inout [String: String]) throws -> Void = { _ in }
    ) async throws -> [String] {
        var files = try SampleApps.files()
        if completed {
            try files.edit(installs, "  annotations:\n", "  annotations:\n" + afterRepository)
        }
        try change(&files)
        return await RepositoryCheck(CheckedSample.snapshot(files)).report().findings.map {
            "\($0.severity.rawValue) \($0.rule) \($0.place): \($0.sentence)"
        }
    }

    @Test("Of the document's repository, the forgotten order is found; with it, nothing is wrong")
    func document() async throws {
        let forgotten = try await Self.findings(completed: false)
        #expect(forgotten.count == 2)
        #expect(
            forgotten.first
                == "warning install-order packaging/packageinstalls.yml:6:3: PackageInstall \"cert-manager\" is"
                + " not ordered after PackageRepository \"tce-repository\", so the first deployment may fail for want of"
                + " its Package, expected a rule such as \"upsert after upserting tce-repo\""
        )
        #expect(try await Self.findings() == [])
    }

    @Test("An install comes after its rights, and goes before them")
    func rights() async throws {
        let create = try await Self.findings {
            try $0.edit(
                Self.installs,
                "    kapp.k14s.io/change-rule.create-order: \"upsert after upserting packageinstall-setup\"\n",
                ""
            )
        }
        #expect(create.count == 2 && create.allSatisfy { $0.contains("warning install-order") }, "\(create)")
        #expect(create.first?.contains("is not ordered after ServiceAccount \"pkg-gitops-pkgi-sa\"") == true)
        let delete = try await Self.findings {
            try $0.edit(
                Self.installs,
                "    kapp.k14s.io/change-rule.delete-order: \"delete before deleting packageinstall-setup\"\n",
                ""
            )
        }
        #expect(
            delete.first?.contains("may be deleted after ServiceAccount \"pkg-gitops-pkgi-sa\"") == true,
            "\(delete)"
        )
    }

    @Test("Rules that kapp does not read, of nobody's group and in a circle are found")
    func changeOrder() async throws {
        let words = try await Self.findings {
            try $0.edit(Self.installs, "upsert after upserting cert-manager", "upsert after cert-manager")
        }
        #expect(words.contains { $0.hasPrefix("error change-order") && $0.contains("is no rule that kapp reads") })
        let group = try await Self.findings {
            try $0.edit(Self.installs, "upsert after upserting cert-manager", "upsert after upserting cert-manger")
        }
        #expect(group.contains { $0.contains("no object for prod is in group \"cert-manger\"") }, "\(group)")
        let circle = try await Self.findings {
            try $0.edit(Self.installs, "change-group: \"cert-manager\"", "change-group: packageinstall-setup")
        }
        #expect(circle.contains { $0.hasPrefix("error change-order") && $0.contains("lead in a circle") }, "\(circle)")
    }

    @Test("The App is there, and as delivery.yaml has it")
    func app() async throws {
        #expect(
            try await Self.findings { $0["app/app.yml"] = nil } == [
                "warning app delivery.yaml: app/ has no App for prod, so apply can't make it"
            ]
        )
        let other = try await Self.findings { try $0.edit("app/app.yml", "ref: origin/main", "ref: origin/other") }
        #expect(
            other.count == 1
                && other[0].hasSuffix(
                    "spec.fetch[0].git.ref of App \"pkg-gitops-example\" is origin/other, expected origin/main, as"
                        + " delivery.yaml has it"
                ),
            "\(other)"
        )
        let inside = try await Self.findings { $0["packaging/app.yml"] = $0["app/app.yml"] }
        #expect(inside.contains { $0.contains("is among what it deploys itself") })
        let nothing = try await Self.findings { files in
            for path in files.keys where path.hasPrefix("packaging/") { files[path] = nil }
        }
        #expect(nothing.contains { $0.contains("is to deploy packaging/, which holds no YAML files") }, "\(nothing)")
    }

    @Test("Installs are deployed by an App, by an account that is there")
    func installs() async throws {
        let stray = try await Self.findings { $0["apps/more.yml"] = $0[Self.installs] }
        #expect(stray.contains { $0.contains("no App deploys PackageInstall \"contour\", expected it in packaging/") })
        let account = try await Self.findings {
            try $0.edit(Self.installs, "serviceAccountName: pkg-gitops-pkgi-sa", "serviceAccountName: pkg-gitops-sa")
        }
        #expect(
            account.contains { $0.hasPrefix("warning app-install") && $0.contains("which the repository does not") }
        )
        let none = try await Self.findings {
            try $0.edit(Self.installs, "  serviceAccountName: pkg-gitops-pkgi-sa\n", "")
        }
        #expect(none.contains { $0.hasPrefix("error app-install") && $0.contains("has no spec.serviceAccountName") })
        let twice = try await Self.findings { $0["packaging/again.yml"] = $0["packaging/repo.yml"] }
        #expect(twice.contains { $0.hasPrefix("error duplicate-object") }, "\(twice)")
        for (kapp, isTwice) in [("- kapp: {}", false), ("- kapp: {intoNs: all}", true)] {
            let elsewhere = try await Self.findings {
                $0["packaging/again.yml"] = $0["packaging/repo.yml"]?.replacing("pkg-gitops", with: "other")
                try $0.edit("app/app.yml", "- kapp: {}", kapp)
            }
            #expect(elsewhere.contains { $0.hasPrefix("error duplicate-object") } == isTwice, "\(elsewhere)")
        }
        let unnamed = try await Self.findings {
            $0["packaging/again.yml"] = $0["packaging/repo.yml"]?.replacing("  namespace: pkg-gitops\n", with: "")
        }
        #expect(unnamed.contains { $0.hasPrefix("error duplicate-object") }, "\(unnamed)")
        let values = try await Self.findings {
            try $0.edit(
                Self.installs,
                "  serviceAccountName: pkg-gitops-pkgi-sa\n",
                "  serviceAccountName: pkg-gitops-pkgi-sa\n  values: [{secretRef: {name: absent}}]\n"
            )
        }
        #expect(values.contains { $0.contains("Secret \"absent\", which is not in packaging") }, "\(values)")
    }
}
