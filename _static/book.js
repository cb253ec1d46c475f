// Escape puts away the card of a figure, until the pointer or the focus comes to another place.
const { classList } = document.documentElement;
document.addEventListener("keydown", ({ key }) => key === "Escape" && classList.add("no-card"));
document.addEventListener("pointerover", () => classList.remove("no-card"));
document.addEventListener("focusin", () => classList.remove("no-card"));
