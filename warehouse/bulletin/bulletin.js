// The bulletin's own script: the language, tables that can be sorted and searched, the map's indicator, values under the
// pointer. Without it the page stands complete in its first language.
"use strict";
(() => {
  const root = document.documentElement;
  const words = JSON.parse(document.getElementById("words").textContent);
  const LANGUAGES = ["ky", "ru", "en"];
  const MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");
  const NARROW = "\u202f";
  const all = (selector, within = document) => Array.from(within.querySelectorAll(selector));
  const word = (number) => words[number][LANGUAGES.indexOf(root.lang)];

  // Numbers: a comma or a point before the decimals, thousands apart.
  const number = (value, decimals) => {
    const plain = Math.abs(value).toFixed(decimals).split(".");
    const thousands = plain[0].replace(/\B(?=(\d{3})+$)/g, root.lang === "en" ? "," : NARROW);
    const sign = value < 0 && Number(Math.abs(value).toFixed(decimals)) !== 0 ? "\u2212" : "";
    return sign + thousands + (plain[1] ? (root.lang === "en" ? "." : ",") + plain[1] : "");
  };
  const respell = (text, from, to) => {
    if ((from === "en") === (to === "en")) return text;
    const signs = to === "en" ? { [NARROW]: ",", ",": "." } : { ",": NARROW, ".": "," };
    return text.replace(/[\u202f,.](?=\d)/g, (sign) => signs[sign] ?? sign);
  };
  const quarter = (key, long) => {
    const [year, digit] = key.split("-Q");
    const roman = ["I", "II", "III", "IV"][digit - 1];
    if (root.lang === "en") return `Q${digit} ${year}`;
    return root.lang === "ru" ? `${roman} кв. ${year}` : `${year}, ${roman} чейрек`;
  };

  // Language -------------------------------------------------------------------------------------------------------
  const remembered = () => {
    try { return localStorage.getItem("aimak-language"); } catch { return null; }
  };
  const remember = (language) => {
    try { localStorage.setItem("aimak-language", language); } catch { /* it is asked again next time */ }
  };
  const attributes = ["aria-label", "placeholder", "title", "data-title"];
  const describe = (name, which = "") => {
    for (const element of all(`[data-w-${name}]${which}`)) element.setAttribute(name, word(element.getAttribute(`data-w-${name}`)));
  };
  function speak(language) {
    const before = root.lang;
    root.lang = language;
    for (const button of all("[data-language]")) {
      button.setAttribute("aria-pressed", String(button.dataset.language === language));
    }
    if (before === language) { describe("title", ":not([title])"); return; }
    for (const element of all("[data-w]")) element.textContent = word(element.dataset.w);
    for (const name of attributes) describe(name);
    for (const element of all(".n, .local td:not([data-w])")) {
      const written = element.firstElementChild ?? element;
      written.textContent = respell(written.textContent, before, language);
    }
    for (const element of all("time")) {
      const [year, month, day] = element.dateTime.split("-");
      element.textContent = language === "en" ? `${Number(day)} ${MONTHS[month - 1]} ${year}` : `${day}.${month}.${year}`;
    }
    for (const select of all(".map select")) colour(select);
  }

  // Tables ---------------------------------------------------------------------------------------------------------
  // What a row is sorted by: a stated number, a number as it is written, or a text; null if there is nothing.
  const key = (row, column) => {
    const cell = row.cells[column];
    if (cell.dataset.v !== undefined) return Number(cell.dataset.v);
    const text = cell.textContent.trim();
    if (text === "–") return null;
    if (cell.dataset.w !== undefined) return text;
    const signs = root.lang === "en" ? text.replaceAll(",", "") : text.replaceAll(NARROW, "").replace(",", ".");
    return Number(signs.replace("\u2212", "-"));
  };
  function sort(button) {
    const heading = button.closest("th");
    const table = heading.closest("table");
    const ascending = heading.getAttribute("aria-sort") !== "ascending";
    const collator = new Intl.Collator([root.lang, "ru"], { numeric: true });
    const rows = all("tbody tr", table);
    const keyed = rows.map((row) => [key(row, heading.cellIndex), row]);
    keyed.sort(([one], [other]) => {
      if (one === null || other === null) return (one === null) - (other === null); // what is missing comes last
      const order = typeof one === "number" && typeof other === "number" ? one - other : collator.compare(one, other);
      return ascending ? order : -order;
    });
    for (const other of all("th[aria-sort]", table)) other.removeAttribute("aria-sort");
    heading.setAttribute("aria-sort", ascending ? "ascending" : "descending");
    table.tBodies[0].append(...keyed.map(([, row]) => row));
  }
  const plain = (text) => text.toLocaleLowerCase().replace(/ё/g, "е");
  function search(input) {
    const table = document.getElementById(input.getAttribute("aria-controls"));
    const wanted = plain(input.value.trim());
    let shown = 0;
    for (const row of all("tbody tr", table)) {
      // A name is found in whichever of the three languages it is typed.
      const places = [...all("[data-w]", row).slice(0, 3).map((each) => each.dataset.w), row.dataset.oblast];
      const names = places.flatMap((each) => words[each] ?? []).join(" ");
      row.hidden = !plain(names).includes(wanted);
      shown += row.hidden ? 0 : 1;
    }
    input.closest(".search").querySelector("output").textContent = wanted ? String(shown) : "";
  }

  // Map ------------------------------------------------------------------------------------------------------------
  function colour(select) {
    const map = select.closest(".map");
    const table = document.getElementById(map.dataset.table);
    const heading = all("thead th", table).find((each) => each.dataset.indicator === select.value);
    const breaks = JSON.parse(heading.dataset.breaks);
    const decimals = Number(heading.dataset.d);
    const values = new Map(all("tbody tr", table).map((row) => [row.dataset.code, key(row, heading.cellIndex)]));
    for (const tile of all(".mosaic .tile", map)) {
      const value = values.get(tile.dataset.code);
      const known = typeof value === "number";
      tile.className = known ? `tile k${breaks.filter((each) => each <= value).length}` : "tile none";
      tile.lastElementChild.textContent = known ? number(value, decimals) : "–";
    }
    all(".key li:not(.absent)", map).forEach((entry, place) => {
      const [low, high] = [breaks[place - 1], breaks[place]];
      entry.hidden = place > breaks.length;
      const text = low === undefined ? `< ${number(high ?? 0, decimals)}`
        : high === undefined ? `≥ ${number(low, decimals)}`
        : `${number(low, decimals)} – ${number(high, decimals)}`;
      entry.lastElementChild.textContent = breaks.length ? text : "";
    });
    map.querySelector(".unit").textContent = word(heading.dataset.unit);
  }

  // Values under the pointer ---------------------------------------------------------------------------------------
  const tip = document.createElement("div");
  tip.className = "tip";
  tip.hidden = true;
  document.body.append(tip);
  function point(event) {
    const chart = event.target.closest?.("svg[data-s]");
    if (!chart) { tip.hidden = true; return; }
    const [first, decimals, unit, left, width, values] = JSON.parse(chart.dataset.s);
    const box = chart.getBoundingClientRect();
    const at = ((event.clientX - box.left) / box.width) * chart.viewBox.baseVal.width;
    const place = Math.floor(((at - left) / width) * values.length);
    if (place < 0 || place >= values.length) { tip.hidden = true; return; }
    const [year, digit] = first.split("-Q").map(Number);
    const index = year * 4 + digit - 1 + place;
    const shown = values[place] === null ? "–" : `${number(values[place], decimals)} ${word(unit)}`;
    tip.replaceChildren(quarter(`${Math.floor(index / 4)}-Q${(index % 4) + 1}`), document.createElement("b"));
    tip.lastElementChild.textContent = shown;
    tip.hidden = false;
    const x = Math.min(event.clientX + 14, window.innerWidth - tip.offsetWidth - 8);
    tip.style.transform = `translate(${Math.max(x, 8)}px, ${Math.max(event.clientY - tip.offsetHeight - 10, 8)}px)`;
  }
  document.addEventListener("pointermove", point);
  document.addEventListener("pointerdown", point);
  document.addEventListener("pointerleave", () => { tip.hidden = true; });

  // Everything that reacts -----------------------------------------------------------------------------------------
  document.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (button?.dataset.language) { speak(button.dataset.language); remember(button.dataset.language); }
    else if (button?.closest("th")) sort(button);
  });
  document.addEventListener("input", (event) => {
    if (event.target.matches("input[type=search]")) search(event.target);
    if (event.target.matches(".map select")) colour(event.target);
  });
  // On paper nothing can be opened.
  addEventListener("beforeprint", () => all("details").forEach((each) => { each.dataset.was = String(each.open); each.open = true; }));
  addEventListener("afterprint", () => all("details").forEach((each) => { each.open = each.dataset.was === "true"; }));

  // The figures of municipalities are linked here, since their addresses would be half of the page.
  for (const table of all(".local")) {
    const pages = all("thead th", table).map((heading) => heading.dataset.page);
    for (const row of table.tBodies[0].rows) {
      for (const cell of row.cells) {
        const page = pages[cell.cellIndex];
        if (!page || cell.textContent === "–") continue;
        const link = document.createElement("a");
        link.href = page + row.dataset.code;
        link.textContent = cell.textContent;
        cell.replaceChildren(link);
      }
    }
  }

  root.classList.add("scripted");
  const asked = new URLSearchParams(location.search).get("language") ?? remembered();
  speak(LANGUAGES.includes(asked) ? asked : root.lang);
})();
