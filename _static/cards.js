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
  let owner, hovered, focused, dismissed, again, timer;

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
    if (figure === owner) return;
    if (owner) {
      card.hidePopover();
      owner.setAttribute("aria-expanded", false);
      owner.removeAttribute("aria-details");
    }
    owner = figure;
    if (!figure) return;
    const { label, both, work } = figure.dataset;
    const lines = [line("label", label), line("value", both), line("work", work)];
    card.replaceChildren(...lines, line("sources", ...sourcesOf(figure)));
    const help = keys.slice(among(figure).length > 1 ? 0 : 1);
    if (figure.matches(":focus-visible")) card.append(line("keys", ...help));
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
    dismissed = owner;
    if (card.contains(document.activeElement)) owner.focus();
    update();
  };

  addEventListener("pointerover", ({ target, pointerType }) => {
    if (pointerType === "touch" || card.contains(document.activeElement)) return;
    const figure = card.contains(target) ? owner : figureAt(target);
    clearTimeout(timer); // a moment, in which the pointer may pass over others
    timer = setTimeout(() => update((hovered = figure)), 100);
  });
  addEventListener("pointerdown", ({ target }) => {
    again = owner && figureAt(target) === owner && focused === owner;
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
    focused = card.contains(target) ? owner : figure;
    for (const each of figure ? among(figure) : []) each.tabIndex = each === figure ? 0 : -1;
    update();
  });
  addEventListener("hashchange", () => open(null));
  addEventListener("keydown", (event) => {
    const { key, target } = event;
    const figure = figureAt(target);
    if (key === "Escape" && owner) return dismiss();
    const modified = event.altKey || event.ctrlKey || event.metaKey || event.shiftKey;
    if (modified || !(figure || card.contains(target))) return;
    const all = figure ? among(figure) : [...card.querySelectorAll("a")];
    const place = all.indexOf(target);
    const [before, after] = [all[place - 1], all[place + 1]];
    const moves = { ArrowLeft: before, ArrowRight: after, Home: all[0], End: all.at(-1) };
    if (figure && (key === "Enter" || key === " ")) {
      if (key === " " && owner) dismiss();
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
