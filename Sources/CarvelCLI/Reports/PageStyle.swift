/// How the page looks: by day and by night, on a phone and on a wall.
enum PageStyle {
    static let css = """

        :root {
          --page: #f6f7f9; --paper: #ffffff; --ink: #1b1f24; --quiet: #535d68; --line: #d5dae1; --link: #0b57b0;
          --verified: #0f5f2c; --verified-paper: #e4f4e9; --failed: #9f0f25; --failed-paper: #fde8ea;
          --progressing: #744800; --progressing-paper: #fdf1d8; --unknown: #4a3a86; --unknown-paper: #eeeafb;
        }
        @media (prefers-color-scheme: dark) {
          :root {
            --page: #0e1318; --paper: #171d24; --ink: #e7eaee; --quiet: #a9b4bf; --line: #323b46; --link: #86bcff;
            --verified: #86e3a5; --verified-paper: #14321f; --failed: #ffa3aa; --failed-paper: #3d171c;
            --progressing: #ffd479; --progressing-paper: #382b0c; --unknown: #c9bcff; --unknown-paper: #2b2448;
          }
        }
        * { box-sizing: border-box; }
        html { -webkit-text-size-adjust: 100%; }
        body {
          margin: 0 auto; max-width: 72rem; padding: 1.25rem 1rem 3rem; background: var(--page); color: var(--ink);
          font: 1rem/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif;
        }
        h1, h2, h3, p, dl, dd, ul { margin: 0; padding: 0; }
        h1 { font-size: 1.75rem; line-height: 1.2; overflow-wrap: anywhere; }
        h2 { font-size: 1.2rem; margin: 2rem 0 .75rem; overflow-wrap: anywhere; }
        h3 { font-size: 1rem; line-height: 1.35; overflow-wrap: anywhere; }
        ul { list-style: none; }
        a { color: var(--link); }
        a:focus-visible, .scroll:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; border-radius: 4px; }
        code, .version, .name { font-family: ui-monospace, "SF Mono", "DejaVu Sans Mono", Menlo, monospace; font-size: .92em; }
        .kind { color: var(--quiet); font-weight: 600; font-size: .85rem; }
        .verdict { display: inline-flex; gap: .5rem; align-items: center; margin: .6rem 0 1rem; padding: .3rem .8rem;
          border: 1px solid; border-radius: 999px; font-weight: 700; }
        .status { display: inline-flex; gap: .4rem; align-items: center; padding: .05rem .55rem; border-radius: 999px;
          font-size: .85rem; font-weight: 600; white-space: nowrap; }
        .verdict.verified, .status.verified { color: var(--verified); background: var(--verified-paper); }
        .verdict.failed, .status.failed { color: var(--failed); background: var(--failed-paper); }
        .verdict.progressing, .status.progressing { color: var(--progressing); background: var(--progressing-paper); }
        .verdict.unknown, .status.unknown { color: var(--unknown); background: var(--unknown-paper); }
        .facts { display: flex; flex-wrap: wrap; gap: .4rem 2rem; }
        dt { color: var(--quiet); font-size: .85rem; }
        dd { overflow-wrap: anywhere; }
        .wide dd { white-space: pre-line; }
        .scroll { overflow-x: auto; background: var(--paper); border: 1px solid var(--line); border-radius: 10px; }
        table { border-collapse: collapse; width: 100%; }
        caption { text-align: left; padding: .7rem 1rem; color: var(--quiet); font-size: .9rem;
          max-width: calc(100vw - 2.5rem); }
        th, td { text-align: left; vertical-align: top; padding: .6rem 1rem; border-top: 1px solid var(--line); }
        thead th { font-size: .85rem; color: var(--quiet); white-space: nowrap; }
        tbody th { font-weight: 600; }
        tbody th, thead th:first-child { position: sticky; left: 0; background: var(--paper); }
        td .version { display: block; margin-top: .25rem; color: var(--quiet); }
        td a { text-decoration: none; display: inline-block; border-radius: 999px; }
        td a:hover .status { text-decoration: underline; }
        td.none { color: var(--quiet); font-size: .85rem; }
        .links { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 21rem), 1fr)); gap: .75rem; }
        .links > li, .troubles > li { background: var(--paper); border: 1px solid var(--line); border-left-width: 5px;
          border-radius: 10px; padding: .8rem 1rem; }
        .links > li.verified { border-left-color: var(--verified); }
        li.failed { border-left-color: var(--failed) !important; }
        li.progressing { border-left-color: var(--progressing) !important; }
        li.unknown { border-left-color: var(--unknown) !important; }
        .links > li:target { outline: 3px solid var(--link); outline-offset: 2px; }
        .links h3 .kind, .links h3 .name { display: block; }
        .links h3 { margin-bottom: .45rem; }
        .links dl { display: grid; grid-template-columns: repeat(auto-fit, minmax(8rem, 1fr)); gap: .4rem 1rem;
          margin-top: .6rem; }
        .links dl .wide { grid-column: 1 / -1; }
        .troubles { display: grid; gap: .75rem; }
        .troubles a { display: inline-block; margin-right: .6rem; font-weight: 600; overflow-wrap: anywhere; }
        .troubles p { margin-top: .35rem; overflow-wrap: anywhere; white-space: pre-line; }
        footer { margin-top: 2.5rem; color: var(--quiet); font-size: .85rem; }
        @media (max-width: 36rem) { th, td, caption { padding: .5rem .65rem; } tbody th { font-size: .9rem; } }
        @media (min-width: 60rem) { body { padding: 2rem 2rem 4rem; } }
        @media print { body { background: #fff; } .links > li { break-inside: avoid; } }

        """
}
