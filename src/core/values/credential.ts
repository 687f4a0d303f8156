import { fromBase64 } from "./base64.ts";
import { isAbsolute } from "./path.ts";
import { expandSpecifiers } from "./specifiers.ts";
import { type AdditiveKind, type Items, type ReadContext, asList } from "./value-kind.ts";

const NAME = /^(?!\.{1,2}$)[\u0020-\u007e]{1,255}$/u;
const isName = (name: string): boolean => NAME.test(name) && !/[/:]/.test(name);

interface About {
  readonly check: (name: string, rest: string | undefined) => string | undefined;
  /** What stands behind the colon, which `text` needs. */
  readonly takes: "source" | "text";
  readonly example: string;
}

/** A name, a colon and more, a line each, exactly as written; what is no credential is complained about. */
const credentials = (about: About): AdditiveKind<readonly string[], string> => ({
  name: "name of a credential, a colon, and more",
  read: (written, context) => readCredential(written, context, about),
  join: asList,
  format: (lines) => lines.join("\n"),
  examples: [[about.example, [about.example]]],
});

function readCredential(written: string, context: ReadContext, { check, takes, example }: About): Items<string> {
  const colon = written.indexOf(":");
  const complain = (message: string): Items<string> => ({
    items: [],
    complaints: [{ message, hint: `expected a credential such as ${example}` }],
  });
  if (takes === "text" && colon < 0) return complain(`Invalid syntax, ignoring: ${written}`);
  const name = expandSpecifiers(colon < 0 ? written : written.slice(0, colon), context);
  if (!name.ok) return complain(`Failed to resolve unit specifiers in "${written}", ignoring: Invalid slot`);
  const message = check(name.value, colon < 0 ? undefined : written.slice(colon + 1));
  return message === undefined ? { items: [written], complaints: [] } : complain(message);
}

const badName = (name: string): string | undefined => (isName(name) ? undefined : `Credential name "${name}" not valid, ignoring.`);
/** Source: systemd.exec(5), LoadCredential=. */
export const credentialSources = credentials({
  check: (name, source) =>
    badName(name) ??
    (source === undefined || isAbsolute(source) || isName(source) ? undefined : `Credential source "${source}" not valid, ignoring.`),
  takes: "source",
  example: "token:/etc/web/token",
});

/** Source: systemd.exec(5), SetCredential=. */
export const credentialTexts = credentials({ check: badName, takes: "text", example: "token:1234" });

/** Source: systemd.exec(5), SetCredentialEncrypted=. */
export const encryptedCredentials = credentials({
  check: (name, text = "") =>
    badName(name) ??
    (fromBase64(text) === undefined ? "Encrypted credential data not valid Base64 data, ignoring: Invalid argument" : undefined),
  takes: "text",
  example: "token:YWJj",
});

/** Source: systemd.exec(5), ImportCredential=. */
export const importedCredentials = credentials({
  check: (name, rename) =>
    isName(name) ? (rename === undefined ? undefined : badName(rename)) : `Credential name or glob "${name}" not valid, ignoring.`,
  takes: "source",
  example: "web.*:renamed.",
});
