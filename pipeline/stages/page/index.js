"use strict";
document.documentElement.classList.add("js");
document.addEventListener("DOMContentLoaded", () => {
  const PAGE = 100;
  const table = document.querySelector("table.index");
  const body = table.tBodies[0];
  const form = document.querySelector("form");
  const found = document.querySelector(".found");
  const pager = document.querySelector(".pager");
  const menus = [...form.querySelectorAll("select")];
  const lang = document.documentElement.lang;
  const { compare } = new Intl.Collator(lang, { numeric: true });
  const counted = new Intl.NumberFormat(lang);
  const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  const outcomes = ["unexamined", "reject", "pass"];
  const keyOf = {
    dossier: (row) => row.cells[0].textContent,
    outcome: (row) => outcomes.indexOf(row.dataset.outcome),
    motifs: (row) => row.dataset.motif,
    rules: (row) => row.dataset.rule.split(" ").filter(Boolean).length,
    seconds: (row) => parseFloat(row.cells[4].textContent.replace(",", ".")),
  };
  const rows = [...body.querySelectorAll("tr[data-outcome]")];
  const none = body.querySelector("tr:not([data-outcome])");
  const textOf = (row) => `${row.cells[0].textContent} ${row.cells[3].textContent} ${row.dataset.rule}`;
  const texts = new Map(rows.map((row) => [row, plain(textOf(row))]));
  let order = rows;
  let sorted = { by: "", down: false };
  let shown = [];
  let first = 0;

  const draw = () => {
    const last = Math.min(first + PAGE, shown.length);
    body.replaceChildren(...shown.slice(first, last));
    pager.hidden = shown.length <= PAGE;
    pager.querySelector(".shown").textContent =
      `${counted.format(first + 1)} – ${counted.format(last)} ${found.dataset.of} ${counted.format(shown.length)}`;
    const [earlier, later] = pager.querySelectorAll("button");
    // Not `disabled`, which would take the focus away from whoever is pressing it.
    earlier.setAttribute("aria-disabled", String(first === 0));
    later.setAttribute("aria-disabled", String(last >= shown.length));
  };

  const filter = () => {
    const words = plain(form.elements.text.value).split(/\s+/).filter(Boolean);
    const asked = menus.filter((menu) => menu.value);
    shown = order.filter((row) =>
      asked.every((menu) => row.dataset[menu.name].split(" ").includes(menu.value)) &&
      words.every((word) => texts.get(row).includes(word)));
    first = 0;
    found.textContent = shown.length || !rows.length
      ? `${counted.format(shown.length)} ${found.dataset.of} ${counted.format(rows.length)}`
      : found.dataset.none;
    const state = new URLSearchParams([...new FormData(form)].filter(([, value]) => value));
    // So that whoever comes back from a report finds what they were looking at.
    history.replaceState(null, "", `#${state}`);
    draw();
  };

  const sort = (by, down) => {
    sorted = { by, down };
    const keys = new Map(rows.map((row) => [row, keyOf[by](row)]));
    const step = down ? -1 : 1;
    order = [...rows].sort((a, b) => {
      const [one, other] = [keys.get(a), keys.get(b)];
      return step * (typeof one === "number" ? one - other : compare(one, other));
    });
    for (const head of table.tHead.rows[0].cells) {
      head.setAttribute("aria-sort", head.dataset.sort !== by ? "none" : down ? "descending" : "ascending");
    }
    filter();
  };

  for (const head of table.tHead.rows[0].cells) {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener("click", () => sort(head.dataset.sort, sorted.by === head.dataset.sort && !sorted.down));
  }
  for (const word of document.querySelectorAll("[data-filter]")) {
    const menu = form.elements[word.dataset.filter];
    if (!menu) continue; // all lines have it
    const button = document.createElement("button");
    button.type = "button";
    button.append(...word.childNodes);
    word.append(button);
    button.addEventListener("click", () => {
      form.reset();
      menu.value = word.dataset.value;
      filter();
      document.getElementById("dossiers").scrollIntoView();
    });
  }
  for (const button of pager.querySelectorAll("button")) {
    button.addEventListener("click", () => {
      const next = first + PAGE * Number(button.dataset.step);
      if (next < 0 || next >= shown.length) return;
      first = next;
      draw();
      document.getElementById("dossiers").scrollIntoView();
    });
  }
  form.addEventListener("input", filter);
  form.addEventListener("submit", (sent) => sent.preventDefault());
  form.addEventListener("reset", () => setTimeout(filter));
  addEventListener("beforeprint", () => body.replaceChildren(...shown));
  addEventListener("afterprint", draw);

  if (none) return;
  for (const [name, value] of new URLSearchParams(location.hash.slice(1))) {
    if (form.elements[name]) form.elements[name].value = value;
  }
  form.hidden = false;
  filter();
  document.documentElement.classList.add("ready");
});
