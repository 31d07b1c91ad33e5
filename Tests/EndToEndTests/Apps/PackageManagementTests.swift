import Testing

@Suite("Package management with GitOps, as its document has it")
struct PackageManagementTests {
    @Test("Its commands, and ours for what it does by hand, say what they should from its beginning to its end")
    func script() async throws {
        try await Workbench.withPackageManagement { bench in
            let script = Product.path("Tests/Fixtures/scripts/package-management-with-gitops.sh")
            let variables = bench.gitEnvironment().merging(["URL": try bench.repositoryURL]) { $1 }
            let result = try await bench.run(["bash", script], with: variables)
            try Golden.expect(try await bench.masked(result.output), is: "apps/package-management-with-gitops.txt")
            result.expect(status: 0)
        }
    }
}
