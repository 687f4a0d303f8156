/**
 * A recursion that may go thousands of calls deep. Where it would call itself it yields that call, and is given its value: so the
 * calls in progress stand in an array, not on the stack.
 */
export type Deep<T> = Generator<Deep<T>, T, T>;

/** Carries the call out, with all that it calls. What one throws goes through its callers, as if they had called it. */
export function runDeep<T>(call: Deep<T>): T {
  const above: Deep<T>[] = [];
  let current = call;
  let resume = (): IteratorResult<Deep<T>, T> => current.next();
  for (;;) {
    try {
      const step = resume();
      if (step.done === true) {
        const caller = above.pop();
        if (caller === undefined) return step.value;
        current = caller;
        resume = () => caller.next(step.value);
      } else {
        above.push(current);
        const called = step.value;
        current = called;
        resume = () => called.next();
      }
    } catch (error) {
      const caller = above.pop();
      if (caller === undefined) throw error;
      current = caller;
      resume = () => caller.throw(error);
    }
  }
}
