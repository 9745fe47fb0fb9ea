/**
 * The English catalogue has exactly the keys of the Chinese one. Only plurals differ: Chinese has one form (`_other`),
 * English needs `_one` beside it.
 */
export type Like<T> = { readonly [K in keyof T]: T[K] extends string ? string : Like<T[K]> } & {
  readonly [K in keyof T as K extends `${infer Base}_other` ? `${Base}_one` : never]: string;
};
