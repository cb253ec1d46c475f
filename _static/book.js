// The card of a figure: one for all of them, with what the list at the foot of the page says of it,
// links included. It stands where the pointer or the focus is. Put away by Escape or by a second
// click, it stays away until either comes to another figure. Where it can't be made, CSS has one.
const cards = () => {
  const FIGURE = ".figure[value]";
  const BLOCK = "p, li, dt, dd, th, td, caption, figcaption, summary, h1, h2, h3";
  const figureAt = (target) => target.closest?.(FIGURE);
  const among = (figure) => {
    const block = figure.closest(BLOCK) ?? document.body;
    return [...block.querySelectorAll(FIGURE)].filter((each) => each.closest(BLOCK) === block);
  };
  const keys = [...document.querySelectorAll("#figure-keys > *")];
  const card = document.createElement("span");
  Object.assign(card, { id: "figure-card", className: "figure-card", popover: "manual" });
  let shown, hovered, focused, dismissed, again, timer;

  const line = (name, ...content) => {
    const span = document.createElement("span");
    span.className = name;
    span.append(...content);
    return span;
  };
  const sourcesOf = (figure) => {
    const listed = document.getElementById(figure.dataset.listed);
    const found = listed?.querySelectorAll(".source") ?? [];
    const copies = [...found].map((each) => each.cloneNode(true));
    for (const each of copies) each.firstElementChild.tabIndex = -1; // Enter and arrows lead there
    return copies;
  };
  const show = (figure) => {
    if (figure === shown) return;
    if (shown) {
      card.hidePopover();
      shown.setAttribute("aria-expanded", false);
      shown.removeAttribute("aria-details");
    }
    shown = figure;
    if (!figure) return;
    const { label, both, work } = figure.dataset;
    const help = line("keys", ...keys.slice(among(figure).length > 1 ? 0 : 1));
    const lines = [line("label", label), line("value", both), line("work", work)];
    card.replaceChildren(...lines, line("sources", ...sourcesOf(figure)), help);
    figure.after(card);
    figure.setAttribute("aria-expanded", true);
    figure.setAttribute("aria-details", card.id);
    card.showPopover();
    const [over, under] = [card.getBoundingClientRect(), figure.getBoundingClientRect()];
    const covered = over.top < under.bottom && under.top < over.bottom;
    if (covered) scrollBy({ top: under.bottom - over.top + 8 });
  };
  const update = () => {
    const wanted = hovered ?? focused;
    if (wanted && wanted !== dismissed) dismissed = null;
    show(wanted === dismissed ? null : (wanted ?? null));
  };
  const open = (figure) => {
    hovered = dismissed = null;
    focused = figure;
    update();
  };
  const dismiss = () => {
    dismissed = shown;
    if (card.contains(document.activeElement)) shown.focus();
    update();
  };

  addEventListener("pointerover", ({ target, pointerType }) => {
    if (pointerType === "touch" || card.contains(document.activeElement)) return;
    const figure = card.contains(target) ? shown : figureAt(target);
    clearTimeout(timer); // a moment, in which the pointer may pass over others
    timer = setTimeout(() => update((hovered = figure)), 100);
  });
  addEventListener("pointerdown", ({ target }) => {
    again = shown && figureAt(target) === shown && document.activeElement === shown;
  });
  addEventListener("pointerup", ({ target }) => {
    if (!card.contains(target) && !figureAt(target)) open(null);
  });
  addEventListener("click", ({ target }) => {
    const figure = figureAt(target);
    if (figure && again) dismiss();
    else if (figure) open(figure, figure.focus());
    again = false;
  });
  addEventListener("focusin", ({ target }) => {
    const figure = figureAt(target);
    hovered = null;
    focused = card.contains(target) ? shown : figure;
    for (const each of figure ? among(figure) : []) each.tabIndex = each === figure ? 0 : -1;
    update();
  });
  addEventListener("hashchange", () => open(null));
  addEventListener("keydown", (event) => {
    const { key, target } = event;
    const figure = figureAt(target);
    if (key === "Escape" && shown) return dismiss();
    const modified = event.altKey || event.ctrlKey || event.metaKey || event.shiftKey;
    if (modified || !(figure || card.contains(target))) return;
    const all = figure ? among(figure) : [...card.querySelectorAll("a")];
    const place = all.indexOf(target);
    const [before, after] = [all[place - 1], all[place + 1]];
    const moves = { ArrowLeft: before, ArrowRight: after, Home: all[0], End: all.at(-1) };
    if (figure && (key === "Enter" || key === " ")) {
      if (key === " " && shown) dismiss();
      else open(figure);
      if (key === "Enter") card.querySelector("a")?.focus();
    } else if (!moves[key]) return;
    event.preventDefault();
    moves[key]?.focus();
  });

  for (const each of document.querySelectorAll(FIGURE)) {
    const { label, both, work, from } = each.dataset;
    const group = among(each);
    if (group[0] !== each) each.tabIndex = -1;
    each.role = "button";
    each.setAttribute("aria-expanded", false);
    // A description that stands in a closed fold is not read out.
    each.dataset.listed = each.getAttribute("aria-describedby");
    each.removeAttribute("aria-describedby");
    const told = [label, both, work, from, group[1] && keys[0].textContent];
    each.ariaDescription = told.filter(Boolean).join("; ");
  }
};
if (HTMLElement.prototype.showPopover) {
  document.documentElement.classList.add("cards");
  addEventListener("DOMContentLoaded", cards);
}

// The button for all code of the book, remembered from page to page where the browser allows it.
// What is to be open has been opened as the page was read, by what stands in its head.
const remembered = () => {
  try {
    return localStorage.getItem("code") === "shown";
  } catch {
    return false;
  }
};
let shown = remembered();
const showCode = () => {
  for (const fold of document.querySelectorAll(".folded-code")) fold.open = shown;
  for (const button of document.querySelectorAll(".code-button")) {
    button.setAttribute("aria-pressed", shown);
    button.title = shown ? button.dataset.hide : button.dataset.show;
  }
};
if (shown) addEventListener("DOMContentLoaded", showCode);
addEventListener("click", ({ target }) => {
  if (!target.closest(".code-button")) return;
  shown = !shown;
  showCode();
  try {
    localStorage.setItem("code", shown ? "shown" : "hidden");
  } catch {}
});
addEventListener("pageshow", ({ persisted }) => {
  if (!persisted) return; // a page gone back to is as it was left
  shown = remembered();
  showCode();
});

// What a link leads to is unfolded: every fold that it stands in, and what folds itself in it.
const unfold = () => {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  const own = target?.querySelector(":scope > details:not(.tools)");
  let opened = false;
  for (let fold = own ?? target; fold; fold = fold.parentElement?.closest("details")) {
    if (fold.tagName !== "DETAILS" || fold.open) continue;
    fold.open = opened = true;
  }
  if (opened) target.scrollIntoView();
};
addEventListener("DOMContentLoaded", unfold);
addEventListener("hashchange", unfold);

// The menu of downloads closes as a click or the focus leaves it.
const leave = ({ target }) => {
  for (const menu of document.querySelectorAll(".downloads[open]")) {
    if (!menu.contains(target)) menu.open = false;
  }
};
addEventListener("click", leave);
addEventListener("focusin", leave);

// On paper: title, address and date on each page, and the light theme.
const { documentElement: root } = document;
let theme;
addEventListener("beforeprint", () => {
  const canonical = document.querySelector('link[rel="canonical"]');
  const day = new Date().toLocaleDateString(root.lang, { dateStyle: "long" });
  const said = { title: document.title, address: canonical?.href ?? location.href, day };
  for (const [name, text] of Object.entries(said)) {
    root.style.setProperty(`--${name}`, JSON.stringify(text));
  }
  ({ theme } = root.dataset);
  root.dataset.theme = "light";
});
addEventListener("afterprint", () => {
  root.dataset.theme = theme;
});
