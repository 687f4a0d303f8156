import { type Monotonic, type Usec, sec } from "../core/base/time.ts";
import { type RateLimit, type RateWindow, countHit } from "../core/jobs/rate-limit.ts";

const LIMIT: RateLimit = { interval: sec(30), burst: 20 };

export interface WarningsOptions {
  readonly warn: (text: string) => void;
  readonly now: () => Monotonic;
  readonly after: (delay: Usec, run: () => void) => void;
}

/**
 * Whoever can send to the notify socket can have the manager warn, as often as they like: beyond a few in an interval, which is told of
 * when it is over, warnings are only counted.
 */
export function limitWarnings({ warn, now, after }: WarningsOptions): (text: string) => void {
  let window: RateWindow | undefined;
  let suppressed = 0;
  return (text) => {
    const hit = countHit(LIMIT, window, now());
    window = hit.window;
    if (hit.allowed) return warn(text);
    suppressed += 1;
    if (suppressed > 1) return;
    after(LIMIT.interval, () => {
      warn(`Suppressed ${suppressed} further warnings, the first of them: ${text}`);
      suppressed = 0;
    });
  };
}
