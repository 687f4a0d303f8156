import type { AdditiveKind, ValueKind } from "../values/value-kind.ts";

/**
 * `full`: acts as in systemd. `partial`: acts, with the difference that `note` tells. `ignored`: is known, checked and reported,
 * and has no effect in this version.
 */
export type Support = "full" | "partial" | "ignored";

export interface About {
  /** What it is for, in a sentence. */
  readonly summary: string;
  readonly support: Support;
  /** The systemd version that brought it; 33 stands for "that one or older". */
  readonly since: number;
  /** For anything but `full`: what differs, and why. */
  readonly note?: string;
  /** For `partial`: why this very value has no effect, or not the whole one; undefined if it does. */
  readonly unsupported?: (value: unknown) => string | undefined;
  /** The property that `show` prints, where it isn't the directive's own name: `RestartUSec`. `false`: none. */
  readonly shown?: string | false;
  /** What `show` prints as long as it isn't set; nothing at all if this is undefined. */
  readonly shownUnset?: string;
  /** The property stands once for each line of the formatted value; not at all if there is none. */
  readonly linewise?: boolean;
  /** systemd's sentence about whoever still writes it, whatever the value. */
  readonly outdated?: (key: string) => string;
  /** In place of all that: the properties that the value makes, undefined if it isn't set. */
  readonly show?: (value: unknown) => readonly (readonly [name: string, value: string])[];
}

/** The last valid assignment wins. */
export interface Single<T> extends About {
  readonly shape: "single";
  readonly kind: ValueKind<Exclude<T, undefined>>;
  readonly initial: T;
}

/** Assignments add up; an empty one starts over. */
export interface Additive<T> extends About {
  readonly shape: "additive";
  // oxlint-disable-next-line typescript/no-explicit-any -- what the items are is the kind's own business
  readonly kind: AdditiveKind<T, any>;
}

/** Another name for others: `Unit.StartLimitBurst`, or one of the same section without a prefix. It stores nothing itself. */
export interface Alias extends About {
  readonly shape: "alias";
  readonly of: readonly string[];
  /** Its values, in the words of the others; undefined for one that can't be read, with the sentence about it. */
  readonly translate?: { readonly to: (value: string) => string | undefined; readonly complaint: (value: string) => string };
}

// A row may hold any kind of value; ConfigOf gives each its own type back.
// oxlint-disable-next-line typescript/no-explicit-any
export type Directive = Single<any> | Additive<any> | Alias;
export type Section = { readonly [name: string]: Directive };

/** The configuration that a section's table describes, under the directives' own names. */
export type ConfigOf<S extends Section> = {
  readonly [Name in keyof S as S[Name] extends Alias ? never : Name]: S[Name] extends Single<infer T>
    ? T
    : S[Name] extends Additive<infer T>
      ? T
      : never;
};

export const single = <T extends NonNullable<unknown>>(kind: ValueKind<T>, initial: NoInfer<T>, about: About): Single<T> => ({
  shape: "single",
  kind: kind as ValueKind<Exclude<T, undefined>>,
  initial,
  ...about,
});
/** Without an initial value: `undefined` until it is assigned. */
export const optional = <T extends NonNullable<unknown>>(kind: ValueKind<T>, about: About): Single<T | undefined> => ({
  shape: "single",
  kind: kind as ValueKind<Exclude<T | undefined, undefined>>,
  initial: undefined,
  ...about,
});
export const list = <T, Item>(kind: AdditiveKind<T, Item>, about: About): Additive<T> => ({ shape: "additive", kind, ...about });
export const alias = (of: readonly string[], about: About & Pick<Alias, "translate">): Alias => ({ shape: "alias", of, ...about });
