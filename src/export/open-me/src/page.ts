// The page: takes the file and the words, shows what is in the pack, offers its parts to be saved.
//
// What the pack holds is shown as text, or in a frame that may run nothing; its words never become part
// of this page's own markup.

import { open, Trouble, type Pack, type PackFile } from "./pack";

/** The files a head looks for, in the order in which they are offered; others follow under their own names. */
const KNOWN: Record<string, string> = {
  "report.html": "The report",
  "report.docx": "The report for Word, to edit",
  "notebook.html": "The evidence: the day in order, and by question",
  "for-the-head.txt": "Notes for the head alone",
  "README.txt": "What this is, where to keep it, and who decides",
  "data/evidence.csv": "The evidence as a table for a spreadsheet",
  "data/actions.csv": "What the school set out to do, as a table for a spreadsheet",
};

const TYPES: Record<string, string> = {
  html: "text/html",
  txt: "text/plain",
  csv: "text/csv",
  json: "application/json",
  docx: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
};

function part<T extends HTMLElement>(id: string, type: new () => T): T {
  const found = document.getElementById(id);
  if (!(found instanceof type)) throw new Error(`the page has no ${id}`);
  return found;
}

const form = part("form", HTMLFormElement);
const chosen = part("file", HTMLInputElement);
const words = part("words", HTMLInputElement);
const button = part("open", HTMLButtonElement);
const status = part("status", HTMLParagraphElement);
const trouble = part("trouble", HTMLParagraphElement);
const inside = part("inside", HTMLElement);
const title = part("inside-title", HTMLHeadingElement);
const list = part("files", HTMLUListElement);
const reading = part("reading", HTMLHeadingElement);
const reader = part("reader", HTMLDivElement);

let opened: Pack | null = null;

form.addEventListener("submit", (event) => {
  event.preventDefault();
  void openChosen();
});
part("save-all", HTMLButtonElement).addEventListener("click", () => {
  if (opened !== null) save("visit.zip", opened.zip, "application/zip");
});
part("close", HTMLButtonElement).addEventListener("click", () => {
  forget();
  form.reset();
  say("Closed. Close this window too when you have finished.");
  chosen.focus();
});

async function openChosen(): Promise<void> {
  const file = chosen.files?.[0];
  if (file === undefined) return;
  forget();
  button.disabled = true;
  say("Opening. This takes a few seconds…");
  await painted();
  try {
    opened = await open(new Uint8Array(await read(file)), words.value);
    words.value = "";
    say("");
    show(opened);
  } catch (error) {
    say("");
    trouble.textContent = error instanceof Trouble ? error.message : "The file could not be opened. Load this page again and try once more.";
    trouble.hidden = false;
  } finally {
    button.disabled = false;
  }
}

async function read(file: File): Promise<ArrayBuffer> {
  try {
    return await file.arrayBuffer();
  } catch {
    throw new Trouble("The file could not be read. Is it still where it was? Choose it once more.");
  }
}

/** Waits until what was said can be seen: trying the words keeps the page busy. */
function painted(): Promise<void> {
  // A window in the background paints nothing, so a timer goes along.
  return new Promise((done) => {
    requestAnimationFrame(() => setTimeout(done, 0));
    setTimeout(done, 200);
  });
}

function say(text: string): void {
  status.textContent = text;
  trouble.hidden = true;
}

/** Takes everything that was opened off the page. */
function forget(): void {
  opened = null;
  inside.hidden = true;
  form.hidden = false;
  list.replaceChildren();
  reader.replaceChildren();
  reading.textContent = "";
}

function show(pack: Pack): void {
  const order = Object.keys(KNOWN);
  const place = (file: PackFile) => (order.includes(file.name) ? order.indexOf(file.name) : order.length);
  const files = [...pack.files].sort((a, b) => place(a) - place(b));
  list.replaceChildren(...files.map(row));
  inside.hidden = false;
  form.hidden = true;
  title.focus();
  const report = files.find((file) => file.name === "report.html");
  if (report !== undefined) display(report);
}

function row(file: PackFile): HTMLLIElement {
  const item = document.createElement("li");
  const name = document.createElement("span");
  name.textContent = KNOWN[file.name] ?? file.name;
  item.append(name);
  const action = (word: string, does: () => void) => {
    const control = document.createElement("button");
    control.type = "button";
    control.className = "second";
    control.textContent = word;
    control.setAttribute("aria-label", `${word}: ${name.textContent}`);
    control.addEventListener("click", does);
    item.append(control);
  };
  if (["html", "txt"].includes(ending(file))) {
    action("Read", () => {
      display(file);
      reading.focus();
    });
  }
  action("Save", () => save(file.name.split("/").pop() ?? file.name, file.bytes, TYPES[ending(file)] ?? "application/octet-stream"));
  return item;
}

function ending(file: PackFile): string {
  return file.name.split(".").pop() ?? "";
}

function display(file: PackFile): void {
  const text = new TextDecoder().decode(file.bytes);
  reading.textContent = KNOWN[file.name] ?? file.name;
  if (ending(file) === "html") {
    const frame = document.createElement("iframe");
    // Nothing in it may run, be sent, or reach this page.
    frame.setAttribute("sandbox", "");
    frame.title = reading.textContent;
    // Without it a leap inside the document would load this page into the frame.
    frame.srcdoc = `<base href="about:srcdoc">${text}`;
    reader.replaceChildren(frame);
  } else {
    const block = document.createElement("pre");
    block.textContent = text;
    reader.replaceChildren(block);
  }
}

function save(name: string, bytes: Uint8Array, type: string): void {
  const address = URL.createObjectURL(new Blob([bytes.slice()], { type }));
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  // The browser has its own hold on the bytes by then.
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}
