import CarvelCore

/// The table of packages by run clusters.
struct PageOverview {
    let report: VerificationReport
    /// The packages, in the order of the chain.
    let packages: [String]
    /// The run clusters, in the order of the chain.
    let clusters: [String]
    private let cells: [Place: [Int]]
    private let shared: [Int]

    private struct Place: Hashable {
        let package: String
        let cluster: String
    }

    init(_ report: VerificationReport) {
        self.report = report
        var packages: [String] = []
        var clusters: [String] = []
        var cells: [Place: [Int]] = [:]
        var shared: [Int] = []
        for (index, link) in report.links.enumerated() {
            if let package = link.package, !packages.contains(package) { packages.append(package) }
            if let cluster = link.runCluster, !clusters.contains(cluster) { clusters.append(cluster) }
            if let package = link.package, let cluster = link.runCluster {
                cells[Place(package: package, cluster: cluster), default: []].append(index)
            } else {
                shared.append(index)
            }
        }
        self.packages = packages
        self.clusters = clusters
        self.cells = cells
        self.shared = shared
    }

    /// The table, in a region that can be scrolled by keyboard where it is too wide.
    var markup: Markup {
        .element(
            "section",
            ["aria-labelledby": "overview"],
            .element("h2", ["id": "overview"], .text("Packages by clusters")),
            .element(
                "div",
                ["class": "scroll", "role": "region", "aria-labelledby": "overview", "tabindex": "0"],
                .element(
                    "table",
                    [:],
                    .element("caption", [:], .text("What became of each package on each run cluster.")),
                    .element("thead", [:], .element("tr", [:], all: head)),
                    .element("tbody", [:], all: packages.map(row))
                )
            )
        )
    }

    private var head: [Markup] {
        (["Package"] + clusters).map { .element("th", ["scope": "col"], .text($0)) }
    }

    private func row(_ package: String) -> Markup {
        .element(
            "tr",
            [:],
            all: [.element("th", ["scope": "row"], all: PageMark.name(package))] + clusters.map { cell(package, $0) }
        )
    }

    private func cell(_ package: String, _ cluster: String) -> Markup {
        guard let own = cells[Place(package: package, cluster: cluster)] else {
            return .element("td", ["class": "none"], .text("not installed"))
        }
        let all = shared.filter { concerns(report.links[$0], package, cluster) } + own
        let verdict = VerificationReport.verdict(of: all.map { report.links[$0] })
        let cause = all.first { report.links[$0].verdict == verdict && verdict != .verified }
        // What runs is told by the last link of the chain.
        let target = cause ?? own.last ?? 0
        let version = own.compactMap { report.links[$0].kind == "Kustomization" ? nil : report.links[$0].found }.last
        return .element(
            "td",
            ["class": verdict.rawValue],
            all: [.element("a", ["href": "#\(PageMark.id(target))"], PageMark.status(verdict))]
                + (version.map { [.element("span", ["class": "version"], all: PageMark.name($0))] } ?? [])
        )
    }

    /// Whether a package on a cluster hangs on a link that serves several. What the repository does not call for, and
    /// installs that nobody reads, are beside the chain.
    private func concerns(_ link: VerificationLink, _ package: String, _ cluster: String) -> Bool {
        let isOfOther = (link.package ?? package) != package || (link.runCluster ?? cluster) != cluster
        return !isOfOther && !["Kustomization", "PackageInstall"].contains(link.kind)
    }
}
