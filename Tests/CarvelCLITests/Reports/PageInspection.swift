@testable import CarvelCLI

/// Looks at a page from within a browser, as somebody would who can't see it, has a phone, or has weak eyes.
enum PageInspection {
    /// A document that shows the page in so many pixels, which no window is narrow enough for, and inspects it. What is
    /// wrong stands between the marks then, a line each.
    static func inspecting(_ page: String, width: Int) -> String {
        let inspected = page.replacing("</body>", with: "<script>\(script)</script></body>")
        return """
            <!DOCTYPE html><html><head><meta name="color-scheme" content="light dark"></head><body>
            <iframe width="\(width)" height="900" style="border: 0" srcdoc="\(Markup.escaped(inspected))"></iframe>
            <script>
            addEventListener("load", () => {
              const inner = document.querySelector("iframe").contentDocument;
              document.body.replaceWith(inner.body);
            });
            </script></body></html>
            """
    }

    /// What is wrong, by a page that was opened.
    static func problems(in dom: String) -> [String]? {
        guard let start = dom.firstRange(of: "<pre id=\"problems\">"),
            let end = dom[start.upperBound...].firstRange(of: "</pre>")
        else { return nil }
        return dom[start.upperBound..<end.lowerBound].split(separator: "\n").map(String.init)
    }

    private static let script = #"""
        const problems = [];
        const check = (holds, text) => { if (!holds) problems.push(text); };
        const all = (selector) => [...document.querySelectorAll(selector)];
        const words = (node) => node.textContent.trim();

        check(document.documentElement.lang === "en", "the page has no language");
        check(document.title !== "", "the page has no title");
        check(document.compatMode === "CSS1Compat", "the page is in quirks mode");
        for (const landmark of ["header", "main", "footer", "h1"]) {
          check(all(landmark).length === 1, `there are ${all(landmark).length} of ${landmark}`);
        }
        let level = 0;
        for (const heading of all("h1, h2, h3, h4")) {
          const next = Number(heading.tagName[1]);
          check(next <= level + 1, `heading "${words(heading)}" skips a level`);
          check(words(heading) !== "", "a heading is empty");
          level = next;
        }
        for (const table of all("table")) {
          check(table.caption && words(table.caption) !== "", "a table has no caption");
          check([...table.querySelectorAll("th")].every((cell) => cell.scope), "a header says not what it heads");
          check(table.querySelectorAll("thead th[scope=col]").length > 1, "a table has no header");
          for (const row of table.tBodies[0].rows) {
            check(row.cells[0].tagName === "TH" && row.cells[0].scope === "row", "a row has no header");
          }
        }
        for (const region of all("[role=region], section")) {
          const name = document.getElementById(region.getAttribute("aria-labelledby"));
          check(name && words(name) !== "", "a region has no name");
        }
        const ids = all("[id]").map((element) => element.id);
        check(new Set(ids).size === ids.length, "an id comes twice");
        for (const link of all("a")) {
          check(link.getAttribute("href").startsWith("#"), `a link leads out: ${link.getAttribute("href")}`);
          check(document.getElementById(link.getAttribute("href").slice(1)), `a link leads nowhere: ${words(link)}`);
          check(/[a-z]{4}/.test(words(link)), `a link has no words: ${words(link)}`);
        }
        for (const status of all(".status, .verdict")) {
          check(/verified|progressing|failed|unknown|could not be told/.test(words(status)), "a state has no word");
        }
        check(all("img, script[src], link, iframe, object").length === 0, "the page needs something else");
        check(all("script").length === 1, "the page has a script");
        check(performance.getEntriesByType("resource").length === 0, "the page loads something");
        const root = document.documentElement;
        check(root.scrollWidth <= innerWidth, `the page is ${root.scrollWidth} wide, and the view ${innerWidth}`);
        for (const element of all("body *")) {
          if (element.closest(".scroll") || element.tagName === "SCRIPT") continue;
          check(element.getBoundingClientRect().right <= innerWidth + 1, `${element.tagName} is cut off`);
        }
        for (const fact of all(".short dd")) {
          const style = getComputedStyle(fact);
          check(style.whiteSpaceCollapse === "collapse", "a fact shows the line breaks of the source");
        }
        for (const scroll of all(".scroll")) check(scroll.tabIndex === 0, "what scrolls can't be reached by keyboard");

        const parts = (colour) => colour.match(/[\d.]+/g).map(Number);
        const light = (colour) => parts(colour).slice(0, 3).map((value) => {
          const part = value / 255;
          return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
        }).reduce((sum, part, index) => sum + part * [0.2126, 0.7152, 0.0722][index], 0);
        const paper = (element) => {
          for (let at = element; at; at = at.parentElement) {
            const colour = getComputedStyle(at).backgroundColor;
            if ((parts(colour)[3] ?? 1) === 1) return colour;
          }
          return "rgb(255, 255, 255)";
        };
        const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
        while (walker.nextNode()) {
          const element = walker.currentNode.parentElement;
          if (words(walker.currentNode) === "" || ["SCRIPT", "STYLE"].includes(element.tagName)) continue;
          const style = getComputedStyle(element);
          const [low, high] = [light(style.color), light(paper(element))].sort((a, b) => a - b);
          const contrast = (high + 0.05) / (low + 0.05);
          check(contrast >= 4.5, `contrast ${contrast.toFixed(2)} of "${words(walker.currentNode).slice(0, 30)}"`);
          check(parseFloat(style.fontSize) >= 12, `"${words(walker.currentNode).slice(0, 30)}" is too small`);
        }

        const list = document.createElement("pre");
        list.id = "problems";
        list.textContent = [...new Set(problems)].join("\n");
        document.body.append(list);
        document.body.dataset.width = innerWidth;
        document.body.dataset.paper = getComputedStyle(document.body).backgroundColor;
        """#
}
