// The built page in a real browser, opened from the disk as a head opens it.
//
// cargo test --features open-me --test open_me makes a pack with the real visitbook and runs this with
//   PACK   the pack,   WORDS   its six words,   SAYS   a sentence of its report
// BROWSER names another browser than /usr/bin/chromium; with a name that holds "firefox" that one is driven.

import assert from "node:assert/strict";
import { createServer } from "node:http";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { pathToFileURL } from "node:url";
import { Encrypter } from "age-encryption";
import { strToU8, unzipSync, zipSync } from "fflate";
import puppeteer from "puppeteer-core";

const PAGE = pathToFileURL(join(import.meta.dirname, "..", "dist", "OPEN-ME.html")).href;
const BROWSER = process.env.BROWSER ?? "/usr/bin/chromium";
const FIREFOX = BROWSER.includes("firefox");
const { PACK, WORDS, SAYS } = process.env;
const PATIENCE = 60_000;
const PHRASE = "otter lamp seven blue candle path";

let browser;
let folder;
let canary;
let calls = 0;

before(async () => {
  assert.ok(PACK && WORDS && SAYS, "PACK, WORDS and SAYS are given by tests/open_me.rs");
  folder = await mkdtemp(join(tmpdir(), "open-me-"));
  canary = createServer((_, answer) => {
    calls += 1;
    answer.end();
  });
  await new Promise((listening) => canary.listen(0, "127.0.0.1", listening));
  browser = await puppeteer.launch({
    browser: FIREFOX ? "firefox" : "chrome",
    executablePath: BROWSER,
    headless: true,
    userDataDir: join(folder, "profile"),
    protocolTimeout: 3 * PATIENCE,
    args: FIREFOX
      ? []
      : ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync"],
  });
});

after(async () => {
  await browser?.close();
  canary?.close();
  await rm(folder, { recursive: true, force: true });
});

/** The page, and every address that it or a frame in it asked for. */
async function visit() {
  const page = await browser.newPage();
  page.setDefaultTimeout(PATIENCE);
  const asked = [];
  const faults = [];
  page.on("request", (request) => asked.push(request.url()));
  page.on("pageerror", (error) => faults.push(String(error)));
  await page.goto(PAGE);
  return { page, asked, faults };
}

async function choose(page, path, words) {
  await (await page.$("#file")).uploadFile(path);
  await page.$eval("#words", (field, typed) => { field.value = typed; }, words);
  await page.click("#open");
}

const shown = (page, id) => page.waitForFunction((id) => !document.getElementById(id).hidden, {}, id);

async function refusal(page, path, words) {
  await choose(page, path, words);
  await shown(page, "trouble");
  assert.equal(await page.$eval("#inside", (part) => part.hidden), true);
  return page.$eval("#trouble", (part) => part.textContent);
}

/** What a reader sees in the frame. */
async function framed(page) {
  await page.waitForSelector("iframe");
  const frame = await (await page.$("iframe")).contentFrame();
  await frame.waitForSelector("body *");
  return frame;
}

async function packed(name, files, seal = (age) => age.setPassphrase(PHRASE)) {
  const age = new Encrypter();
  age.setScryptWorkFactor(10);
  seal(age);
  const path = join(folder, name);
  await writeFile(path, await age.encrypt(zipSync(files)));
  return path;
}

function onlyFromThisComputer(asked) {
  // Firefox does not tell of what it reads from the disk.
  assert.ok(asked.length > 0 || FIREFOX);
  for (const address of asked) {
    // The frame's own address, and what is saved, are inside the browser.
    assert.ok(address === PAGE || /^(about:|blob:)/.test(address), address);
  }
}

test("a pack made by visitbook opens and shows its report", async () => {
  const { page, asked, faults } = await visit();
  // As somebody types who reads them from a slip of paper.
  await choose(page, PACK, ` ${WORDS.toUpperCase().replaceAll(" ", ", ")} `);
  await shown(page, "inside");
  const frame = await framed(page);
  const text = await frame.$eval("body", (body) => body.innerText);
  assert.ok(text.includes(SAYS), text);
  assert.equal(await frame.$eval("h1", (h) => getComputedStyle(h).fontSize), "25.6px", "its own style applies");
  const rows = await page.$$eval("#files span", (spans) => spans.map((span) => span.textContent));
  assert.deepEqual(rows.slice(0, 3), ["The report", "The report for Word, to edit", "The evidence: the day in order, and by question"]);
  assert.ok(rows.includes("What this is, where to keep it, and who decides") && rows.includes("data/released.visitbook"), rows);
  assert.equal(await page.$eval("#words", (field) => field.value), "", "the words do not stay on the screen");
  assert.deepEqual(faults, []);

  // Closing takes everything off the page.
  await page.click("#close");
  assert.equal(await page.$("iframe"), null);
  assert.ok(!(await page.content()).includes(SAYS));
  onlyFromThisComputer(asked);
  await page.close();
});

test("a leap inside the evidence stays in the frame", async () => {
  const { page } = await visit();
  await choose(page, PACK, WORDS);
  await shown(page, "inside");
  await page.click('button[aria-label^="Read: The evidence"]');
  const frame = await framed(page);
  await frame.waitForSelector("#questions");
  await frame.click('a[href="#questions"]');
  await frame.waitForFunction(() => document.scrollingElement.scrollTop > 0);
  assert.ok(await frame.$("#questions"), "still the evidence");
  await page.click('button[aria-label^="Read: What this is"]');
  assert.match(await page.$eval("pre", (block) => block.textContent), /WHERE TO KEEP IT/);
  await page.close();
});

test("its parts can be saved, byte for byte", { skip: FIREFOX && "how to follow a download is Chromium's own" }, async () => {
  const { page } = await visit();
  const session = await page.createCDPSession();
  await session.send("Browser.setDownloadBehavior", { behavior: "allow", downloadPath: folder });
  await choose(page, PACK, WORDS);
  await shown(page, "inside");
  const saved = async (name) => {
    for (const end = Date.now() + PATIENCE; Date.now() < end; await new Promise((next) => setTimeout(next, 50))) {
      const bytes = await readFile(join(folder, name)).catch(() => null);
      if (bytes?.length > 0) return bytes;
    }
    throw new Error(`${name} was not saved`);
  };
  await page.click("#save-all");
  const inside = unzipSync(await saved("visit.zip"));
  await page.click('button[aria-label="Save: The report for Word, to edit"]');
  assert.deepEqual(new Uint8Array(await saved("report.docx")), inside["report.docx"]);
  await page.close();
});

test("wrong words are refused in plain words, and the right ones work afterwards", async () => {
  const { page, asked } = await visit();
  const said = await refusal(page, PACK, WORDS.split(" ").reverse().join(" "));
  assert.match(said, /^The words do not open this file\. Check each of the six/);
  await choose(page, PACK, WORDS);
  await shown(page, "inside");
  assert.equal(await page.$eval("#trouble", (part) => part.hidden), true);
  onlyFromThisComputer(asked);
  await page.close();
});

test("a damaged file is refused in plain words and nothing of it is shown", async () => {
  const { page } = await visit();
  const whole = await readFile(PACK);
  const path = join(folder, "damaged.age");
  for (const at of [20, whole.length - 1, whole.length >> 1, 400]) {
    const bytes = Buffer.from(whole);
    bytes[at] ^= 1;
    await writeFile(path, bytes);
    const said = await refusal(page, path, WORDS);
    assert.match(said, /damaged|not the encrypted file/, `a flipped bit at ${at}`);
  }
  for (const length of [0, 10, 60, 400, whole.length - 1]) {
    await writeFile(path, whole.subarray(0, length));
    const said = await refusal(page, path, WORDS);
    assert.match(said, /damaged|not the encrypted file/, `cut off after ${length}`);
  }
  await page.close();
});

test("other files are told apart", async () => {
  const { page } = await visit();
  const path = join(folder, "other");
  await writeFile(path, zipSync({ "a.txt": strToU8("a") }));
  assert.match(await refusal(page, path, "a"), /not encrypted any more/);
  await writeFile(path, "Dear head,");
  assert.match(await refusal(page, path, "a"), /not the encrypted file/);
  const recipient = "age1zvkyg2lqzraa2lnjvqej32nkuu0ues2s82hzrye869xeexvn73equnujwj";
  const toKey = await packed("key.age", { "report.html": strToU8("x") }, (age) => age.addRecipient(recipient));
  assert.match(await refusal(page, toKey, "a"), /opens with a key/);
  // Work without end: refused, not tried.
  await writeFile(path, "age-encryption.org/v1\n-> scrypt AAAAAAAAAAAAAAAAAAAAAA 40\nAAAA\n--- AAAA\n");
  assert.match(await refusal(page, path, "a"), /damaged/);
  await page.close();
});

test("a hostile pack runs nothing, asks for nothing and unpacks to no end", async () => {
  const { page } = await visit();
  const away = `http://127.0.0.1:${canary.address().port}`;
  const hostile = `<!DOCTYPE html><title>x</title><meta http-equiv="refresh" content="0;url=${away}/refresh">
    <link rel="stylesheet" href="${away}/style"><link rel="prefetch" href="${away}/prefetch"><style>@import "${away}/import";
    body { background: url(${away}/background) }</style><img src="${away}/image"><script>parent.hacked = 1; fetch("${away}/fetch")</script>
    <iframe src="${away}/frame"></iframe><object data="${away}/object"></object><video src="${away}/video"></video>
    <svg><image href="${away}/svg"/></svg><form action="${away}/form"><button>x</button></form><p id="read">It is read.</p>`;
  const path = await packed("hostile.age", {
    "report.html": strToU8(hostile),
    "README.txt": strToU8(`<script>hacked = 1</script><img src=${away}/text onerror="hacked = 1">`),
    "../outside.html": strToU8("x"),
    "__proto__": strToU8("x"),
    "<img src=x onerror=hacked=1>.html": strToU8("x"),
  });
  await choose(page, path, PHRASE);
  await shown(page, "inside");
  const frame = await framed(page);
  await frame.waitForSelector("#read");
  await page.click('button[aria-label^="Read: What this is"]');
  assert.match(await page.$eval("pre", (block) => block.textContent), /^<script>/);
  const rows = await page.$$eval("#files span", (spans) => spans.map((span) => span.textContent));
  assert.equal(rows.length, 2, `unsafe names are left out: ${rows}`);
  await new Promise((passed) => setTimeout(passed, 500));
  assert.equal(await page.evaluate(() => "hacked" in window), false);
  // What the policy stops is told by the browser as asked for too, so those that arrive are counted.
  assert.equal(calls, 0, "something was asked for");
  assert.equal(page.url(), PAGE);

  await page.click("#close");
  const zeros = new Uint8Array(40 * 1024 * 1024);
  const bomb = await packed("bomb.age", { "a.txt": zeros, "b.txt": zeros });
  assert.match(await refusal(page, bomb, PHRASE), /far more than it should/);
  await page.close();
});

test("the page itself holds no address and allows only itself", async () => {
  const html = await readFile(new URL(PAGE), "utf8");
  const policy = /Content-Security-Policy" content="([^"]*)"/.exec(html)[1];
  assert.match(policy, /^default-src 'none'; script-src 'sha256-[A-Za-z0-9+/=]{44}'; /);
  const page = html.slice(0, html.indexOf("<script>")) + html.slice(html.indexOf("</script>"), html.indexOf("<!--\nThis page holds"));
  for (const word of ["http:", "https:", "src=", "<link", "Fernhollow"]) assert.ok(!page.includes(word), word);
});

test("it can be used with the keyboard alone and says what is what", async () => {
  const { page } = await visit();
  const named = await page.$$eval("input", (inputs) => inputs.every((input) => input.labels.length === 1));
  assert.ok(named, "each field has its label");
  await (await page.$("#file")).uploadFile(PACK);
  await page.focus("#words");
  await page.keyboard.type(WORDS);
  await page.keyboard.press("Enter");
  await shown(page, "inside");
  assert.equal(await page.evaluate(() => document.activeElement.id), "inside-title", "a screen reader goes on there");
  assert.equal(await page.$eval("#status", (part) => part.getAttribute("role")), "status");
  await framed(page);
  assert.equal(await page.$eval("iframe", (frame) => frame.title), "The report");
  await page.close();
});
