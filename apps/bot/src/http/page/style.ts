/** The stylesheet of the page: one column that fits a phone, in the colours that the person's system has. */
export const STYLE: string = `:root {
  color-scheme: light dark;
  --ground: #f6f5f2; --card: #fff; --ink: #1d1c1a; --quiet: #66625b; --line: #e3dfd7; --accent: #7a4cc2;
  --good: #1d7a45; --fair: #8a6100; --bad: #b3261e;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #151417; --card: #1f1e23; --ink: #efedf2; --quiet: #a29da9; --line: #34323a; --accent: #b794f4;
    --good: #5fcf8f; --fair: #e3b341; --bad: #ff8a80;
  }
}
* { box-sizing: border-box; margin: 0; }
body {
  background: var(--ground); color: var(--ink); overflow-wrap: anywhere;
  font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; font-variant-numeric: tabular-nums;
}
main { max-width: 64rem; margin: 0 auto; padding: 1.5rem 1rem 4rem; }
header { display: flex; flex-wrap: wrap; align-items: center; gap: .75rem; margin-bottom: 1rem; }
h1 { font-size: 1.75rem; letter-spacing: -.02em; }
h2 { font-size: 1.1rem; margin: 2rem 0 .75rem; }
h3 { font-size: 1rem; font-weight: 600; }
section > h3 { margin: 1.25rem 0 .5rem; }
a { color: var(--accent); }
.quiet { color: var(--quiet); font-size: .875rem; }
.pill {
  display: inline-block; padding: .1rem .6rem; border: 1px solid currentColor; border-radius: 99px;
  font-size: .8rem; font-weight: 600; vertical-align: middle;
}
.good { color: var(--good); } .fair { color: var(--fair); } .bad { color: var(--bad); }
.notice {
  background: var(--card); border: 1px solid var(--line); border-left: 4px solid currentColor; border-radius: .5rem;
  padding: .6rem .9rem; margin-bottom: .75rem;
}
.tiles { display: grid; grid-template-columns: repeat(auto-fill, minmax(10.5rem, 1fr)); gap: .75rem; }
.tiles > div, .cards > li {
  background: var(--card); border: 1px solid var(--line); border-radius: .75rem; padding: .75rem .9rem; min-width: 0;
}
dt { color: var(--quiet); font-size: .8rem; }
dd { font-weight: 600; }
ul { list-style: none; padding: 0; }
.cards { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 18rem), 1fr)); gap: .75rem; }
.cards p { margin-top: .25rem; }
.place { display: flex; align-items: center; gap: .6rem; font-size: .875rem; white-space: nowrap; }
audio { display: block; width: 100%; margin-top: .6rem; }
progress { flex: 1; min-width: 0; height: .5rem; accent-color: var(--accent); }
.chips { display: flex; flex-wrap: wrap; gap: .5rem; }
.chips > li { border: 1px solid currentColor; border-radius: 99px; padding: .15rem .75rem; font-size: .875rem; }
.songs { padding-left: 1.5rem; }
.songs > li { margin: .2rem 0; }
`;
