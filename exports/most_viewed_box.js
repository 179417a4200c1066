/* Puts a "Most viewed" box behind its own script element. Needs nothing else; see docs/most-viewed-box.md.
 *
 *   <script src="/exports/most_viewed_box.js" data-feed="/exports/language/en/most_viewed.json" async></script>
 *
 * data-feed     the JSON feed to show; without it the most_viewed.json beside this file
 * data-heading  what stands above the list; without it "Most viewed"
 * data-places   how many places to show; without it all that the feed has
 *
 * Nothing of the feed is read as HTML: text goes in as text, and only http and https URLs become links. Where the feed
 * can't be had, nothing is shown and the page stays as it was.
 */
(() => {
  "use strict";

  const script = document.currentScript;
  if (!script) return;
  const { feed, heading = "Most viewed", places } = script.dataset;
  const source = new URL(feed || "most_viewed.json", feed ? document.baseURI : script.src);
  const WAIT_MS = 10000;

  // Colours are the page's own, so that the box is light where the page is light and dark where it is dark.
  const STYLE = `
    .newslake-box { font: inherit; color: inherit; max-width: 26rem; }
    .newslake-box h2 { font-size: 1.125em; line-height: 1.3; margin: 0; padding: 0 0 .5em;
      border-block-end: 3px solid currentColor; }
    .newslake-box ol { list-style: none; margin: 0; padding: 0; }
    .newslake-box li { display: flex; gap: .75em; align-items: baseline; padding: .75em 0;
      border-block-end: 1px solid rgba(128, 128, 128, .4); }
    .newslake-box li:last-child { border-block-end: 0; }
    .newslake-box-rank { flex: none; min-width: 1.3em; font-size: 1.5em; line-height: 1;
      font-weight: 700; font-variant-numeric: tabular-nums; }
    .newslake-box-story { flex: 1; min-width: 0; overflow-wrap: anywhere; hyphens: auto; line-height: 1.35; }
    .newslake-box a { color: inherit; text-decoration: none; }
    .newslake-box a:hover, .newslake-box a:focus-visible { text-decoration: underline; text-underline-offset: .15em; }
    .newslake-box a:focus-visible { outline: 2px solid currentColor; outline-offset: 3px; }
    .newslake-box-move { flex: none; font-size: .8em; font-variant-numeric: tabular-nums; opacity: .75; }
  `;

  const make = (tag, name, text) => {
    const element = document.createElement(tag);
    if (name) element.className = name;
    if (text !== undefined) element.textContent = text;
    return element;
  };

  const webAddress = (text) => {
    try {
      const url = new URL(text);
      return ["http:", "https:"].includes(url.protocol) ? url.href : null;
    } catch {
      return null;
    }
  };

  const storyOf = (item) => {
    const story = make("span", "newslake-box-story");
    story.dir = "auto"; // a headline in a script of the other direction turns itself alone
    if (item.language) story.lang = String(item.language);
    const address = webAddress(item.url);
    const title = make(address ? "a" : "span", "", item.title);
    if (address) title.href = address;
    story.append(title);
    return story;
  };

  // How far the story moved: signs and figures alone, which are the same in every language.
  const moveOf = (delta) => {
    const figure = Math.abs(delta);
    const move = make("span", "newslake-box-move", `${delta > 0 ? "▲" : "▼"}\u00a0${figure}`);
    move.setAttribute("role", "img");
    move.setAttribute("aria-label", `${delta > 0 ? "+" : "−"}${figure}`);
    return move;
  };

  const placeOf = (item, index) => {
    const { rank, rank_delta: delta } = item._newslake ?? {};
    const place = make("li");
    place.value = Number.isInteger(rank) ? rank : index + 1; // stories with the same views have the same rank
    place.append(make("span", "newslake-box-rank", String(place.value)), storyOf(item));
    if (Number.isInteger(delta) && delta !== 0) place.append(moveOf(delta));
    return place;
  };

  const show = (items) => {
    const box = make("section", "newslake-box");
    const title = make("h2", "", heading);
    const list = make("ol");
    list.setAttribute("role", "list"); // a list without markers is none to some screen readers
    title.id = `newslake-box-${document.querySelectorAll(".newslake-box").length + 1}`;
    box.setAttribute("aria-labelledby", title.id);
    list.append(...items.map(placeOf));
    box.append(title, list);
    script.after(box);
  };

  const dress = () => {
    if (document.querySelector(".newslake-box")) return;
    const sheet = new CSSStyleSheet(); // a made sheet is allowed where a page's policy forbids inline styles
    sheet.replaceSync(STYLE);
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
  };

  fetch(source, { signal: AbortSignal.timeout(WAIT_MS) })
    .then((answer) => (answer.ok ? answer.json() : Promise.reject(new Error(`status ${answer.status}`))))
    .then((found) => {
      const titled = found.items.filter((item) => typeof item?.title === "string");
      const items = titled.slice(0, Number(places) || undefined);
      if (items.length === 0) return;
      dress();
      show(items);
    })
    .catch((error) => console.info(`Most viewed box: ${source}: ${error.message}`));
})();
