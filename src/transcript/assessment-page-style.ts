/** How the page of an assessment looks: in light and dark, narrow and wide, and on paper. */
export const ASSESSMENT_STYLE = `
:root {
  color-scheme: light dark;
  --page: #f6f5f2; --card: #fff; --ink: #1d1f24; --soft: #666b76; --line: #e3e1db; --accent: #3556c9; --wave: #b9bdc9;
  --good: #1c7d4d; --fair: #97660a; --poor: #c2322e; --none: #767b86;
  --good-wash: #e4f4eb; --fair-wash: #fbf0d9; --poor-wash: #fce7e5; --none-wash: #eeedf0;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #14161a; --card: #1d2026; --ink: #e9eaee; --soft: #9aa0ad; --line: #30343d; --accent: #8fa8ff; --wave: #535a69;
    --good: #5fd399; --fair: #efbe5b; --poor: #ff8a82; --none: #9aa0ad;
    --good-wash: #17332a; --fair-wash: #382d17; --poor-wash: #40211f; --none-wash: #2a2d35;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0; background: var(--page); color: var(--ink);
  font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", "DejaVu Sans", sans-serif;
}
main { max-width: 60rem; margin: 0 auto; padding: 2rem 1.25rem 3rem; display: grid; gap: 1rem; grid-template-columns: minmax(0, 1fr); }
header { display: flex; gap: 1.25rem; align-items: center; justify-content: space-between; padding: 0 .25rem; }
h1 { font-size: 1.35rem; line-height: 1.25; margin: 0; overflow-wrap: anywhere; }
h2 { font-size: .8rem; font-weight: 600; letter-spacing: .04em; color: var(--soft); margin: 0 0 .75rem; }
.by { color: var(--soft); font-size: .9rem; margin: .2rem 0 0; }
.overall { flex: none; text-align: right; line-height: 1.1; }
.overall b { font-size: 2.75rem; font-weight: 650; font-variant-numeric: tabular-nums; }
.overall span { color: var(--soft); font-size: .85rem; display: block; }
.card { background: var(--card); border: 1px solid var(--line); border-radius: .9rem; padding: 1.1rem 1.25rem; }
.good { --tone: var(--good); --wash: var(--good-wash); }
.fair { --tone: var(--fair); --wash: var(--fair-wash); }
.poor { --tone: var(--poor); --wash: var(--poor-wash); }
.none { --tone: var(--none); --wash: var(--none-wash); }
.overall.good b, .overall.fair b, .overall.poor b { color: var(--tone); }
.strip { overflow-x: auto; border-radius: .5rem; }
.strip canvas { display: block; cursor: pointer; }
.strip canvas:focus-visible, button:focus-visible, select:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
.controls { display: flex; flex-wrap: wrap; align-items: center; gap: .75rem; margin-top: .85rem; color: var(--soft); font-size: .9rem; }
.controls .time { font-variant-numeric: tabular-nums; }
.controls .keys { margin-left: auto; }
.play { font: inherit; font-weight: 600; color: var(--card); background: var(--accent); border: 0; border-radius: 2rem; padding: .45rem 1.2rem; min-width: 6.5rem; cursor: pointer; }
select { font: inherit; color: var(--ink); background: var(--card); border: 1px solid var(--line); border-radius: .5rem; padding: .25rem .4rem; }
kbd { font: .85em ui-monospace, Menlo, Consolas, "DejaVu Sans Mono", monospace; border: 1px solid var(--line); border-bottom-width: 2px; border-radius: .3rem; padding: 0 .3rem; }
audio { width: 100%; margin-top: .85rem; }
.words { display: flex; flex-wrap: wrap; gap: .6rem .5rem; }
.word {
  font: inherit; color: inherit; text-align: center; background: var(--wash); border: 1px solid transparent; border-bottom: 3px solid var(--tone);
  border-radius: .5rem .5rem .2rem .2rem; padding: .3rem .6rem .25rem; cursor: pointer; max-width: 100%;
}
.word b { display: block; font-size: 1.2rem; font-weight: 550; line-height: 1.3; overflow-wrap: anywhere; }
.word small { display: block; color: var(--tone); font-size: .75rem; font-weight: 600; font-variant-numeric: tabular-nums; line-height: 1.35; }
.word.fair { border-bottom-style: dashed; } .word.poor { border-bottom: 5px double var(--tone); padding-bottom: calc(.25rem - 2px); }
.word.unsaid { background: none; border: 1px dashed var(--none); cursor: default; } .word.unsaid b { text-decoration: line-through; color: var(--none); }
.word.chosen { box-shadow: 0 0 0 2px var(--accent); } .word.now { background: var(--accent); color: var(--card); }
.word.now small { color: inherit; }
.legend { display: flex; flex-wrap: wrap; gap: .3rem 1.1rem; color: var(--soft); font-size: .8rem; margin: .9rem 0 0; padding: 0; list-style: none; }
.legend i { display: inline-block; width: 1.2rem; margin-right: .4rem; border-bottom: 3px solid var(--tone); vertical-align: middle; }
.legend .fair i { border-bottom-style: dashed; } .legend .poor i { border-bottom: 5px double var(--tone); }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
th { text-align: left; font-size: .8rem; font-weight: 500; color: var(--soft); padding: 0 .75rem .35rem 0; }
td { padding: .3rem .75rem .3rem 0; border-top: 1px solid var(--line); }
td.bar { width: 45%; padding-right: 0; } td.bar span { display: block; height: .5rem; border-radius: .25rem; background: var(--tone); min-width: 2px; }
.figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(8.5rem, 1fr)); gap: .9rem 1.5rem; margin: 0; }
.figures div { display: flex; flex-direction: column-reverse; }
.figures dt { color: var(--soft); font-size: .82rem; line-height: 1.3; } .figures dd { margin: 0; font-size: 1.3rem; font-weight: 600; font-variant-numeric: tabular-nums; overflow-wrap: anywhere; }
ul.remarks { margin: 0; padding-left: 1.1rem; }
footer { color: var(--soft); font-size: .85rem; padding: 0 .25rem; } footer p { margin: 0 0 .3rem; }
.hint { color: var(--soft); margin: 0; font-size: .9rem; }
[hidden] { display: none !important; }
@media (max-width: 34rem) { .controls .keys { display: none; } .overall b { font-size: 2.1rem; } }
@media print { body { background: none; } .controls, audio { display: none; } .card { break-inside: avoid; } .strip { overflow: hidden; } }
`;
