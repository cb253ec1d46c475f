// The button for all code of the book, remembered from page to page where the browser allows it.
// Until the page is read, the style shows the code if its head says that it was shown.
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
  delete document.documentElement.dataset.code;
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

// A handle for each row and item that has an address: no stop for the keyboard, and no text. A term
// is better known by its name than by its row.
const ROWS = "figure.printed tr[id], :is(ul.checks, ul.figures) > li[id]";
const giveHandles = () => {
  const handle = document.getElementById("handle").content.firstElementChild;
  for (const row of document.querySelectorAll(ROWS)) {
    const { id } = row.querySelector("th[id]") ?? row;
    const head = row.querySelector(".title, p, th[scope=row]") ?? row.querySelector(":not(:empty)");
    const copy = handle.cloneNode();
    copy.href = `#${id}`;
    head.append(copy);
  }
};
addEventListener("DOMContentLoaded", giveHandles);

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
