// The boxes on the live map: figures, card, changes tried, legend, search. They show data and say what was asked for; they decide nothing.
"use strict";

const plannerBoxes = (() => {
  const { make, swatch } = plannerDraw;

  function button(text, title, name, done) {
    const node = make("button", "pl-button", text);
    node.type = "button";
    if (title) { node.title = title; node.setAttribute("aria-label", title); }
    if (name) node.dataset.do = name;
    node.addEventListener("click", done);
    return node;
  }

  function badge([text, colour]) {
    const node = make("span", "pm-badge", text);
    node.style.borderColor = colour;
    return node;
  }

  function figures(data, words) {
    const box = make("div", "pl-figures");
    const table = make("table");
    const head = make("tr");
    head.append(make("th"), ...data.head.map((text) => make("th", "", text)));
    table.append(head);
    data.rows.forEach((row) => {
      const line = make("tr");
      line.dataset.figure = row.id;
      line.append(make("th", "", row.label));
      row.cells.forEach((cell) => {
        const place = make("td");
        place.title = cell.beside;
        place.append(make("b", "", cell.value));
        if (cell.delta) place.append(make("span", "pl-delta", cell.delta));
        line.append(place);
      });
      table.append(line);
    });
    const counts = make("div", "pl-counts");
    data.counts.forEach((count) => {
      const cell = make("div");
      cell.dataset.figure = count.id;
      const value = make("div");
      value.append(make("b", "", count.value), make("small", "", ` ${count.of}`));
      if (count.delta) value.append(make("span", "pl-delta", count.delta));
      cell.append(make("div", "pl-small", count.label), value);
      counts.append(cell);
    });
    box.append(table, counts);
    box.setAttribute("aria-live", "polite");
    box.title = words.figures;
    return box;
  }

  function rows(pairs) {
    const table = make("table");
    pairs.forEach(([label, value]) => {
      const row = make("tr");
      row.append(make("th", "", label), make("td", "", value));
      table.append(row);
    });
    return table;
  }

  function finding(entry, words) {
    const block = make("div", "pm-finding");
    const head = make("div");
    head.append(badge(entry.badge), make("b", "", entry.title), make("span", "pl-small", ` ${entry.force}`));
    block.append(head, make("div", "", entry.reason));
    entry.worked.forEach((text) => block.append(make("div", "pl-worked", text)));
    if (entry.mend) block.append(make("div", "pl-mend", entry.mend));
    block.append(make("div", "pm-cite", entry.citation));
    block.dataset.verdict = entry.verdict;
    return block;
  }

  function near(data) {
    const table = make("table", "pl-near");
    const head = make("tr");
    head.append(...data.head.map((text) => make("th", "", text)));
    table.append(head);
    data.rows.forEach((cells) => {
      const row = make("tr");
      row.append(...cells.map((text) => make("td", "", text)));
      table.append(row);
    });
    return table;
  }

  function card(data, words, tools, close) {
    const box = make("div", "pm-card pl-card");
    box.dataset.card = `${data.kind}:${data.id}`;
    const head = make("div", "pl-head");
    head.append(make("h3", "", data.title), button("×", words.close, "close", close));
    box.append(head);
    const line = make("div");
    if (data.badge) line.append(badge(data.badge));
    line.append(make("span", "pl-small", `${data.noun} ${data.id}`));
    box.append(line, ...tools, rows(data.rows));
    if (data.near && data.near.rows.length) box.append(near(data.near));
    (data.notes || []).forEach((text) => box.append(make("div", "pl-note", text)));
    const judged = data.findings.filter((f) => f.verdict !== "not_applicable");
    const rest = data.findings.filter((f) => f.verdict === "not_applicable");
    box.append(...judged.map((entry) => finding(entry, words)));
    if (rest.length) {
      const more = make("details");
      more.append(make("summary", "pl-small", words.not_applicable.replace("{n}", rest.length)), ...rest.map((entry) => finding(entry, words)));
      box.append(more);
    }
    return box;
  }

  // Changes of the run's own that a click tries; each joins the list of changes and can be taken back there.
  function offers(data, words, act) {
    const box = make("div", "pl-offers");
    box.append(make("div", "pl-small", words.tries));
    data.forEach((offer) => box.append(button(offer.text, "", "try", () => act(offer.act))));
    return box;
  }

  function changes(data, words, act, save) {
    const box = make("div", "pl-changes");
    box.append(make("b", "", words.changes.replace("{n}", data.length)));
    const list = make("ol");
    data.forEach((text, n) => {
      const item = make("li", "", text);
      item.append(button("×", `${words.drop} ${text}`, "drop", () => act({ do: "drop", n })));
      list.append(item);
    });
    const bar = make("div", "pl-bar");
    bar.append(button(words.save, "", "save", save), button(words.clear, "", "clear", () => act({ do: "clear" })));
    box.append(list, bar);
    return box;
  }

  function legendRow(layer, on, toggle) {
    const row = make("label", layer.size || layer.later ? "pm-row" : "pm-row pm-none");
    const box = make("input");
    box.type = "checkbox";
    box.checked = on;
    box.dataset.layer = layer.id;
    box.addEventListener("change", () => toggle(layer, box.checked));
    const count = make("span", "pm-count", layer.count);
    count.dataset.count = layer.id;
    row.append(box, swatch(layer), make("span", "pm-name", layer.title), count);
    return row;
  }

  function legend(data, words, state, toggle, theme) {
    const box = make("div", "pm-box pm-panel pl-legend");
    const head = make("div", "pm-head");
    const fold = button("–", words.fold, "fold", () => { fold.textContent = box.classList.toggle("pm-folded") ? "+" : "–"; });
    head.append(make("span", "", words.legend), fold);
    const themes = make("div", "pm-themes");
    themes.style.gridTemplateColumns = `repeat(${data.themes.length}, 1fr)`;
    data.themes.forEach((entry) => {
      const choice = make("button", "", entry.title);
      choice.type = "button";
      choice.dataset.theme = entry.id;
      choice.setAttribute("aria-pressed", String(state.theme === entry.id));
      choice.addEventListener("click", () => theme(entry));
      themes.append(choice);
    });
    const scroll = make("div", "pm-scroll");
    const byId = new Map(data.layers.map((layer) => [layer.id, layer]));
    data.groups.forEach((group) => {
      scroll.append(make("h2", "", group.title), ...group.layers.map((id) => legendRow(byId.get(id), state.on.has(id), toggle)));
      scroll.append(...group.notes.map((text) => make("div", "pm-note", text)));
    });
    box.append(head, themes, scroll);
    return box;
  }

  // Scroll the legend to the classes of a theme, where they are not all in sight.
  function bring(panel, theme) {
    const start = { circles: "circle-", gaps: "centre-", parcels: "parcel-", homes: "home-" }[theme];
    const rows = [...panel.querySelectorAll(`input[data-layer^="${start}"]`)].map((input) => input.closest(".pm-row"));
    const scroll = panel.querySelector(".pm-scroll");
    if (!rows.length) return;
    const [top, end] = [rows[0].previousElementSibling.offsetTop - scroll.offsetTop, rows.at(-1).offsetTop + rows.at(-1).offsetHeight - scroll.offsetTop];
    if (top < scroll.scrollTop || end > scroll.scrollTop + scroll.clientHeight) scroll.scrollTop = top;
  }

  function search(names, words, chosen) {
    const box = make("div", "pl-search");
    const input = make("input");
    input.type = "search";
    input.placeholder = words.search;
    input.setAttribute("aria-label", words.search);
    const list = make("ul");
    list.hidden = true;
    const find = () => {
      const text = input.value.trim().toLowerCase();
      const found = text ? (names() || []).filter(([name, ref]) => name.toLowerCase().includes(text) || ref.toLowerCase().includes(text)) : [];
      list.replaceChildren(...found.slice(0, 8).map(([name, ref, lat, lng]) => {
        const item = make("li");
        item.append(button(`${name} · ${ref.slice(ref.indexOf(":") + 1)}`, "", "", () => {
          list.hidden = true;
          chosen(ref, [lat / SCALE, lng / SCALE]);
        }));
        return item;
      }));
      list.hidden = !found.length;
    };
    input.addEventListener("input", find);
    input.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && list.hidden) return; // nothing to close here: it puts the tool in hand away
      if (event.key === "Escape") list.hidden = true;
      if (event.key === "Enter") list.querySelector("button")?.click();
      event.stopPropagation();
    });
    box.append(input, list);
    return box;
  }

  function form(fields, done, { submit, cancel, onCancel, note }) {
    const box = make("form", "pl-form");
    const inputs = {};
    fields.forEach((field) => {
      const label = make("label", "", field.label);
      const input = make(field.options ? "select" : "input");
      if (field.options) {
        field.options.forEach((text) => { const option = make("option", "", text); option.value = text; input.append(option); });
      } else {
        input.type = field.type || "number";
        if (input.type === "number") { input.min = field.min ?? 0; input.step = "any"; }
        if (input.type === "text") input.maxLength = 200;
      }
      input.name = field.name;
      input.value = field.value ?? "";
      input.required = Boolean(field.required);
      input.addEventListener("keydown", (event) => { if (event.key !== "Escape") event.stopPropagation(); });
      inputs[field.name] = input;
      label.append(input);
      box.append(label);
    });
    if (note) box.append(make("div", "pl-small", note));
    const bar = make("div", "pl-bar");
    if (submit) {
      const send = make("button", "pl-button pl-strong", submit);
      send.type = "submit";
      bar.append(send);
    }
    if (cancel) bar.append(button(cancel, "", "cancel", onCancel));
    box.append(bar);
    const values = () => Object.fromEntries(Object.entries(inputs).map(([name, input]) => [name, input.value]));
    const fill = (given) => Object.entries(given).forEach(([name, value]) => { inputs[name].value = value; });
    box.addEventListener("submit", (event) => { event.preventDefault(); done(values()); });
    return { box, values, fill };
  }

  return { button, figures, card, offers, changes, legend, bring, search, form };
})();
