/** The report's own look (design: look.md), light and dark; state hues are used for state and nothing else. */
export const STYLE = `
:root{--bg:oklch(98.2% .003 260);--panel:#fff;--sunk:oklch(96.6% .004 260);--line:oklch(91.2% .006 260);--strong:oklch(85% .008 260);--text:oklch(25% .016 260);--mute:oklch(49% .016 260);--run:oklch(50% .14 245);--wait:oklch(51% .17 300);--retry:oklch(51% .11 70);--ok:oklch(48.5% .11 157);--ok-bg:oklch(96.6% .022 157);--bad:oklch(51% .19 25);--bad-bg:oklch(96.2% .022 25);--skip:oklch(51% .012 260);--cancel:oklch(48% .03 255)}
@media screen and (prefers-color-scheme:dark){:root{--bg:oklch(16.6% .012 262);--panel:oklch(19.8% .013 262);--sunk:oklch(15% .012 262);--line:oklch(27.6% .014 262);--strong:oklch(36% .016 262);--text:oklch(92.4% .008 262);--mute:oklch(69.5% .014 262);--run:oklch(74% .125 240);--wait:oklch(76% .125 302);--retry:oklch(79% .125 78);--ok:oklch(74% .12 157);--ok-bg:oklch(24.5% .03 157);--bad:oklch(72% .155 24);--bad-bg:oklch(26% .055 22);--skip:oklch(68% .012 262);--cancel:oklch(71% .03 255)}}
[data-look]{--c:var(--skip);--c-bg:var(--sunk)}
[data-look=completed],[data-look=reused]{--c:var(--ok);--c-bg:var(--ok-bg)}
[data-look=failed],[data-look=handled]{--c:var(--bad);--c-bg:var(--bad-bg)}
[data-look=running]{--c:var(--run)}[data-look=waiting],[data-look=paused]{--c:var(--wait)}
[data-look=retrying],[data-look=interrupted]{--c:var(--retry)}[data-look=cancelled]{--c:var(--cancel)}
*{box-sizing:border-box}
html{color-scheme:light dark;background:var(--bg);color:var(--text);font:14px/1.5 Inter,ui-sans-serif,system-ui,sans-serif;-webkit-text-size-adjust:100%}
body{margin:0;border-top:3px solid var(--c)}
main{max-width:1080px;margin:0 auto;padding:36px 32px 48px}
.title{display:flex;align-items:center;gap:12px;flex-wrap:wrap}
h1{font-size:24px;line-height:1.25;letter-spacing:-.015em;margin:0;font-weight:650;overflow-wrap:anywhere}
h2{font-size:13px;font-weight:600;margin:40px 0 10px;padding-bottom:6px;border-bottom:1px solid var(--line)}
h3{font-size:14px;font-weight:600;margin:0;overflow-wrap:anywhere}
small{font-size:12px;font-weight:400;color:var(--mute)}
.lead{margin:6px 0 0;color:var(--mute);max-width:70ch;overflow-wrap:anywhere}
.pill{display:inline-flex;align-items:center;gap:5px;padding:2px 10px 2px 7px;border-radius:99px;font-size:12px;font-weight:600;color:var(--c);background:var(--c-bg);border:1px solid color-mix(in oklch,var(--c) 28%,transparent)}
.icon{width:15px;height:15px;flex:none;fill:none;stroke:var(--c);stroke-width:1.8;stroke-linecap:round;stroke-linejoin:round;vertical-align:-3px;margin-right:6px}
.pill .icon{margin:0}.icon .full{fill:var(--c);stroke:none}
.facts{display:flex;flex-wrap:wrap;gap:14px 32px;margin:20px 0 0}
.facts dt{font-size:11px;color:var(--mute)}.facts dd{margin:1px 0 0;font-variant-numeric:tabular-nums;overflow-wrap:anywhere}
table{border-collapse:collapse;table-layout:fixed;width:100%;font-size:13px;line-height:1.4}
col.step{width:21%}col.state{width:124px}col.runs{width:15%}col.count{width:78px}col.took{width:88px}
th,td{text-align:left;padding:6px 14px 6px 0;border-bottom:1px solid var(--line);vertical-align:top;overflow-wrap:anywhere}
thead th{font-size:11px;font-weight:500;color:var(--mute);padding-top:0}
tbody th{font-weight:600}
tr[data-look=failed] th,tr[data-look=failed] td:last-child{color:var(--bad)}
tr[data-look=skipped] th,tr[data-look=pending] th{color:var(--mute);font-weight:500}
.state{white-space:nowrap}.num{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
.mono,pre{font-family:"JetBrains Mono",ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;font-size:12px}
.mute{color:var(--mute)}.bad{color:var(--bad)}p.mute{font-size:12px;margin:8px 0 4px;overflow-wrap:anywhere}
pre{margin:0;line-height:1.55;white-space:pre-wrap;overflow-wrap:anywhere;unicode-bidi:plaintext}
.values{margin:0}.values>div{display:grid;grid-template-columns:minmax(120px,200px) 1fr;gap:20px;padding:7px 0;border-bottom:1px solid var(--line)}
.values dt{font-weight:600;font-size:13px;overflow-wrap:anywhere}.values dt small{display:block}.values dd{margin:0;min-width:0}
.failure{border:1px solid color-mix(in oklch,var(--bad) 30%,transparent);border-left:3px solid var(--bad);border-radius:6px;background:var(--panel);padding:12px 16px 14px;margin:0 0 12px}
.failure[data-handled]{border-color:var(--line);border-left-color:var(--bad)}
.failure h3{color:var(--bad)}.message{margin:4px 0 0;white-space:pre-wrap;overflow-wrap:anywhere}.hint{margin:4px 0 0;color:var(--mute)}
.code,.log{background:var(--sunk);border-radius:5px;padding:9px 12px;max-height:none}
.code{padding:6px 0;white-space:normal}.line{display:block;white-space:pre-wrap;padding:0 12px}.line i{display:inline-block;width:3.2em;color:var(--mute);font-style:normal;text-align:right;margin-right:14px;user-select:none}
.here{background:var(--bad-bg);font-weight:600}
.graph{overflow-x:auto;background:var(--panel);border:1px solid var(--line);border-radius:6px;padding:16px}
.graph svg{display:block;max-width:100%;height:auto;margin:0 auto}
.card{fill:var(--panel);stroke:var(--strong)}.node[data-look=failed] .card{fill:var(--bad-bg);stroke:var(--bad)}
.node[data-look=skipped] .card,.node[data-look=cancelled] .card{stroke-dasharray:4 3}
.edge-mark{fill:var(--c)}.id{font:600 13px Inter,ui-sans-serif,system-ui,sans-serif;fill:var(--text)}
.node[data-look=failed] .id{fill:var(--bad)}.node[data-look=skipped] .id{fill:var(--mute)}
.what,text.label{font:11px "JetBrains Mono",ui-monospace,Menlo,Consolas,monospace;fill:var(--mute)}
.edge{fill:none;stroke:var(--mute)}.taken{stroke-width:1.75;opacity:.8}.left{stroke-width:1.25;opacity:.4}
rect.label{fill:var(--panel);stroke:var(--strong)}
.timeline{font-size:12px}.row{display:grid;grid-template-columns:minmax(100px,200px) 1fr;gap:20px;align-items:center;height:24px}
.name{overflow:hidden;text-overflow:ellipsis;white-space:nowrap}.track{position:relative;height:100%;background:linear-gradient(to right,var(--line) 1px,transparent 1px) 0 0/25% 100%;border-right:1px solid var(--line)}
.bar{position:absolute;top:7px;height:10px;min-width:3px;border-radius:2px;background:var(--c)}
.scale{color:var(--mute);font-variant-numeric:tabular-nums}.scale .track{display:flex;justify-content:space-between;background:none;border:0}
ul{margin:0;padding-left:18px}
footer{margin-top:44px;padding-top:12px;border-top:1px solid var(--line);font-size:12px;color:var(--mute)}
@media (max-width:640px){main{padding:24px 16px}.values>div{grid-template-columns:1fr;gap:2px}thead,td:nth-child(3),td:nth-child(4),td:empty{display:none}table,tbody{display:block}tr{display:grid;grid-template-columns:1fr auto 72px;column-gap:12px;padding:6px 0;border-bottom:1px solid var(--line)}tbody th,td{border:0;padding:0}td:last-child{grid-column:1/-1}}
@media print{html{background:#fff;font-size:12px}main{max-width:none;padding:0}body{border:0}h2{break-after:avoid;margin-top:24px}tr,.failure,.row,.values>div{break-inside:avoid}.bar,.edge-mark,.here,.pill{print-color-adjust:exact;-webkit-print-color-adjust:exact}.graph{border:0;padding:0}}
`;
