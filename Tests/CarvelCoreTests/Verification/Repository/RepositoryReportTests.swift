import Testing
import YAMLDocument

@testable import CarvelCore

@Suite("The report on a repository")
struct RepositoryReportTests {
    @Test("Is an object with a version, in JSON, with each finding")
    func json() async throws {
        let report = try await CheckedSample.report(base: try SampleDelivery.files(), isStrict: true) { files in
            try files.edit(CheckedSample.params, "replicas: 2", "replicas: many")
            try files.edit(CheckedSample.install, "shop-sa", "other")
        }
        try Golden.expect(YAMLWriter.string(report.json), is: "repository-report.yaml")
        #expect(try JSONReader.value(JSONWriter.bytes(report.json)) == report.json)
    }

    @Test("Forty packages on twenty clusters take no more than seconds, built for debugging too")
    func large() async throws {
        var files: [String: String] = [:]
        let clusters = (1...20).map { "run-\($0)" }
        let list = clusters.map {
            "    - {name: \($0), context: \($0), namespace: shop, serviceAccountName: shop-sa}\n"
        }
        let start = SampleDelivery.yaml.prefix(
            upTo: try #require(SampleDelivery.yaml.firstRange(of: "    - name")?.lowerBound)
        )
        files[Delivery.fileName] = String(start) + list.joined()
        let sample = try SampleDelivery.files()
        for number in 1...40 {
            let name = "app\(number).default.tap"
            files[SampleDelivery.packagePath(in: name)] = SampleDelivery.package(refName: name)
            for cluster in clusters {
                for file in ["packageinstall.yaml", "params.yaml"] {
                    let text = try #require(sample["app.default.tap/staging/\(file)"])
                    files["\(name)/\(cluster)/\(file)"] = text.replacing("app.default.tap", with: name)
                        .replacing("name: app", with: "name: app\(number)")
                }
            }
        }
        let snapshot = CheckedSample.snapshot(files)
        var report: RepositoryReport?
        let time = await ContinuousClock().measure { report = await RepositoryCheck(snapshot).report() }
        #expect(report?.findings.map(\.rule) == ["plain-values"])
        #expect(report?.coverage.judgedValues == 800)
        #expect(time < .seconds(30), "\(time)")
    }
}
