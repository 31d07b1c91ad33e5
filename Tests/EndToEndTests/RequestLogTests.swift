import Testing

@Suite("The request log beside that of kubectl")
struct RequestLogTests {
    /// The forms of lines that both write at a level, after the head that both write.
    private static let forms = [
        6: ["GET https://\\S+ 200 OK in \\d+ milliseconds"],
        7: [
            "GET https://\\S+", "Request Headers:", "    Accept: \\S.*", "    User-Agent: \\S.*",
            "Response Status: 200 OK in \\d+ milliseconds",
        ],
        8: [
            "\"Request Body\" body=\"\"", "GET https://\\S+", "Request Headers:", "    Accept: \\S.*",
            "Response Status: 200 OK in \\d+ milliseconds", "Response Headers:", "    Content-Type: \\S.*",
            "\"Response Body\" body=(<|\"\\{\\\\\"kind\\\\\".*)",
        ],
        9: [
            "\"Request Body\" body=\"\"", "curl -v -XGET  -H \"\\S+: .*\" 'https://\\S+'",
            "GET https://\\S+ 200 OK in \\d+ milliseconds", "Response Headers:", "    Content-Type: \\S.*",
            "\"Response Body\" body=(<|\"\\{\\\\\"kind\\\\\".*)",
        ],
    ]

    @Test("Has lines of the same form at each level")
    func forms() async throws {
        try await Workbench.with { bench in
            try await bench.add()
            let head = "I\\d{4} \\d\\d:\\d\\d:\\d\\d\\.\\d{6} +\\d+ \\w+\\.\\w+:\\d+\\] "
            for (level, forms) in Self.forms.sorted(by: { $0.key < $1.key }) {
                let ours = try await bench.deliver("apply", "--dry-run", "server", "-v", "\(level)")
                let theirs = try await bench.command(
                    ["kubectl", "-v", "\(level)", "--context", "build", "get", "namespaces"]
                )
                for form in forms {
                    let line = try Regex("^\(head)\(form)$").anchorsMatchLineEndings()
                    #expect(ours.errors.contains(line), "-v \(level) of ours: \(form)\n\(ours.errors)")
                    #expect(theirs.errors.contains(line), "-v \(level) of kubectl: \(form)\n\(theirs.errors)")
                }
            }
            let quiet = try await bench.deliver("apply", "--dry-run", "server", "-v", "5")
            #expect(!quiet.errors.contains("https://"))
        }
    }
}
