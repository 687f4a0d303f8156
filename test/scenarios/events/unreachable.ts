/** Rows that no scenario can reach, and why. One that is reached after all fails its test, so that the list stays true. */

const JOINS = "a service that is coming up has a start job already, and another job than a stop or restart joins that";

export const UNREACHABLE: Readonly<Record<string, string>> = {
  "condition: a start job": JOINS,
  "start-pre: a start job": JOINS,
  "start-post: a start job": JOINS,
  "condition: a reload job": JOINS,
  "start-pre: a reload job": JOINS,
  "start: a reload job": JOINS,
  "start-post: a reload job": JOINS,
  "auto-restart-queued: a reload job": JOINS,
  "reload: a start job": "the reload job is there already, and a start joins it",
  "start: main ends well, Type=simple": "a simple service has left the state as soon as there is a process",
  "start: main ends badly, Type=simple": "a simple service has left the state as soon as there is a process",
};
