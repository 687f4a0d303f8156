/**
 * A recursion that may go thousands of calls deep. Where it would call itself it yields that call, and is given its value: so the
 * calls in progress stand in an array, not on the stack.
 */
export type Deep<T> = Generator<Deep<T>, T, T>;

/** Carries the call out, with all that it calls. */
export function runDeep<T>(call: Deep<T>): T {
  const above: Deep<T>[] = [];
  let current = call;
  let step = current.next();
  for (;;) {
    if (step.done !== true) {
      above.push(current);
      current = step.value;
      step = current.next();
      continue;
    }
    const caller = above.pop();
    if (caller === undefined) return step.value;
    current = caller;
    step = caller.next(step.value);
  }
}
