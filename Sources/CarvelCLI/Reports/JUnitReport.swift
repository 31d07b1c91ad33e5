import FoundationEssentials

/// A report as test runners write it.
///
/// Source: Jenkins, `junit-10.xsd`, and what GitLab and GitHub's reporters read of it.
struct JUnitReport: Sendable {
    let name: String
    let time: Date
    let suites: [Suite]

    /// Tests that belong together.
    struct Suite: Sendable {
        var name: String
        var tests: [Test]
    }

    /// One test.
    struct Test: Sendable {
        var group: String
        var name: String
        var outcome: Outcome
        /// What there is to tell besides.
        var output: String?

        init(group: String, name: String, outcome: Outcome, output: String? = nil) {
            self.group = group
            self.name = name
            self.outcome = outcome
            self.output = output
        }
    }

    /// How a test ended.
    enum Outcome: Sendable {
        case passed
        case failed(kind: String, message: String, details: String)
        /// It could not be told.
        case error(kind: String, message: String, details: String)
        /// It was not its turn.
        case skipped(message: String)
    }

    /// The XML.
    var text: String {
        let tests = suites.flatMap(\.tests)
        let root = Markup.node(
            "testsuites",
            [("name", name)] + Self.counts(tests) + [("time", "0"), ("timestamp", time.formatted(.iso8601))],
            suites.map(markup)
        )
        return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n" + root.written(in: .xml)
    }

    private func markup(_ suite: Suite) -> Markup {
        .node(
            "testsuite",
            [("name", suite.name)] + Self.counts(suite.tests)
                + [("time", "0"), ("timestamp", time.formatted(.iso8601))],
            suite.tests.map(Self.markup)
        )
    }

    private static func counts(_ tests: [Test]) -> [(name: String, value: String)] {
        var (failures, errors, skipped) = (0, 0, 0)
        for test in tests {
            switch test.outcome {
            case .passed: break
            case .failed: failures += 1
            case .error: errors += 1
            case .skipped: skipped += 1
            }
        }
        return [
            ("tests", "\(tests.count)"), ("failures", "\(failures)"), ("errors", "\(errors)"),
            ("skipped", "\(skipped)"),
        ]
    }

    private static func markup(_ test: Test) -> Markup {
        var children: [Markup] = []
        switch test.outcome {
        case .passed: break
        case .failed(let kind, let message, let details):
            children.append(.element("failure", ["message": message, "type": kind], .text(details)))
        case .error(let kind, let message, let details):
            children.append(.element("error", ["message": message, "type": kind], .text(details)))
        case .skipped(let message):
            children.append(.element("skipped", ["message": message]))
        }
        if let output = test.output { children.append(.element("system-out", [:], .text(output))) }
        return .element("testcase", ["classname": test.group, "name": test.name, "time": "0"], all: children)
    }
}
