import { fromBase64 } from "./base64.ts";
import { expandSpecifiers } from "./specifiers.ts";
import { knownSpecifiers, unresolved } from "./text.ts";
import { type AdditiveKind, type Items, type ReadContext, asList } from "./value-kind.ts";

const NAME = /^(?!\.{1,2}$)[\u0020-\u007e]{1,255}$/u;
const isName = (name: string): boolean => NAME.test(name) && !/[/:]/.test(name);

/** `NAME[:SOURCE]` and its like, a line each, exactly as written; what is no credential is complained about. */
function credentials(about: {
  readonly check: (name: string, rest: string | undefined, written: string) => string | undefined;
  readonly example: string;
}): AdditiveKind<readonly string[], string> {
  return {
    name: "name of a credential, a colon, and more",
    read: (written, context) => readCredential(written, context, about.check, about.example),
    join: asList,
    format: (lines) => lines.join("\n"),
    examples: [[about.example, [about.example]]],
  };
}

function readCredential(
  written: string,
  context: ReadContext,
  check: (name: string, rest: string | undefined, written: string) => string | undefined,
  example: string,
): Items<string> {
  const colon = written.indexOf(":");
  const expanded = expandSpecifiers(colon < 0 ? written : written.slice(0, colon), context);
  if (!expanded.ok) return { items: [], complaints: [{ message: unresolved(written), hint: knownSpecifiers(expanded.error) }] };
  const message = check(expanded.value, colon < 0 ? undefined : written.slice(colon + 1), written);
  return message === undefined
    ? { items: [written], complaints: [] }
    : { items: [], complaints: [{ message, hint: `expected a credential such as ${example}` }] };
}

const badName = (name: string): string | undefined => (isName(name) ? undefined : `Credential name "${name}" not valid, ignoring.`);
const needsColon = (rest: string | undefined, written: string): string | undefined =>
  rest === undefined ? `Invalid syntax, ignoring: ${written}` : undefined;

/** Source: systemd.exec(5), LoadCredential=. */
export const credentialSources = credentials({ check: badName, example: "token:/etc/web/token" });

/** Source: systemd.exec(5), SetCredential=. */
export const credentialTexts = credentials({
  check: (name, rest, written) => needsColon(rest, written) ?? badName(name),
  example: "token:1234",
});

/** Source: systemd.exec(5), SetCredentialEncrypted=. */
export const encryptedCredentials = credentials({
  check(name, rest, written) {
    const message = needsColon(rest, written) ?? badName(name);
    if (message !== undefined || fromBase64(rest ?? "") !== undefined) return message;
    return "Encrypted credential data not valid Base64 data, ignoring: Invalid argument";
  },
  example: "token:YWJj",
});

/** Source: systemd.exec(5), ImportCredential=. */
export const importedCredentials = credentials({
  check: (name) => (isName(name) ? undefined : `Credential name or glob "${name}" not valid, ignoring.`),
  example: "web.*:renamed.",
});
