declare const brand: unique symbol;

/** `T`, marked so that two meanings of one primitive can't be swapped. Only the compiler sees it. */
export type Brand<T, Name extends string> = T & { readonly [brand]: Name };
