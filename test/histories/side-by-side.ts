/** One host, where many histories are played at once: what all of them ask for often is asked for once. */
import type { Host, JournalLine } from "../hosts/host.ts";

export interface SharedHost {
  /** What a single history sees: the log of its own units alone. */
  openView(units: readonly string[]): View;
}

export interface View extends Host {
  /** Ends all that the history left; the host itself stays. */
  close(): Promise<void>;
}

type Shown = ReadonlyMap<string, ReadonlyMap<string, string>>;

export function shareHost(host: Host): SharedHost {
  const logs = new Map<string, JournalLine[]>();
  const readJournal = gather<undefined, void>(async () => {
    for (const line of await host.journal()) if (line.unit !== undefined) logs.get(line.unit)?.push(line);
  });
  const show = gather<{ units: readonly string[]; properties: readonly string[] }, Shown>((asked) =>
    host.show(
      asked.flatMap(({ units }) => units),
      [...new Set(asked.flatMap(({ properties }) => properties))],
    ),
  );
  return {
    openView(units) {
      const logged: JournalLine[] = [];
      for (const unit of units) logs.set(unit, logged);
      return {
        ...keepTime(host),
        show: (units, properties) => show({ units, properties }),
        async journal() {
          await readJournal(undefined);
          return logged.splice(0);
        },
        async close() {
          await clearAway(host, units);
          for (const unit of units) logs.delete(unit);
        },
      };
    },
  };
}

/**
 * What is only looked at takes time too, and more of it the more histories there are: as much is taken off the next wait. Otherwise a
 * history would take longer here than where looking costs nothing, and a step would meet a later state.
 */
function keepTime(host: Host): Host {
  let due = performance.now();
  const waitFor = async <T>(answer: Promise<T>): Promise<T> => {
    const asked = performance.now();
    const answered = await answer;
    due += performance.now() - asked;
    return answered;
  };
  return {
    ...host,
    systemctl: (words) => waitFor(host.systemctl(words)),
    async begin(words) {
      const begun = await host.begin(words);
      return { end: () => waitFor(begun.end()) };
    },
    async sleep(milliseconds) {
      due += milliseconds;
      await host.sleep(Math.max(0, due - performance.now()));
    },
  };
}

/** Questions that come while one is being answered are answered together, by one that is asked after they came. */
function gather<Question, Answer>(ask: (questions: readonly Question[]) => Promise<Answer>): (question: Question) => Promise<Answer> {
  const waiting: Question[] = [];
  let running: Promise<unknown> = Promise.resolve();
  let next: Promise<Answer> | undefined;
  return (question) => {
    waiting.push(question);
    next ??= running.then(() => {
      next = undefined;
      const answer = ask(waiting.splice(0));
      running = answer.catch(() => {}); // Who asked is told.
      return answer;
    });
    return next;
  };
}

const ATTEMPTS = 8;
const BETWEEN_MS = 250;

/** Nothing else may be slowed down by what one history leaves: processes that do not go, restarts without end. */
async function clearAway(host: Host, units: readonly string[]): Promise<void> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    await host.systemctl(["--no-block", "stop", ...units]);
    for (const unit of units) await killAll(host, unit);
    await host.sleep(BETWEEN_MS);
    const shown = await host.show(units, ["ActiveState"]);
    if ([...shown.values()].every((of) => ["inactive", "failed"].includes(of.get("ActiveState") ?? ""))) break;
  }
  await host.systemctl(["reset-failed", ...units]);
  for (const unit of units) await host.removeFile(`/units/${unit}`);
}

async function killAll(host: Host, unit: string): Promise<void> {
  const { main, control, others } = await host.processes(unit);
  for (const pid of [main, control, ...others]) {
    if (pid !== undefined) await host.kill(pid, "SIGKILL").catch(() => {}); // It may have ended in the meantime.
  }
}
