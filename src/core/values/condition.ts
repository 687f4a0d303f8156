import { expandSpecifiers } from "./specifiers.ts";
import { pathFault, simplifyPath } from "./path.ts";
import { knownSpecifiers } from "./text.ts";
import { type AdditiveKind, asList } from "./value-kind.ts";

/** One check before a start. Source: systemd.unit(5), CONDITIONS AND ASSERTS. */
export interface Condition {
  /** `|`: it is enough that one of these holds. */
  readonly trigger: boolean;
  /** `!` */
  readonly negate: boolean;
  readonly parameter: string;
}

const read = (written: string): Condition => {
  const [, bar = "", mark = "", parameter = ""] = /^(\|?)\s*(!?)\s*(.*)$/s.exec(written) ?? [];
  return { trigger: bar !== "", negate: mark !== "", parameter };
};
const format = (conditions: readonly Condition[]): string =>
  conditions.map(({ trigger, negate, parameter }) => `${trigger ? "|" : ""}${negate ? "!" : ""}${parameter}`).join(" ");

function conditions(name: string, isPath: boolean, example: string): AdditiveKind<readonly Condition[], Condition> {
  return {
    name,
    read(written, context, key) {
      const condition = read(written);
      const expanded = expandSpecifiers(condition.parameter, context);
      if (!expanded.ok) {
        const quote = isPath ? "" : "'";
        const message = `Failed to resolve unit specifiers in ${quote}${condition.parameter}${quote}, ignoring: Invalid slot`;
        return { items: [], complaints: [{ message, hint: knownSpecifiers(expanded.error) }] };
      }
      const fault = isPath ? pathFault(expanded.value) : undefined;
      if (fault !== undefined) {
        const message = `${key}= path is not ${fault}, ignoring: ${expanded.value}`;
        return { items: [], complaints: [{ message, hint: "expected an absolute path, perhaps with | or ! in front" }] };
      }
      return { items: [{ ...condition, parameter: isPath ? simplifyPath(expanded.value) : expanded.value }], complaints: [] };
    },
    join: asList,
    format,
    examples: [
      [`|!${example}`, [{ trigger: true, negate: true, parameter: example }]],
      [example, [{ trigger: false, negate: false, parameter: example }]],
    ],
  };
}

export const pathConditions = conditions("path condition", true, "/etc/web.conf");
export const textConditions = conditions("condition", false, "container");
