// Puts the page together: one file with its script and style inside, and a policy that allows these and
// nothing else. The same sources and lock file give the same bytes.

import { build } from "esbuild";
import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

const here = import.meta.dirname;
const source = (name) => readFile(join(here, "src", name), "utf8");

const bundle = await build({
  absWorkingDir: here,
  entryPoints: ["src/page.ts"],
  bundle: true,
  minify: true,
  charset: "ascii",
  format: "iife",
  target: ["chrome100", "firefox100", "safari15.4"],
  legalComments: "none",
  metafile: true,
  write: false,
});
const script = bundle.outputFiles[0].text.trim();
if (/<\/script|<!--/i.test(script)) throw new Error("the script would end its own element");

const hash = createHash("sha256").update(script).digest("base64");
// 'unsafe-inline' is for the style of the report, whose frame has this policy too.
const policy = [
  "default-src 'none'",
  `script-src 'sha256-${hash}'`,
  "style-src 'unsafe-inline'",
  "base-uri about:",
  "form-action 'none'",
].join("; ");

const parts = { policy, style: (await source("page.css")).trim(), script };
const page = (await source("page.html")).replace(/\{\{(\w+)\}\}/g, (_, name) => parts[name]);

await mkdir(join(here, "dist"), { recursive: true });
await writeFile(join(here, "dist", "OPEN-ME.html"), `${page.trimEnd()}\n${await licences()}`);

/** The licences of what is inside, as they ask for. */
async function licences() {
  const packages = new Set();
  for (const input of Object.keys(bundle.metafile.inputs)) {
    const found = /node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(input);
    if (found) packages.add(found[1]);
  }
  const texts = [];
  for (const name of [...packages].sort()) {
    const folder = join(here, "node_modules", name);
    const file = (await readdir(folder)).find((f) => /^licen[cs]e/i.test(f));
    if (!file) throw new Error(`${name} has no licence`);
    texts.push(`${name}\n\n${(await readFile(join(folder, file), "utf8")).trim()}`);
  }
  return `<!--\nThis page holds:\n\n${texts.join("\n\n----\n\n").replaceAll("--", "- -")}\n-->\n`;
}
