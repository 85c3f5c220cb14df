// Opens a pack: age first, then the ZIP inside. Nothing here touches the page, and every way in which
// it can go wrong ends in words for a head teacher.

import { Decrypter } from "age-encryption";
import { unzipSync } from "fflate";

/** A file of the pack. */
export interface PackFile {
  /** Its name inside the pack. */
  name: string;
  bytes: Uint8Array;
}

/** An opened pack. */
export interface Pack {
  /** The ZIP as it was encrypted. */
  zip: Uint8Array;
  files: PackFile[];
}

/** Something that went wrong, in words: what happened, and what to do now. */
export class Trouble extends Error {}

/** The most that a file, and all that it unpacks to, may have; the program that makes packs has the same limit. */
const MOST_BYTES = 64 * 1024 * 1024;
const MOST_FILES = 64;

const START = "age-encryption.org/v1\n";
const DAMAGED =
  "The file is damaged or was cut off on its way to you. Nothing of it is shown. " +
  "Copy it once more, or ask the person who sent it to send it again.";

/** The six words as they were generated, however they were typed: small letters, one space between them. */
export function normalised(words: string): string {
  return (words.toLowerCase().match(/[a-z]+/g) ?? []).join(" ");
}

/** Opens a pack with its words. */
export async function open(bytes: Uint8Array, words: string): Promise<Pack> {
  recognise(bytes);
  const zip = await decrypt(bytes, words);
  return { zip, files: unpack(zip) };
}

/** Refuses at once, before the words are tried, what is not a file that words open. */
function recognise(bytes: Uint8Array): void {
  if (bytes.length > MOST_BYTES) {
    throw new Trouble("This file is far too large to be the one you were sent. Choose the one whose name ends in .age.");
  }
  const header = new TextDecoder("latin1").decode(bytes.subarray(0, 256));
  if (header.startsWith("PK")) {
    throw new Trouble("This file is not encrypted any more: it is an ordinary ZIP file. Your computer opens it by itself.");
  }
  if (!header.startsWith(START)) {
    throw new Trouble("This is not the encrypted file. Choose the one whose name ends in .age.");
  }
  if (!header.startsWith("-> ", START.length)) {
    throw new Trouble(DAMAGED);
  }
  if (!header.startsWith("-> scrypt ", START.length)) {
    throw new Trouble("This file opens with a key and not with words. Open it with visitbook or another age program.");
  }
}

async function decrypt(bytes: Uint8Array, words: string): Promise<Uint8Array> {
  const decrypter = new Decrypter();
  decrypter.addPassphrase(normalised(words));
  try {
    return await decrypter.decrypt(bytes);
  } catch (error) {
    // The library tells a wrong passphrase apart by these words alone; a test holds it to them.
    if (error instanceof Error && error.message.startsWith("no identity matched")) {
      throw new Trouble(
        "The words do not open this file. Check each of the six and their order, and type them again. " +
          "If they are right, the file is another one or is damaged: ask the person who sent it.",
      );
    }
    throw new Trouble(DAMAGED);
  }
}

function unpack(zip: Uint8Array): PackFile[] {
  let room = MOST_BYTES;
  let count = 0;
  try {
    const unpacked = unzipSync(zip, {
      filter: (file) => {
        // What the ZIP says about a size is what the unpacked file gets at most.
        room -= file.originalSize;
        count += 1;
        if (room < 0 || count > MOST_FILES) {
          throw new Trouble("This file holds far more than it should, so it was not opened. Ask the person who sent it.");
        }
        return isSafeName(file.name);
      },
    });
    return Object.entries(unpacked).map(([name, bytes]) => ({ name, bytes }));
  } catch (error) {
    throw error instanceof Trouble ? error : new Trouble(DAMAGED);
  }
}

/** Whether a name is one that visitbook gives: no folder that leads elsewhere, nothing hidden, nothing unprintable. */
function isSafeName(name: string): boolean {
  return name.length <= 120 && /^[A-Za-z0-9][A-Za-z0-9_-]*(\/[A-Za-z0-9][A-Za-z0-9_-]*)*\.[a-z0-9]+$/.test(name);
}
