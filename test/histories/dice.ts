/** Chance that can be repeated: the same numbers give the same throws, on every machine. */

export interface Dice {
  /** Whether something happens that does so `percent` times in a hundred. */
  percent(percent: number): boolean;
  pick<T>(faces: readonly T[]): T;
  /** `[weight, face]` */
  weigh<T>(faces: readonly (readonly [number, T])[]): T;
  /** Both ends can come. */
  between(low: number, high: number): number;
  /** From 0 up to but not including 1. */
  fraction(): number;
}

export function openDice(...numbers: readonly number[]): Dice {
  let state = numbers.reduce((mixed, number) => scramble(mixed ^ scramble(number + 0x9e37_79b9)), 0x2545_f491);
  const fraction = (): number => {
    state = (state + 0x6d2b_79f5) | 0;
    return (scramble(state) >>> 0) / 2 ** 32;
  };
  const between = (low: number, high: number): number => low + Math.floor(fraction() * (high - low + 1));
  return {
    fraction,
    between,
    percent: (percent) => fraction() * 100 < percent,
    pick: (faces) => faces[between(0, faces.length - 1)] as never,
    weigh(faces) {
      let left = fraction() * faces.reduce((sum, [weight]) => sum + weight, 0);
      for (const [weight, face] of faces) {
        left -= weight;
        if (left < 0) return face;
      }
      return (faces.at(-1) as (typeof faces)[number])[1];
    },
  };
}

/** Throws high where `dice` throws low: what comes first by one comes last by the other. For `between` only. */
export function turnOver(dice: Dice): Pick<Dice, "between"> {
  return { between: (low, high) => low + high - dice.between(low, high) };
}

/** Spreads the bits of a 32-bit number over all of it. Source: the finalizer of MurmurHash3, which is in the public domain. */
function scramble(number: number): number {
  let mixed = number | 0;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85eb_ca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2_ae35);
  return mixed ^ (mixed >>> 16);
}
