"""How the standalone mirror map looks; literal colours, for not every viewer knows variables."""

_LIGHT = """
.ground{fill:#fff}
text{fill:#18222b}
.label{font:600 11.5px ui-monospace,"DejaVu Sans Mono",Menlo,Consolas,monospace}
.note,.heading{font:11px system-ui,"Segoe UI",Roboto,"DejaVu Sans",sans-serif;fill:#4a5763}
.heading{font-weight:600}
.box,.stack{fill:#f6f7f8;stroke:#9aa7b2;stroke-width:1}
.node-session .box,.node-session .stack{fill:#eef4f5;stroke:#0b6169}
.node-destination .box,.node-destination .stack{fill:#fff;stroke:#4a5763}
.bar{fill:#4a5763}
.edge{fill:none;stroke:#b3bec7}
.is-unapproved .box{stroke:#8a5a00;stroke-width:2;stroke-dasharray:7 4;fill:#fdf4dc}
.is-hidden .box{stroke:#9c1135;stroke-width:2.5;fill:#fbe4ea}
.edge.is-unapproved{stroke:#8a5a00;stroke-dasharray:7 4}
.edge.is-hidden{stroke:#9c1135;stroke-dasharray:2 4;stroke-linecap:round}
.is-unapproved .symbol,.is-unapproved .bar{fill:#8a5a00}
.is-hidden .symbol{fill:#9c1135}
.is-hidden .note{fill:#9c1135}
.is-unapproved .note{fill:#6b4600}
""".strip().replace("\n", "")
_DARK = """
.ground{fill:#10161b}
text{fill:#e5ebf0}
.note,.heading{fill:#b6c2cc}
.box,.stack{fill:#171f26;stroke:#5c6b78}
.node-session .box,.node-session .stack{fill:#12282b;stroke:#6fcfd0}
.node-destination .box,.node-destination .stack{fill:#1c252d;stroke:#b6c2cc}
.bar{fill:#b6c2cc}
.edge{stroke:#465460}
.is-unapproved .box{stroke:#ecc25c;fill:#372b0c}
.is-hidden .box{stroke:#ff8fa8;fill:#43141f}
.edge.is-unapproved{stroke:#ecc25c}
.edge.is-hidden{stroke:#ff8fa8}
.is-unapproved .symbol,.is-unapproved .bar{fill:#ecc25c}
.is-hidden .symbol{fill:#ff8fa8}
.is-hidden .note{fill:#ffb3c4}
.is-unapproved .note{fill:#f3d384}
""".strip().replace("\n", "")
STYLE = f"{_LIGHT}@media (prefers-color-scheme:dark){{{_DARK}}}"
