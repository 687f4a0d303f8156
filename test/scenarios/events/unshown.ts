import type { MessageId } from "../../../src/core/log/messages.ts";

/** Messages that no scenario has as a real systemd logged them, and why. */
export const UNSHOWN: { readonly [Id in MessageId]?: string } = {};
