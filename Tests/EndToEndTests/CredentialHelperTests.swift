import Testing

@Suite("Git's credential helpers log in where no credentials are given")
struct CredentialHelperTests {
    /// A helper that notes down what it is asked to do, and knows one password.
    private static func variables(_ bench: Workbench, password: String) throws -> [String: String] {
        let script = """
            echo "$1" >> \(bench.folder.path)/asked
            cat > /dev/null
            test "$1" != get || printf 'username=%s\\npassword=%s\\n' "$KNOWN_NAME" "$KNOWN_PASSWORD"
            """
        let path = try bench.folder.write(script, to: "helper.sh")
        return [
            "CARVEL_GIT_USERNAME": "", "CARVEL_GIT_PASSWORD": "",
            "KNOWN_NAME": bench.variables["CARVEL_GIT_USERNAME"] ?? "", "KNOWN_PASSWORD": password,
            "GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_COUNT": "1",
            "GIT_CONFIG_KEY_0": "credential.helper", "GIT_CONFIG_VALUE_0": "!sh \(path)",
        ]
    }

    @Test("Read and pushed by a helper's password; a wrong one is forgotten, and without a helper it says so")
    func helper() async throws {
        try await Workbench.with { bench in
            let password = try #require(bench.variables["CARVEL_GIT_PASSWORD"])
            try await bench.begin()
            let add = [
                "kubectl-carvel-deliver", "add", MainJob.package, "--to", "staging", "--set", "workload_name=app",
            ]
            let added = try await bench.run(add, with: Self.variables(bench, password: password))
            added.expect(status: 0).expect(says: "✔ pushed")
            #expect(try bench.folder.read("asked").split(separator: "\n") == ["get", "store"])

            let refused = try await bench.run(add, with: Self.variables(bench, password: "wrong")).expect(status: 1)
            refused.expect(says: "The git server did not accept the credentials")
            #expect(try bench.folder.read("asked").hasSuffix("get\nerase\n"))

            var without = try Self.variables(bench, password: password)
            without["GIT_CONFIG_COUNT"] = "0"
            let none = try await bench.run(add, with: without).expect(status: 1)
            none.expect(says: "The git server asks for credentials", "and none were given")
        }
    }
}
