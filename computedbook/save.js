// What a table or chart shows, as a file: loaded when the first menu below one is opened.
{
  const root = document.documentElement.dataset.content_root;

  // Tables

  // The text of a cell, without what was added to it: a recomputed number, a mark, a second name.
  const textOf = (cell) => {
    const copy = cell.cloneNode(true);
    for (const added of copy.querySelectorAll(".recomputed, sup, .other")) added.remove();
    return copy.textContent.replace(/\s+/g, " ").trim();
  };
  // Headings are as many cells as they are wide, the first of which has the text.
  const cellsOf = (row) =>
    [...row.cells].flatMap((cell) => [
      { text: textOf(cell), number: cell.matches("td.number"), head: cell.matches("thead *") },
      ...Array(cell.colSpan - 1).fill({ text: "" }),
    ]);
  const rowsOf = (table) => [...table.rows].map(cellsOf);

  const quoted = (text) => (/[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  // With the mark by which Excel knows that it is UTF-8.
  const csv = (rows) =>
    new Blob(["\ufeff", ...rows.map((row) => row.map(({ text }) => quoted(text)) + "\r\n")], {
      type: "text/csv",
    });

  const NUMBER = /^[−-]?\d[\d,]*(\.\d+)?%?$/;
  const spreadsheetCell = ({ text, number, head }) => {
    if (!number || !NUMBER.test(text)) return { value: text, fontWeight: head ? "bold" : undefined };
    const places = "0".repeat(text.replace("%", "").split(".")[1]?.length ?? 0);
    const percent = text.endsWith("%");
    const value = Number(text.replace("−", "-").replace(/[,%]/g, "")) / (percent ? 100 : 1);
    return { value, type: Number, format: `0${places && "." + places}${percent ? "%" : ""}` };
  };
  const excel = async (rows, name) => {
    await load("write-excel-file.js");
    const columns = rows[0].map((_, index) => {
      const texts = rows.map((row) => row[index]?.text ?? "");
      return { width: Math.min(40, 2 + Math.max(...texts.map((text) => widthOf(text)))) };
    });
    const data = rows.map((row) => row.map(spreadsheetCell));
    return writeXlsxFile(data, { columns, sheet: name.slice(0, 31) }).toBlob();
  };
  const widthOf = (text) => [...text].reduce((sum, each) => sum + (each > "\u2e80" ? 2 : 1), 0);

  // Charts

  const STYLES = ["fill", "stroke", "font-family", "font-size", "font-weight", "color"];
  const SPACE = "http://www.w3.org/2000/svg";
  const make = (name, attributes, text = "") => {
    const element = document.createElementNS(SPACE, name);
    for (const each in attributes) element.setAttribute(each, attributes[each]);
    element.textContent = text;
    return element;
  };
  // A text in lines that fit; between Chinese characters a line may end anywhere.
  const linesOf = (text, width, font) => {
    const pen = document.createElement("canvas").getContext("2d");
    pen.font = font;
    const lines = [""];
    for (const word of text.match(/[\u2e80-\uffff]|[^\s\u2e80-\uffff]+\s*|\s+/g) ?? []) {
      if (lines.at(-1) && pen.measureText(lines.at(-1) + word.trimEnd()).width > width) lines.push("");
      lines[lines.length - 1] += word;
    }
    return lines.map((line) => line.trim());
  };
  // The drawing that the page shows, by itself: with its title and source, and colours as they are.
  const drawing = (figure) => {
    const shown = [...figure.querySelectorAll("svg")].find((each) => each.checkVisibility());
    const [, , width, height] = shown.getAttribute("viewBox").split(" ").map(Number);
    const style = getComputedStyle(document.body), family = getComputedStyle(figure).fontFamily;
    const copy = shown.cloneNode(true), margin = 16;
    const parts = [...shown.querySelectorAll("*")];
    [...copy.querySelectorAll("*")].forEach((part, index) => {
      const computed = getComputedStyle(parts[index]);
      part.removeAttribute("class");
      for (const name of STYLES) part.style.setProperty(name, computed.getPropertyValue(name));
    });
    for (const name of ["class", "style", "display"]) copy.removeAttribute(name);
    const caption = figure.querySelector("figcaption").cloneNode(true);
    const subtitle = caption.querySelector(".subtitle");
    subtitle?.remove();
    const texts = make("g", { fill: style.color, "font-family": family });
    let y = 0;
    const write = (text, size, weight) => {
      for (const line of linesOf(text, width, `${weight} ${size}px ${family}`)) {
        const place = { x: 0, y: (y += size * 1.35), "font-size": size, "font-weight": weight };
        texts.append(make("text", place, line));
      }
    };
    write(caption.textContent.trim(), 17, 600);
    if (subtitle) write(subtitle.textContent.trim(), 13, 400);
    const top = y + 12;
    y += 12 + height;
    write(document.title, 11, 400);
    const box = [-margin, -margin, width + 2 * margin, y + 2 * margin + 4];
    const background = { x: -margin, y: -margin, width: box[2], height: box[3] };
    const inner = make("g", { transform: `translate(0 ${top})` });
    inner.append(...copy.childNodes);
    copy.append(make("rect", { ...background, fill: style.backgroundColor }), texts, inner);
    copy.setAttribute("xmlns", SPACE);
    copy.setAttribute("viewBox", box.join(" "));
    copy.setAttribute("width", box[2]);
    copy.setAttribute("height", box[3]);
    return copy;
  };
  const svg = (figure) =>
    new Blob([new XMLSerializer().serializeToString(drawing(figure))], { type: "image/svg+xml" });
  const png = async (figure) => {
    const image = new Image(), picture = drawing(figure);
    const text = new XMLSerializer().serializeToString(picture);
    image.src = "data:image/svg+xml," + encodeURIComponent(text);
    await image.decode();
    const canvas = document.createElement("canvas"), scale = 2;
    canvas.width = picture.getAttribute("width") * scale;
    canvas.height = picture.getAttribute("height") * scale;
    canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
    return new Promise((resolve) => canvas.toBlob(resolve, "image/png"));
  };

  // The menus

  const load = (name) =>
    new Promise((resolve, reject) => {
      const script = document.createElement("script");
      script.src = `${root}_save/${name}`;
      script.onload = resolve;
      script.onerror = reject;
      document.head.append(script);
    });
  const save = (blob, name) => {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(blob);
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
  };
  for (const menu of document.querySelectorAll(".tools")) {
    const cell = menu.parentElement, { name } = menu.dataset;
    const table = cell.querySelector("table"), figure = cell.querySelector("figure.chart");
    const kinds = figure
      ? { SVG: ["svg", () => svg(figure)], PNG: ["png", () => png(figure)] }
      : { CSV: ["csv", () => csv(rowsOf(table))], Excel: ["xlsx", () => excel(rowsOf(table), name)] };
    for (const kind in kinds) {
      const [ending, file] = kinds[kind];
      const button = document.createElement("button");
      Object.assign(button, { type: "button", textContent: kind });
      button.addEventListener("click", async () => save(await file(), `${name}.${ending}`));
      menu.querySelector("div").append(" ", button);
    }
  }
}
