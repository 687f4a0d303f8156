import type { Priority } from "./record.ts";

/** Journal fields beyond those that every record has, by systemd.journal-fields(7)'s names. */
export type Fields = Readonly<Record<string, string>>;

/** One thing the manager may say about an `About`. */
export interface MessageRow<About> {
  readonly priority: Priority | ((about: About) => Priority);
  /** The sentence as systemd words it. */
  readonly text: (about: About) => string;
  /** MESSAGE_ID: 32 hex digits, from systemd's catalogue. */
  readonly messageId?: string;
  readonly fields?: (about: About) => Fields;
}

/** A row whose `About` is read off its sentence. */
export function row<About>(
  priority: MessageRow<About>["priority"],
  text: (about: About) => string,
  more: Pick<MessageRow<About>, "messageId" | "fields"> = {},
): MessageRow<About> {
  return { priority, text, ...more };
}
