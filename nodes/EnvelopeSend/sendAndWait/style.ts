/** The style sheet of the pages: one column, large enough for thumbs, light or dark as the reader's. */
export const styleSheet = `
:root {
	color-scheme: light dark;
	--page: #f3f4f7; --card: #ffffff; --ink: #1b1f27; --quiet: #5b6472; --line: #c9ced8;
	--field: #ffffff; --accent: #2557d6; --on-accent: #ffffff; --error: #b3261e;
}
@media (prefers-color-scheme: dark) {
	:root {
		--page: #14161b; --card: #1e2128; --ink: #eceef2; --quiet: #a3abb8; --line: #474e5b;
		--field: #14161b; --accent: #8aaeff; --on-accent: #0d1a3a; --error: #ff9d95;
	}
}
* { box-sizing: border-box; }
body {
	margin: 0; padding: 24px 16px; background: var(--page); color: var(--ink);
	font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif;
}
main {
	max-width: 560px; margin: 0 auto; padding: 28px; background: var(--card);
	border: 1px solid var(--line); border-radius: 14px;
}
@media (max-width: 480px) {
	body { padding: 0; background: var(--card); }
	main { padding: 24px 20px; border: 0; border-radius: 0; }
}
h1 { margin: 0 0 16px; font-size: 1.35rem; line-height: 1.3; overflow-wrap: anywhere; }
p { margin: 0 0 16px; }
.message {
	margin: 0 0 24px; padding: 2px 0 2px 14px; border-left: 3px solid var(--line);
	white-space: pre-wrap; overflow-wrap: anywhere;
}
.quiet { color: var(--quiet); font-size: 0.9rem; }
.problem { margin: 6px 0 0; color: var(--error); font-size: 0.95rem; font-weight: 600; }
.field { margin: 0 0 22px; padding: 0; border: 0; min-width: 0; }
.label { display: block; margin: 0 0 6px; padding: 0; font-weight: 600; overflow-wrap: anywhere; }
.optional { color: var(--quiet); font-weight: 400; }
.entry {
	display: block; width: 100%; min-height: 48px; padding: 10px 12px; background: var(--field);
	color: inherit; border: 1px solid var(--quiet); border-radius: 8px; font: inherit;
}
textarea.entry { min-height: 140px; resize: vertical; }
.option { display: flex; align-items: center; gap: 12px; min-height: 44px; overflow-wrap: anywhere; }
.option input { flex: none; width: 22px; height: 22px; margin: 0; accent-color: var(--accent); }
.buttons { display: flex; flex-wrap: wrap; gap: 12px; margin: 0 0 16px; }
button {
	flex: 1 1 180px; min-height: 52px; padding: 12px 20px; border: 2px solid var(--accent);
	border-radius: 10px; background: transparent; color: var(--accent); font: inherit;
	font-weight: 600; cursor: pointer; overflow-wrap: anywhere;
}
button.first { background: var(--accent); color: var(--on-accent); }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
main > :last-child { margin-bottom: 0; }
`;
