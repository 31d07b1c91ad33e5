import CarvelCore
import FoundationEssentials
import Testing

@testable import CarvelCLI

@Suite("The formats of reports")
struct ReportFormatTests {
    @Test("Each report has the common ones and its own, in help and as they are read")
    func values() throws {
        let common = ["table", "wide", "json", "yaml", "name"]
        #expect(ReportOutput<VerificationReport>.allValueStrings == common + ["junit", "html"])
        #expect(ReportOutput<RepositoryReport>.allValueStrings == common + ["junit", "github"])
        for name in ReportOutput<VerificationReport>.allValueStrings {
            let output = try #require(ReportOutput<VerificationReport>(argument: name))
            #expect(output.description == name)
            #expect(output.common == OutputFormat(rawValue: name))
            #expect(!output.text(SampleReport.report, now: SampleReport.time).isEmpty)
        }
        #expect(ReportOutput<VerificationReport>(argument: "github") == nil)
        #expect(ReportOutput<RepositoryReport>(argument: "html") == nil)
        #expect(ReportOutput<RepositoryReport>(argument: "") == nil)
    }

    @Test("Findings are workflow commands whose texts can't end them early")
    func github() throws {
        let output = try #require(ReportOutput<RepositoryReport>(argument: "github"))
        #expect(
            output.text(SampleFindings.report(), now: SampleReport.time) == """
                ::warning file=app/prod/packageinstall.yaml,line=3,col=4,title=namespace::names another
                ::error file=app/prod/params.yaml,line=7,title=values-schema::'x' is 100%25, expected 50%25%0Aset: it%0D%0Aor, not
                ::warning file=a%2Cb%3Ac/x.yaml,title=namespace::names another
                """
        )
    }

    @Test("Findings are a table, with more columns on request, or names")
    func table() {
        let report = SampleFindings.report()
        #expect(
            OutputFormat.table.text(report, width: nil) == """
                SEVERITY   PLACE                              RULE            FOUND
                warning    app/prod/packageinstall.yaml:3:4   namespace       names another
                error      app/prod/params.yaml:7             values-schema   'x' is 100%, expected 50%
                warning    a,b:c/x.yaml                       namespace       names another
                """
        )
        #expect(OutputFormat.wide.text(report, width: nil).contains("'x' is 100%     50%        set: it or, not"))
        #expect(OutputFormat.name.text(report).hasPrefix("namespace/app/prod/packageinstall.yaml:3:4\n"))
    }
}
