/**
 * All that the manager says. The core logs a message by its id and the fields that its sentence is made of, so that a person
 * and a program read the same event.
 *
 * *display*: a unit as messages about its jobs name it, `web.service - The web server`, or just `web.service` if it has no
 * description of its own. Other sentences begin with `web.service: `, from the field `unit`.
 *
 * Source: the journal of systemd 257, and systemd's message catalogue for the MESSAGE_IDs.
 */
import { errnoByWords } from "../values/errno.ts";
import type { UnitName } from "../values/unit-name.ts";
import { JOB_MESSAGES } from "./job-messages.ts";
import { MANAGER_MESSAGES } from "./manager-messages.ts";
import type { Fields, MessageRow } from "./message-row.ts";
import { PROCESS_MESSAGES } from "./process-messages.ts";
import type { Priority } from "./record.ts";
import { SERVICE_MESSAGES } from "./service-messages.ts";

export const MESSAGES = {
  ...JOB_MESSAGES,
  ...SERVICE_MESSAGES,
  ...PROCESS_MESSAGES,
  ...MANAGER_MESSAGES,
} as const;

export type MessageId = keyof typeof MESSAGES;

/** What has to be known to say the message `Id`. */
export type MessageAbout<Id extends MessageId> = (typeof MESSAGES)[Id] extends MessageRow<infer About> ? About : never;

/** A message, said. */
export interface Message {
  readonly id: MessageId;
  readonly priority: Priority;
  readonly text: string;
  /** The unit it is about; none if it is about the manager itself. */
  readonly unit?: UnitName;
  /** MESSAGE_ID and the like, for the record. */
  readonly fields: Fields;
}

/** Says `id`: `message("restart-scheduled", { unit, restarts: 3 }).text` is `web.service: Scheduled restart job, restart counter is at 3.` */
export function message<Id extends MessageId>(id: Id, about: MessageAbout<Id>): Message {
  // The table pairs each id with its About; the compiler can't follow that through a generic index.
  const row = MESSAGES[id] as unknown as MessageRow<MessageAbout<Id>>;
  const { unit, error } = about as { readonly unit?: UnitName; readonly error?: string };
  return {
    id,
    priority: typeof row.priority === "function" ? row.priority(about) : row.priority,
    text: row.text(about),
    fields: { ...(row.messageId === undefined ? {} : { MESSAGE_ID: row.messageId }), ...errnoField(error), ...row.fields?.(about) },
    ...(unit === undefined ? {} : { unit }),
  };
}

/** ERRNO= of what strerror(3) said. */
function errnoField(error: string | undefined): Fields {
  const errno = error === undefined ? undefined : errnoByWords(error);
  return errno === undefined ? {} : { ERRNO: String(errno) };
}
