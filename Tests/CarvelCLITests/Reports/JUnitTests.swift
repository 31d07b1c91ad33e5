import CarvelCore
import Testing

@testable import CarvelCLI

@Suite("Reports as JUnit's XML")
struct JUnitTests {
    @Test("A verification has a suite a cluster and a test a link")
    func verification() throws {
        let report = SampleReport.report(Array(SampleReport.report.links.suffix(4)))
        #expect(
            report.junit(now: SampleReport.time).text == """
                <?xml version="1.0" encoding="UTF-8"?>
                <testsuites name="delivery shop" tests="4" failures="1" errors="1" skipped="1" time="0" \
                timestamp="2025-06-15T15:06:40Z">
                  <testsuite name="prod" tests="3" failures="1" errors="0" skipped="1" time="0" \
                timestamp="2025-06-15T15:06:40Z">
                    <testcase classname="shop.prod" name="Package/shop/app.default.tap.\(SampleReport.version)" time="0"/>
                    <testcase classname="shop.prod" name="PackageInstall/shop/app" time="0">
                      <failure message="kapp: Error: waiting on &lt;deployment/app&gt; &amp; more&#10;  &quot;denied&quot; \
                by &#39;policy&#39; ]]&gt; \u{FFFD}[31m" type="failed">reason: kapp: Error: waiting on \
                &lt;deployment/app&gt; &amp; more
                  &quot;denied&quot; by &#39;policy&#39; ]]&gt; \u{FFFD}[31m
                found: 20230321004057.0.0
                expected: 20230321004057.0.0
                advice: kubectl --context prod -n shop describe packageinstall app</failure>
                    </testcase>
                    <testcase classname="shop.prod" name="App/shop/app" time="0">
                      <skipped message="held up by prod: PackageInstall/app: waits for it"/>
                    </testcase>
                  </testsuite>
                  <testsuite name="edge" tests="1" failures="0" errors="1" skipped="0" time="0" \
                timestamp="2025-06-15T15:06:40Z">
                    <testcase classname="shop.edge" name="Cluster/edge" time="0">
                      <error message="https://edge.example.com:6443: no answer within 10 s" type="unknown">reason: \
                https://edge.example.com:6443: no answer within 10 s
                advice: check with &quot;kubectl --context edge get --raw /readyz&quot;</error>
                    </testcase>
                  </testsuite>
                </testsuites>
                """
        )
    }

    @Test("What is on its way counts as a failure unless a failure holds it up, and nothing to look at is an error")
    func notVerified() {
        let onItsWay = SampleReport.report([SampleReport.link("prod", "App", "app", .progressing)])
        #expect(
            onItsWay.junit(now: SampleReport.time).text.contains(
                "<failure message=\"is progressing\" type=\"progressing\">"
            )
        )
        let nothing = SampleReport.report([]).junit(now: SampleReport.time).text
        #expect(nothing.contains("tests=\"1\" failures=\"0\" errors=\"1\""))
    }

    @Test("A check of a repository has a test a rule; warnings fail it where they count")
    func repository() {
        let report = SampleFindings.report(isStrict: false).junit(now: SampleReport.time).text
        #expect(report.contains("<testsuite name=\"repository\" tests=\"3\" failures=\"1\" errors=\"0\" skipped=\"0\""))
        #expect(
            report.contains(
                "<failure message=\"app/prod/params.yaml:7: &#39;x&#39; is 100%, expected 50%\" type=\"error\">"
            )
        )
        #expect(report.contains("<system-out>app/prod/packageinstall.yaml:3:4: warning: names another\n"))
        #expect(report.contains("<testcase classname=\"shop.repository\" name=\"yaml\" time=\"0\"/>"))
        let strict = SampleFindings.report(isStrict: true).junit(now: SampleReport.time).text
        #expect(strict.contains("failures=\"2\"") && strict.contains("type=\"warning\""))
    }
}
