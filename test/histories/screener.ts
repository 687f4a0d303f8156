/** A thread that screens histories, so that those who wait for real processes are not kept waiting. */
import { parentPort, Worker } from "node:worker_threads";
import { type Screened, screenHistory } from "./screen.ts";

export interface Screener {
  screen(text: string): Promise<Screened>;
  close(): Promise<void>;
}

interface Question {
  readonly id: number;
  readonly text: string;
}

interface Answer {
  readonly id: number;
  readonly screened: Screened;
}

/** `file`: this file, as a program of its own. */
export function openScreener(file: string): Screener {
  const worker = new Worker(file);
  const waiting = new Map<number, (screened: Screened) => void>();
  let asked = 0;
  worker.on("message", ({ id, screened }: Answer) => {
    waiting.get(id)?.(screened);
    waiting.delete(id);
  });
  return {
    screen(text) {
      asked += 1;
      const question: Question = { id: asked, text };
      worker.postMessage(question);
      return new Promise((resolve) => waiting.set(question.id, resolve));
    },
    close: async () => void (await worker.terminate()),
  };
}

parentPort?.on("message", ({ id, text }: Question) => {
  void screenHistory(text).then((screened) => parentPort?.postMessage({ id, screened } satisfies Answer));
});
