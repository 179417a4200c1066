// Lists by window and scope, sorting, and what a drawing's marks say. Text goes in as text; URLs were checked before.
"use strict";
(() => {
  const RANK = 1, DELTA = 2, PEAK = 4, ENTERED = 5, VIEWS = 6, SHARE = 7, VISITORS = 8, EXPECTED = 9, SCORE = 10;
  const HEADLINE = 0, URL = 1, SECTION = 2, LANGUAGE = 3;
  const KINDS = { language: "Languages", section: "Sections", source: "Sources", country: "Countries" };
  const whole = new Intl.NumberFormat("en", { maximumFractionDigits: 0 });
  const tenths = new Intl.NumberFormat("en", { minimumFractionDigits: 1, maximumFractionDigits: 1 });
  const shown = (format) => (value) => (value === null ? "–" : format.format(value));
  const percent = (value) => (value === null ? "–" : `${tenths.format(100 * value)} %`);

  const element = (name, text, settings = {}) => Object.assign(document.createElement(name), { textContent: text }, settings);

  // A column: title, where its value is, how it is shown; `minor` ones are left out on a phone, where a line sums them up.
  const COMMON = [
    { name: "rank", title: "Rank", value: (place) => place[RANK], show: shown(whole), ascending: true },
    { name: "move", title: "Move", value: (place) => place[DELTA], cell: move, minor: true },
    { name: "headline", title: "Article", value: (place, article) => article[HEADLINE] ?? "", cell: story, ascending: true },
    { name: "section", title: "Section", value: (place, article) => article[SECTION] ?? "", minor: true, ascending: true },
    { name: "views", title: "Views", value: (place) => place[VIEWS], show: shown(whole) },
  ];
  const VIEWED = [
    ...COMMON,
    { name: "share", title: "Share", value: (place) => place[SHARE], show: percent, minor: true },
    { name: "visitors", title: "Visitors", value: (place) => place[VISITORS], show: shown(whole), minor: true },
    { name: "peak", title: "Peak", value: (place) => place[PEAK], show: shown(whole), minor: true, ascending: true },
  ];
  const TRENDING = [
    ...COMMON,
    { name: "expected", title: "Expected", value: (place) => place[EXPECTED], show: shown(tenths), minor: true },
    { name: "score", title: "Score", value: (place) => place[SCORE], show: shown(tenths) },
  ];

  function moved(delta) { return `${delta > 0 ? "▲" : "▼"} ${Math.abs(delta)}`; }

  function move(cell, place) {
    const delta = place[DELTA];
    const [text, kind, says] =
      delta === null ? ["new", "new", "new in the list"]
      : delta > 0 ? [moved(delta), "up", `up ${delta}`]
      : delta < 0 ? [moved(delta), "down", `down ${-delta}`]
      : ["–", "same", "where it was"];
    cell.append(element("span", text, { className: kind, ariaHidden: "true" }), element("span", says, { className: "visually-hidden" }));
  }

  function story(cell, place, article) {
    const named = element(article[URL] ? "a" : "span", article[HEADLINE] ?? "(no headline)", { dir: "auto" });
    if (article[URL]) Object.assign(named, { href: article[URL], rel: "noreferrer" });
    if (article[LANGUAGE]) named.lang = article[LANGUAGE];
    const facts = [place[DELTA] ? moved(place[DELTA]) : null, article[SECTION], place[SHARE] === null ? null : percent(place[SHARE]), `since ${place[ENTERED]}`];
    cell.append(named, element("small", facts.filter(Boolean).join(" · ")));
  }

  class Lists {
    constructor(data, form, table) {
      Object.assign(this, data, { form, table, sorted: { name: "rank", descending: false } });
      this.about = document.getElementById("list-about");
      this.empty = document.getElementById("list-empty");
      this.said = document.getElementById("list-said");
      form.hidden = false;
      form.addEventListener("submit", (event) => event.preventDefault());
      form.addEventListener("change", (event) => {
        if (event.target.name === "window") this.fillScopes();
        this.draw();
        this.say();
        history.replaceState(null, "", `#list=${encodeURIComponent(this.window)}/${encodeURIComponent(this.scope)}`);
      });
      this.openAddress();
    }

    get window() { return this.form.elements.window.value; }
    get scope() { return this.form.elements.scope.value; }

    // An address that names a list opens it, so that a list can be sent to somebody.
    openAddress() {
      const named = /^#list=([^/]+)\/(.+)$/.exec(location.hash);
      const [window, scope] = named ? named.slice(1).map((part) => { try { return decodeURIComponent(part); } catch { return ""; } }) : [];
      if (Object.hasOwn(this.windows, window ?? "")) this.form.elements.window.value = window;
      this.fillScopes(scope);
      this.draw();
    }

    fillScopes(wanted = this.scope) {
      const groups = new Map();
      for (const scope of Object.keys(this.windows[this.window].scopes)) {
        const [kind] = scope.split(":", 1);
        const option = new Option(scope === "all" ? "All articles" : scope.slice(kind.length + 1), scope, false, scope === wanted);
        if (!groups.has(kind)) groups.set(kind, scope === "all" ? option : Object.assign(document.createElement("optgroup"), { label: KINDS[kind] ?? kind }));
        if (scope !== "all") groups.get(kind).append(option);
      }
      this.form.elements.scope.replaceChildren(...groups.values());
    }

    draw() {
      const window = this.windows[this.window];
      this.columns = this.window === "trending" ? TRENDING : VIEWED;
      if (!this.columns.some((column) => column.name === this.sorted.name)) this.sorted = { name: "rank", descending: false };
      const sortedBy = this.columns.find((column) => column.name === this.sorted.name);
      const places = (window.scopes[this.scope] ?? []).map((place) => ({ place, article: this.articles[place[0]] }));
      this.about.textContent = `Views from ${window.about}.`;
      this.table.tHead.replaceChildren(this.head());
      this.table.tBodies[0].replaceChildren(...this.inOrder(places, sortedBy).map((row) => this.row(row)));
      this.table.hidden = !places.length;
      this.empty.hidden = Boolean(places.length);
    }

    inOrder(places, column) {
      const keyed = places.map((row, position) => ({ row, position, value: column.value(row.place, row.article) }));
      keyed.sort((a, b) => {
        if (a.value === null || b.value === null) return (a.value === null) - (b.value === null) || a.position - b.position;
        const order = typeof a.value === "string" ? a.value.localeCompare(b.value) : a.value - b.value;
        return (this.sorted.descending ? -order : order) || a.position - b.position;
      });
      return keyed.map((one) => one.row);
    }

    head() {
      const row = document.createElement("tr");
      for (const column of this.columns) {
        const th = element("th", "", { scope: "col", className: this.kind(column) });
        if (column.name === this.sorted.name) th.ariaSort = this.sorted.descending ? "descending" : "ascending";
        const button = element("button", column.title, { type: "button" });
        button.addEventListener("click", () => this.sort(column));
        th.append(button);
        row.append(th);
      }
      return row;
    }

    row({ place, article }) {
      const row = document.createElement("tr");
      for (const column of this.columns) {
        const cell = element("td", "", { className: this.kind(column) });
        cell.dataset.column = column.name;
        if (column.cell) column.cell(cell, place, article);
        else cell.textContent = (column.show ?? String)(column.value(place, article));
        row.append(cell);
      }
      return row;
    }

    kind(column) { return [column.show && "number", column.minor && "minor"].filter(Boolean).join(" "); }

    sort(column) {
      const again = this.sorted.name === column.name;
      this.sorted = { name: column.name, descending: again ? !this.sorted.descending : !column.ascending };
      this.draw();
      this.table.tHead.rows[0].cells[this.columns.indexOf(column)].firstChild.focus();
      this.say();
    }

    say() {
      const column = this.columns.find((one) => one.name === this.sorted.name);
      const scope = this.form.elements.scope.selectedOptions[0].textContent;
      this.said.textContent = `${this.windows[this.window].label}, ${scope}: ${this.table.tBodies[0].rows.length} articles by ${column.title}, ${this.sorted.descending ? "descending" : "ascending"}`;
    }
  }

  const data = document.getElementById("lists");
  if (data) new Lists(JSON.parse(data.textContent), document.querySelector(".controls"), document.getElementById("list"));

  const tip = document.getElementById("tip");
  document.addEventListener("pointermove", (event) => {
    const mark = event.target.closest?.(".drawing [aria-label]");
    tip.hidden = !mark || mark.matches(".drawing");
    if (tip.hidden) return;
    tip.textContent = mark.getAttribute("aria-label");
    const room = document.documentElement.clientWidth - tip.offsetWidth - 8;
    tip.style.left = `${Math.max(8, Math.min(event.clientX + 12, room))}px`;
    tip.style.top = `${event.clientY + 16}px`;
  });
})();
