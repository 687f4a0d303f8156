import { fromBase64, toBase64 } from "./base64.ts";
import { expandSpecifiers } from "./specifiers.ts";
import { knownSpecifiers, unresolved } from "./text.ts";
import { utf8 } from "./utf8.ts";
import type { AdditiveKind, Items, ReadContext } from "./value-kind.ts";
import { unescapeText } from "./words.ts";

/** Bytes for stdin: lines of text, and bytes in base64, in the order of the lines. Source: systemd.exec(5), StandardInputText=, StandardInputData=. */
export const inputData: AdditiveKind<readonly number[], number> = {
  name: "text, or bytes in base64",
  read: (written, context, key) => (key === "StandardInputText" ? readText(written, context) : readData(written)),
  join: (bytes) => bytes,
  format: toBase64,
  examples: [["aGVsbG8=", [104, 101, 108, 108, 111]]],
};

function readText(written: string, context: ReadContext): Items<number> {
  const text = unescapeText(written);
  if (text === undefined) {
    const message = `Failed to decode C escaped text '${written}', ignoring: Invalid argument`;
    return { items: [], complaints: [{ message, hint: "write \\\\ for a backslash" }] };
  }
  const expanded = expandSpecifiers(text, context);
  if (!expanded.ok) return { items: [], complaints: [{ message: unresolved(text), hint: knownSpecifiers(expanded.error) }] };
  return { items: utf8(`${expanded.value}\n`), complaints: [] };
}

function readData(written: string): Items<number> {
  const bytes = fromBase64(written);
  if (bytes !== undefined) return { items: bytes, complaints: [] };
  return { items: [], complaints: [{ message: `Failed to decode base64 data, ignoring: ${written}`, hint: "expected base64" }] };
}
